"""A program that calls the REST interface with a token."""

import datetime

from django.test import Client

from reports.models import Scope
from reports.services import create_token


def secret_of(user, *scopes, name="test"):
    life = datetime.timedelta(days=1)
    return create_token(name, scopes or Scope.values, life, by=user)[1]


def program(user, *scopes, name="test"):
    """A client without session: `program(user, "read:scores").get(…)`."""
    secret = secret_of(user, *scopes, name=name)
    return Client(headers={"Authorization": f"Bearer {secret}"})
