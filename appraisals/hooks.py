"""What other parts of the year tell the evaluation, each in one place to fill in.

None means: nobody says anything of it, and nothing is asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appraisals.models import Appraisal
    from appraisals.services.lines import Section


def agreed_sections(appraisal: Appraisal) -> Sequence[Section] | None:
    """The lines of the agreement in force."""
    return None


def last_check_in(appraisal: Appraisal) -> datetime.date | None:
    """The day of the last conversation of the year."""
    return None


def knows_check_ins() -> bool:
    """Whether conversations are kept at all; only then their absence is worth a warning."""
    return False


def self_assessment(appraisal: Appraisal) -> Mapping[str, Any] | None:
    """What was submitted, by code of the section: `rating` and `text`. None: nothing yet."""
    return None


def warned(appraisal: Appraisal) -> bool | None:
    """Whether an early warning was given. None: the policy asks for none, or none are kept."""
    return None
