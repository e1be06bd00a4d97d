"""JSON with limits: size, depth, no double names."""

import json
import re

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from reports.problems import TooLarge

DEEPEST = 20
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
BRACKET = re.compile(rb"[\[\]{}]")


class GuardedJSONParser(JSONParser):
    """Refuses with 400 what would exhaust or mislead a reader, and with 413 what is too large."""

    def parse(self, stream, media_type=None, parser_context=None):
        largest = settings.API_LARGEST_BODY
        content = stream.read(largest + 1)
        if len(content) > largest:
            raise TooLarge(_("Send at most %d bytes.") % largest)
        if depth(content) > DEEPEST:
            raise ParseError(_("The JSON is nested too deeply; %d levels are allowed.") % DEEPEST)
        try:
            return json.loads(
                content.decode("utf-8"),
                parse_constant=refuse_constant,
                object_pairs_hook=without_doubles,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is not JSON: %s") % error) from error


def depth(content):
    """How deep brackets nest outside strings."""
    deepest = level = 0
    for bracket in BRACKET.finditer(STRING.sub(b"", content)):
        level += 1 if bracket.group() in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def refuse_constant(name):
    raise ValueError(_("%s is not a number.") % name)


def without_doubles(pairs):
    names = [name for name, _value in pairs]
    if len(names) != len(set(names)):
        raise ValueError(_("a name occurs twice in an object."))
    return dict(pairs)
