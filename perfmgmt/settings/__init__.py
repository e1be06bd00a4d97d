"""Settings out of the environment. `.env.example` lists every variable; production refuses
to start with an unsafe value (see `safety.py`)."""

from perfmgmt.settings.base import *  # noqa: F403 -- Django reads one module
from perfmgmt.settings.jobs import *  # noqa: F403
from perfmgmt.settings.logs import *  # noqa: F403
from perfmgmt.settings.mail import *  # noqa: F403
from perfmgmt.settings.rest import *  # noqa: F403
from perfmgmt.settings.signin import *  # noqa: F403
from perfmgmt.settings.web import *  # noqa: F403

from perfmgmt.settings import safety  # isort: skip

safety.check(dict(globals()))
