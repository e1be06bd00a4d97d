from django.apps import AppConfig


class PerfmgmtConfig(AppConfig):
    name = "perfmgmt"

    def ready(self) -> None:
        """Bind shared tasks to our Celery app; outside production, compile changed translations."""
        from django.conf import settings  # noqa: PLC0415 -- settings must be whole

        from perfmgmt import celery, checks, messages  # noqa: F401, PLC0415 -- importing binds

        if settings.ENVIRONMENT != "production":
            messages.compile_stale(settings.LOCALE_PATHS)
