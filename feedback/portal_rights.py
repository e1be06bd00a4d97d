"""What a portal that runs alone may do in the database. No Django.

Everything else is refused: it neither reads ratings, receipts or people, nor writes a table. It
gives and changes a rating through functions that check what they are given.
Source: docs/rating-guard.md, W10.
"""

from __future__ import annotations

import re

FUNCTIONS = (
    "feedback_give", "feedback_amend", "feedback_place", "feedback_status",
    "feedback_excluded_for", "feedback_ticket_of", "feedback_leaves", "feedback_contact",
    "feedback_contact_key", "feedback_answer",
)  # fmt: skip
# The catalogue and what is published.
TABLES = (
    "feedback_ratingscale", "feedback_publicservice", "feedback_servicepoint", "feedback_stream",
    "feedback_release", "django_migrations",
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def statements(role: str, schema: str = "public") -> list[str]:
    """SQL that takes every right from `role` and gives it these; the role must exist.

    Errors: ValueError for a name that would need quotes.
    """
    if not NAME.fullmatch(role):
        raise ValueError(role)
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role};",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM {role};",
        f"GRANT USAGE ON SCHEMA {schema} TO {role};",
        f"GRANT SELECT ON {', '.join(TABLES)} TO {role};",
        f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS)} TO {role};",
    ]
