"""A portal that runs alone, under uvicorn: taps at a door of their own, the rest as under WSGI.

The rest keeps the threads of WSGI and, with them, its connections to the database.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfmgmt.settings.portal")

from perfmgmt.wsgi import application as pages

THREADS = 8

from feedback.views.tap_door import TapDoor  # noqa: E402 -- once Django is set up

# Both sides type what they pass on more narrowly than the other.
rest: Any = WSGIMiddleware(cast("Any", pages), workers=THREADS)
application = TapDoor(rest)
