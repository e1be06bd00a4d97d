"""Before Django reads its settings: the test run's own services, fast instead of durable."""

import os
from pathlib import Path

STATE = Path(__file__).parent / ".state" / "test"

os.environ.setdefault("PERFMGMT_STATE", str(STATE))
os.environ.setdefault("PERFMGMT_EMBEDDED_FAST", "1")
os.environ["PERFMGMT_ENV"] = "test"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop beside the tests
