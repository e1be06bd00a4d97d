"""Forms of this room: they parse and check shape; the services know the rules."""
