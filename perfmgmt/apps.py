from django.apps import AppConfig


class PerfmgmtConfig(AppConfig):
    name = "perfmgmt"

    def ready(self) -> None:
        """Make our Celery app the current one, so that `shared_task` binds to it."""
        from perfmgmt import celery  # noqa: F401, PLC0415 -- importing it is the point
