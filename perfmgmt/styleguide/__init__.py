"""The living page: every component in every state, in the language of the reader."""
