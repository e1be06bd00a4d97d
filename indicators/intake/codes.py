"""Codes for what a file names and nobody has coded: readable, and the same on every load."""

import hashlib
import json

from django.utils.text import slugify

LONGEST_SLUG = 40
DIGITS = 8  # of the hash behind the slug; two names of one slug then hardly ever share a code


def code_of(kind: str, *identity: str) -> str:
    """“Department of Buildings” -> department-of-buildings-1f0c8a2e; the hash tells the rest."""
    text = json.dumps([kind, *identity], ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
    slug = slugify(identity[0], allow_unicode=True)[:LONGEST_SLUG].strip("-_")
    return f"{slug or kind}-{digest}"
