"""Writing a self-assessment: kept as typed, handed in as a whole, taken back, opened.

Rules: docs/self-assessment.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisals.models import (
    Appraisal,
    MissedBecause,
    PhaseKind,
    SectionAnswer,
    SelfAssessment,
    SelfAssessmentState,
    Source,
)
from appraisals.services.phases import hold_phase
from appraisals.services.sections import Section, sections_of
from appraisals.services.sources import receive_source
from appraisals.services.telling import tell
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import Matter, settle
from departments.texts import as_typed, with_short_ends
from indicators.services.errors import lock_key, overtaken
from indicators.services.planning import clock

MOST = 1500  # characters of an answer that can be handed in; a draft may be longer
BEST, LEAST = 5, 1  # of a self-rating
TYPED = ("text", "rating", "cause", "is_complete")
YES, NO = "yes", "no"
WANTED = {
    "text": gettext_lazy("Write an answer."),
    "rating": gettext_lazy("Choose a rating."),
    "cause": gettext_lazy("Choose why the target was not met."),
}
ANSWERS: dict[str, bool | None] = {YES: True, NO: False}


class Deed(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps: from where to where, who takes it, and what it needs."""

    before: SelfAssessmentState
    after: SelfAssessmentState
    actor: str  # "author"; "superior": first or second
    needs: tuple[str, ...] = ()  # "phase": that of self-assessment is open


STEPS = {
    Deed.SUBMIT: Step(
        SelfAssessmentState.DRAFT, SelfAssessmentState.SUBMITTED, "author", ("phase",)
    ),
    Deed.WITHDRAW: Step(
        SelfAssessmentState.SUBMITTED, SelfAssessmentState.DRAFT, "author", ("phase",)
    ),
    Deed.OPEN: Step(SelfAssessmentState.SUBMITTED, SelfAssessmentState.OPENED, "superior"),
}


class StaleAnswer(WrongState):
    """Another window saved this section since; `answer` is what it saved."""

    def __init__(self, answer: SectionAnswer) -> None:
        super().__init__(_("This section was changed in another window. Both texts are below."))
        self.answer = answer


class NotWholeError(DomainError):
    """Sections are missing; `sections` names them, in their order."""

    def __init__(self, sections: list[Section]) -> None:
        super().__init__(_("Some sections are not completed yet. Complete them, then submit."))
        self.sections = sections


@transaction.atomic
def save_answer(
    appraisal: Appraisal, code: str, said: Mapping[str, str], *, version: int, by: User
) -> SectionAnswer:
    """Keep what was typed in a section, unchecked, for `by` alone.

    `version`: of the answer that the page started from, 0 for none. Not in the ledger: it is no
    fact yet, and nobody else's business. The same again is no conflict, so a save may be repeated.
    Errors: StaleAnswer; WrongState when the phase is closed or it is handed in; PermissionDenied.
    """
    row = held_draft(appraisal, by)
    typed = as_columns(said)
    answer = row.answers.filter(section=code).first()
    if answer is None:
        place, section = section_called(appraisal, code)
        answer = SectionAnswer(
            self_assessment=row, section=code, place=place, title_en=section.title_en,
            title_zh=section.title_zh, saved_at=clock(), **typed,
        )  # fmt: skip
        answer.save(force_insert=True)
    elif all(getattr(answer, name) == value for name, value in typed.items()):
        return answer
    elif answer.version != version:
        raise StaleAnswer(answer)
    else:
        for name, value in typed.items():
            setattr(answer, name, value)
        answer.version, answer.saved_at = version + 1, clock()
        answer.save(update_fields=[*typed, "version", "saved_at"])
    SelfAssessment.objects.filter(pk=row.pk).update(version=row.version + 1)
    return answer


