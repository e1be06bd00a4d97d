"""Django's PostgreSQL backend, except that the first connection starts the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

from perfmgmt import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        embedded.ensure()
        return super().get_new_connection(conn_params)
