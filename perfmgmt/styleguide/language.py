"""Sample text in two languages. It is data of the living page, not words of the product."""

from django.utils.translation import get_language


def say(english: str, chinese: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english
