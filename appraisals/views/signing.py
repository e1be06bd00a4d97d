"""A fresh sign-in as part of a signature: asked for when it is missing, else measured."""

import datetime
import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired

from appraisals.services import Signing


def signing_of(request):
    """How fresh the sign-in of this session is.

    Errors: ReauthenticationRequired, which keeps what was sent, asks to confirm who it is, and
    carries the request out then.
    """
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
    records = get_authentication_records(request, request.user)
    at = max((record["at"] for record in records), default=0)
    return Signing(datetime.timedelta(seconds=max(0, time.time() - at)))
