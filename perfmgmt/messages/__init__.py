"""Translations without gettext's programs: compile what is stale, find what is missing."""

from perfmgmt.messages.compiler import compile_stale

__all__ = ["compile_stale"]