def as_columns(said: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as the columns hold it: texts whole, choices that there are, else nothing."""
    rating = said.get("rating", "")
    cause = said.get("cause", "")
    return {
        "text": as_typed(said.get("text", "")),
        "rating": int(rating) if rating in {"1", "2", "3", "4", "5"} else None,
        "cause": cause if cause in MissedBecause.values else "",
        "is_complete": ANSWERS.get(said.get("is_complete", "")),
    }


def section_called(appraisal: Appraisal, code: str) -> tuple[int, Section]:
    for place, section in enumerate(sections_of(appraisal)):
        if section.code == code:
            return place, section
    raise WrongState(_("This section is no longer part of the plan. Copy your text, then go back."))


def held_draft(appraisal: Appraisal, by: User) -> SelfAssessment:
    """The draft of `by`, begun if need be, with its phase and its row held until he commits."""
    require_author(appraisal, by)
    hold_phase(appraisal, PhaseKind.SELF_ASSESSMENT)
    lock_key("self-assessment", appraisal.pk)
    if appraisal.self_assessments.handed_in().exists():
        raise WrongState(
            _("The self-assessment is submitted. Withdraw it to change it, as long as nobody has "
              "opened it.")
        )  # fmt: skip
    row, _made = SelfAssessment.objects.get_or_create(
        appraisal=appraisal, author=by, defaults={"begun_at": clock()}
    )
    return row


def require_author(appraisal: Appraisal, by: User | None) -> None:
    """Only who answers for the subject now: the person, or the head of the department."""
    if by is None or appraisal.subject_user_id != by.pk:
        raise PermissionDenied(_("Only who is appraised writes the self-assessment."))


def lacks(section: Section, answer: SectionAnswer | None) -> dict[str, str]:
    """What an answer still needs before it can be handed in, as {field: message}."""
    text = answer.text if answer else ""
    found = {}
    if not text.strip():
        found["text"] = str(WANTED["text"])
    elif over := over_words(text):
        found["text"] = over
    if section.is_rated and (answer is None or answer.rating is None):
        found["rating"] = str(WANTED["rating"])
    if section.asks_for_cause and not (answer and answer.cause):
        found["cause"] = str(WANTED["cause"])
    return found


def over_words(text: str) -> str:
    """By how much an answer is too long to be handed in; nothing when it is not."""
    over = len(with_short_ends(text.strip())) - MOST
    if over <= 0:
        return ""
    words = ngettext(
        "The answer is %(over)s character too long. Shorten it to %(most)s.",
        "The answer is %(over)s characters too long. Shorten it to %(most)s.", over,
    )  # fmt: skip
    return words % {"over": f"{over:,}", "most": f"{MOST:,}"}


def is_done(section: Section, answer: SectionAnswer | None) -> bool:
    """Its author says that it is complete, and nothing is missing."""
    return answer is not None and answer.is_complete is True and not lacks(section, answer)


def by_section(row: SelfAssessment | None) -> dict[str, SectionAnswer]:
    return {answer.section: answer for answer in row.answers.all()} if row else {}


@transaction.atomic
def submit(appraisal: Appraisal, *, seen: int | None = None, by: User) -> SelfAssessment:
    """Hand the self-assessment in as a whole: sections, weights and facts stay as they are now.

    `seen` is the version that the page to check showed.
    Errors: NotWholeError with every section that is missing; WrongState for a closed phase, a
    second submission or a change in another window; PermissionDenied.
    """
    row = held_draft(appraisal, by)
    if seen is not None and seen != row.version:
        raise overtaken()
    sections, answers = sections_of(appraisal), by_section(row)
    missing = [one for one in sections if not is_done(one, answers.get(one.code))]
    if missing:
        raise NotWholeError(missing)
    pin(sections, answers)
    year = appraisal.appraisal_cycle.cycle.period.starts_on.year
    row.reference = row.reference or f"SA-{year}-{row.pk:06}"
    row.submitted_at = clock()
    written(row, Deed.SUBMIT, by=by, sections=len(sections))
    mean = mean_rating(sections, answers)
    receive_source(appraisal, Source.SELF, mean, 1, by=by)
    return row


def pin(sections: Iterable[Section], answers: Mapping[str, SectionAnswer]) -> None:
    """Each answer keeps place, title, weight and facts; what left the plan has no weight."""
    for answer in answers.values():
        answer.weight, answer.facts = None, {}
    for place, section in enumerate(sections):
        answer = answers[section.code]
        answer.place, answer.weight = place, section.weight
        answer.title_en, answer.title_zh = section.title_en, section.title_zh
        answer.facts = section.facts.stored() if section.facts else {}
        # A choice that was made while the section still asked for it says nothing now.
        answer.rating = answer.rating if section.is_rated else None
        answer.cause = answer.cause if section.asks_for_cause else ""
    columns = ["place", "weight", "title_en", "title_zh", "facts", "rating", "cause"]
    SectionAnswer.objects.bulk_update(answers.values(), columns)


def mean_rating(
    sections: Iterable[Section], answers: Mapping[str, SectionAnswer]
) -> Decimal | None:
    """Σ weight × (rating − 1) ÷ 4 × 100 ÷ Σ weight, over the sections that are rated. SA8."""
    points = whole = Decimal(0)
    for section in sections:
        rating = answers[section.code].rating
        if section.is_rated and rating is not None:
            points += section.weight * (rating - LEAST)
            whole += section.weight
    return points * 100 / (whole * (BEST - LEAST)) if whole else None


@transaction.atomic
def withdraw(row: SelfAssessment, *, by: User) -> SelfAssessment:
    """Take it back to a draft, as long as nobody has opened it; the source counts as not asked.

    Errors: WrongState when it was opened, or the phase is closed; PermissionDenied.
    """
    held = taking(row, Deed.WITHDRAW, by)
    held.submitted_at = None
    written(held, Deed.WITHDRAW, by=by)
    receive_source(held.appraisal, Source.SELF, None, 0, missing="not_asked", by=by)
    return held


@transaction.atomic
def open_submitted(row: SelfAssessment, *, by: User) -> SelfAssessment:
    """A superior opens it: from now on he reads it, and it cannot be withdrawn. Again: no change.

    Errors: WrongState when it was withdrawn meanwhile; PermissionDenied.
    """
    current = SelfAssessment.objects.select_related("appraisal").get(pk=row.pk)
    if current.state == SelfAssessmentState.OPENED and is_superior(current.appraisal, by):
        return current
    held = taking(row, Deed.OPEN, by)
    held.opened_at, held.opened_by = clock(), by
    written(held, Deed.OPEN, by=by)
    return held


def is_superior(appraisal: Appraisal, by: User) -> bool:
    return by.pk in (appraisal.appraiser_id, appraisal.second_appraiser_id)


def taking(row: SelfAssessment, deed: Deed, by: User) -> SelfAssessment:
    """The row, held, where this step may be taken by `by` now."""
    step = STEPS[deed]
    found = SelfAssessment.objects.select_related("appraisal").get(pk=row.pk)
    if step.actor == "author":
        require_author(found.appraisal, by if found.author_id == by.pk else None)
    elif not is_superior(found.appraisal, by):
        raise PermissionDenied(_("Only the superiors open a self-assessment."))
    if "phase" in step.needs:
        hold_phase(found.appraisal, PhaseKind.SELF_ASSESSMENT)
    lock_key("self-assessment", found.appraisal_id)
    held = SelfAssessment.objects.select_related("appraisal").get(pk=row.pk)
    if held.state != step.before:
        raise WrongState(
            _("This self-assessment is “%(state)s” now. Reload the page and look.")
            % {"state": held.get_state_display()}
        )
    return held


def written(held: SelfAssessment, deed: Deed, *, by: User, **more: Any) -> None:
    held.state = STEPS[deed].after
    held.version += 1
    held.save(
        update_fields=["state", "version", "reference", "submitted_at", "opened_at", "opened_by"]
    )
    details = {"reference": held.reference, "state": held.state, **more}
    audit.record(f"appraisals.{deed}_self_assessment", held, by=by, details=details)
    tell_of(held, deed, by=by)


def tell_of(held: SelfAssessment, deed: Deed, *, by: User) -> None:
    """The superiors hear that it is there, its author that it was opened."""
    settle([Code.ASSESSMENT_SUBMITTED], [held.pk])
    submitted = deed == Deed.SUBMIT
    if submitted:
        settle([Code.ASSESSMENT_DUE], [held.appraisal_id])
    if deed == Deed.WITHDRAW:
        return
    code = Code.ASSESSMENT_SUBMITTED if submitted else Code.ASSESSMENT_OPENED
    superiors = {held.appraisal.appraiser_id, held.appraisal.second_appraiser_id}
    tell(
        Matter(code, "appraisals:assessment-read", occasion=str(held.version)), held.appraisal,
        superiors if submitted else {held.author_id}, about=held.pk, place=held.pk, by=by,
    )  # fmt: skip
