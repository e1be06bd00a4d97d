"""Real PostgreSQL and Valkey for development and tests, out of installed wheels.

Every process that uses them is a client: it holds a shared lock on the state folder for as long
as it lives. One detached keeper owns the servers and leaves when the last client has gone, however
that client ended. Nothing here imports Django, so that it works before settings are read.
"""

from perfmgmt.embedded.client import EmbeddedError, addresses, ensure, join, wanted
from perfmgmt.embedded.layout import Layout, state_folder

__all__ = ["EmbeddedError", "Layout", "addresses", "ensure", "join", "state_folder", "wanted"]
