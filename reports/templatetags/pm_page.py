"""`{% if_filled %}<nav>…{% endif_filled %}`: a wrapper that vanishes when nothing is in it."""

from typing import Any

from django import template
from django.utils.html import strip_tags

register = template.Library()


class IfFilledNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Any) -> str:
        """Everything inside, or nothing where it holds tags without a word."""
        markup = self.nodelist.render(context)
        return markup if strip_tags(markup).strip() else ""


@register.tag
def if_filled(parser: template.base.Parser, token: template.base.Token) -> IfFilledNode:
    """Blocks may stand inside: a page that leaves them empty gets no empty landmark or list."""
    nodelist = parser.parse(("endif_filled",))
    parser.delete_first_token()
    return IfFilledNode(nodelist)
