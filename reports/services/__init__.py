"""Every write of this room."""

from reports.services.calls import remember_call
from reports.services.exports import make_export, request_export
from reports.services.tokens import create_token, revoke_token, use_token

__all__ = [
    "create_token",
    "make_export",
    "remember_call",
    "request_export",
    "revoke_token",
    "use_token",
]
