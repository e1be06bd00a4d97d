"""What is missing before a cycle may be archived. docs/results.md, G40; docs/appraisals.md, Y7."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from appraisals.models import Appraisal

# In the order of the year. A right that still runs keeps a cycle open as an open appeal does.
KINDS = ("grade", "notice", "meeting", "plan", "appeal", "right")


def with_missing(
    rows: QuerySet[Appraisal], below: Mapping[str, Iterable[str]], today: datetime.date
) -> QuerySet[Appraisal]:
    """Adds `lacks_<kind>` for each of KINDS, true where it is missing.

    Shape:  the same rows; subqueries only, whatever their number. `below` are the grades after
            which a plan is required, by "department" and "person".
    Source: rule G40. Who left, and who has no account or no superior, need not meet.
    """
    from appraisals.models import (  # noqa: PLC0415 -- leaf
        Appeal,
        DevelopmentAction,
        FeedbackMeeting,
        Grade,
        NoticeRight,
        ResultNotice,
    )

    mine = {"appraisal": OuterRef("pk")}
    grade = Grade.objects.in_force().filter(**mine)
    notice = ResultNotice.objects.in_force().filter(**mine)
    told = notice.filter(grade__isnull=False, grade__superseded_by__isnull=True)
    appeals = Appeal.objects.filter(**mine)
    used = Appeal.objects.filter(appraisal=OuterRef("notice__appraisal")).exclude(state="withdrawn")
    runs = NoticeRight.objects.filter(
        ~Exists(used), notice__appraisal=OuterRef("pk"), notice__superseded_by__isnull=True,
        due_on__gte=today,
    )  # fmt: skip
    further = appeals.filter(further_until__gte=today, followed_by__isnull=True)
    can_meet = Q(left_on__isnull=True, subject_user__isnull=False, appraiser__isnull=False)
    low = Q(pk__in=[])
    for subject, codes in below.items():
        low |= Q(Exists(grade.filter(grade__in=list(codes))), subject=subject)
    planned = DevelopmentAction.objects.filter(plan__appraisal=OuterRef("pk"))
    graded = Q(excluded_as="")
    has_grade = Q(Exists(grade))
    return rows.annotate(
        lacks_grade=graded & ~has_grade,
        lacks_notice=(graded & has_grade & ~Exists(told)) | (~graded & ~Exists(notice)),
        lacks_meeting=graded & can_meet & ~Exists(FeedbackMeeting.objects.closed().filter(**mine)),
        lacks_plan=graded & Q(left_on__isnull=True) & low & ~Exists(planned),
        lacks_appeal=Q(Exists(appeals.open())),
        lacks_right=Q(Exists(runs)) | Q(Exists(further)),
    )


def lacking(kinds: Iterable[str] = KINDS) -> Q:
    """Rows of `with_missing` on which at least one of `kinds` is missing."""
    found = Q()
    for kind in kinds:
        found |= Q(**{f"lacks_{kind}": True})
    return found
