"""What the rest of the year says beside an evaluation: talks, the self-assessment, warnings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from appraisals.models import Appraisal, CheckIn, SelfAssessment
from appraisals.models.self_assessment import SelfAssessmentState


def last_check_in(appraisal: Appraisal) -> datetime.date | None:
    """The day of the last conversation that one side shared with the other."""
    rows = CheckIn.objects.shared().filter(appraisal=appraisal).order_by("-held_on")
    day: datetime.date | None = rows.values_list("held_on", flat=True).first()
    return day


def handed_in(appraisal: Appraisal) -> SelfAssessment | None:
    """The self-assessment that was handed in, whether a superior opened it yet or not."""
    row: SelfAssessment | None = (
        SelfAssessment.objects.handed_in().filter(appraisal=appraisal).first()
    )
    return row


def answers_of(row: SelfAssessment | None) -> Mapping[str, Any] | None:
    """What it says, by code of the section: `rating` and `text`. None until it was opened, which
    takes the right to withdraw it. Source: docs/self-assessment.md, SA9."""
    if row is None or row.state != SelfAssessmentState.OPENED:
        return None
    return {
        one.section: {"rating": one.rating, "text": one.text}
        for one in row.answers.order_by("place")
    }


def is_warned(appraisal: Appraisal) -> bool:
    """Whether somebody was told in time that the lowest grade is near. docs/coaching.md, C6."""
    return Appraisal.objects.filter(pk=appraisal.pk).warned().exists()
