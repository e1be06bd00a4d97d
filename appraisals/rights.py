"""The clocks of review, appeal and objection. No Django.

Source: docs/results.md, rules G30 to G33; the policy pack, K7, D1 to D3. A policy without a step
does not have that right.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from departments.calendar import due_on
from departments.policy.parts import Deadline

REVIEW, DIRECT, AFTER_REVIEW = "review_request", "appeal_direct", "appeal_after_review"
SECOND, OBJECTION = "second_appeal", "department_objection"
FIRST = {"person": (REVIEW, DIRECT), "department": (OBJECTION,)}
FURTHER = {REVIEW: AFTER_REVIEW, DIRECT: SECOND, AFTER_REVIEW: SECOND}
DECISION = {
    REVIEW: "review_decision",
    DIRECT: "appeal_decision",
    AFTER_REVIEW: "appeal_decision",
    SECOND: "appeal_decision",
    OBJECTION: "department_objection_decision",
}
# A review and an objection are short; only the time of an appeal may be extended.
EXTENSION = dict.fromkeys((DIRECT, AFTER_REVIEW, SECOND), "appeal_extension")
APPROVAL = {OBJECTION: "department_reapproval"}


@dataclass(frozen=True, slots=True)
class Clocks:
    """The deadlines of a policy over the days of the working calendar."""

    deadlines: Mapping[str, Deadline]
    special_days: Mapping[datetime.date, str]
    roll: bool

    def due(self, step: str | None, day: datetime.date) -> datetime.date | None:
        """The last day of a step that `day` starts; None where the policy has no such step."""
        deadline = self.deadlines.get(step) if step else None
        if deadline is None:
            return None
        return due_on(day, deadline.n, deadline.unit, self.special_days, roll=self.roll)

    def first(self, subject: str, day: datetime.date) -> dict[str, datetime.date]:
        """What a notice of `day` gives: right -> its last day."""
        found = {step: self.due(step, day) for step in FIRST[subject]}
        return {step: last for step, last in found.items() if last is not None}

    def further(self, step: str, day: datetime.date) -> tuple[str, datetime.date] | None:
        """What may be asked for after a decision of `day`, and until when."""
        after = FURTHER.get(step)
        last = self.due(after, day)
        return (after, last) if after and last else None

    def decision(self, step: str, day: datetime.date) -> datetime.date | None:
        return self.due(DECISION[step], day)

    def extended(self, step: str, decide_by: datetime.date) -> datetime.date | None:
        """The day to which the time to decide may be extended; None where it may not."""
        return self.due(EXTENSION.get(step), decide_by)

    def approval(self, step: str, day: datetime.date) -> datetime.date | None:
        return self.due(APPROVAL.get(step), day)
