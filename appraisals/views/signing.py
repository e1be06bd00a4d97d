"""A fresh sign-in as part of a signature: asked for when it is missing, else measured."""

import datetime
import time
from copy import copy

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired

from appraisals.services import Signing
from appraisals.views.stage import really


def signing_of(request):
    """How fresh the sign-in of this session is, of whoever has signed in himself.

    Errors: ReauthenticationRequired, which keeps what was sent, asks to confirm who it is, and
    carries the request out then.
    """
    signed_in = copy(request)
    signed_in.user = really(request)
    if not did_recently_reauthenticate(signed_in):
        raise ReauthenticationRequired
    records = get_authentication_records(request, signed_in.user)
    at = max((record["at"] for record in records), default=0)
    return Signing(datetime.timedelta(seconds=max(0, time.time() - at)))
