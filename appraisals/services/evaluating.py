"""Writing an evaluation, handing it in, taking it back. Rules: docs/evaluation.md, V1 to V7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Avg, Count
from django.utils.translation import gettext as _

from appraisals.evaluating import RATINGS, Rated, needs_comment, percent_of
from appraisals.models import Appraisal, Evaluation, EvaluationLine, EvaluationState, Source
from appraisals.models.evaluation import FORMER, SINGLE
from appraisals.multisource import composite
from appraisals.services.capping import BODY, caps_of, require_grade
from appraisals.services.lines import lines_of
from appraisals.services.phases import hold_phase
from appraisals.services.policy import codes_of, scale_of
from appraisals.services.sections import Section
from appraisals.services.shares import shares_of
from appraisals.services.sources import STEP, receive_source
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.notification_words import Code
from departments.services import settle
from departments.texts import as_typed
from indicators.services.errors import lock_key
from indicators.services.planning import clock

MOST = {"rating": 6, "comment": 4000}
SENTENCES = {"strengths": 4000, "improvement": 4000, "proposed_grade": 60}
MOST_LINES = 100
CANNOT = "cannot"  # the answer for a section that could not be judged
Texts = Mapping[str, Any]


class StaleDraftError(WrongState):
    """Another window saved since; `evaluation` is what it saved."""

    def __init__(self, evaluation: Evaluation) -> None:
        super().__init__(
            _("This evaluation was changed in another window. Both versions are below.")
        )
        self.evaluation = evaluation


class EvaluationError(DomainError):
    """What is missing or wrong; nothing was handed in. `errors`: {(code, field): message}."""

    def __init__(self, errors: dict[tuple[str, str], str]) -> None:
        super().__init__(_("Nothing was handed in. Complete what is marked."))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Said:
    """An evaluation as it is handed in: (rating or None, comment) by code of the section."""

    lines: Mapping[str, tuple[int | None, str]] = field(default_factory=dict)
    strengths: str = ""
    improvement: str = ""
    proposed_grade: str = ""


def sides_of(appraisal: Appraisal, user: User) -> list[str]:
    """For which sides `user` speaks on this subject; none where he stands aside or is it."""
    if user.pk == appraisal.subject_user_id:
        return []
    if appraisal.recusals.filter(user=user).exists():
        return []
    found = []
    if appraisal.appraiser_id == user.pk:
        found.append(Source.SUPERIOR.value)
    if appraisal.second_appraiser_id == user.pk:
        found.append(Source.SECOND_SUPERIOR.value)
    named = appraisal.evaluations.filter(evaluator=user).exclude(source__in=SINGLE)
    return found + list(named.values_list("source", flat=True).order_by("source"))


def held_for(appraisal: Appraisal, source: str, by: User) -> Appraisal:
    """The subject, held until the end of the transaction, when `by` may write for this side now."""
    hold_phase(appraisal, "evaluation")
    held = Appraisal.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle__cycle", "unit", "post"
    ).get(pk=appraisal.pk)  # fmt: skip
    if source not in sides_of(held, by):
        raise PermissionDenied(_("You do not evaluate this subject for this side."))
    if not held.is_graded:
        raise WrongState(_("No grade is given here: nothing is to be evaluated."))
    return held


def row_of(held: Appraisal, source: str, by: User) -> Evaluation:
    row, _made = Evaluation.objects.get_or_create(appraisal=held, source=source, evaluator=by)
    if row.is_handed_in:
        raise WrongState(_("This evaluation is handed in. Take it back to change it."))
    return row


@transaction.atomic
def save_draft(
    appraisal: Appraisal,
    source: str,
    texts: Texts,
    *,
    version: int,
    by: User,
    window: UUID | None = None,
    last: bool = False,
) -> Evaluation:
    """Keep what was typed, unchecked, for `by` alone. `version`: of the draft it started from.

    Not in the ledger: it is no judgement yet. The same texts again are no conflict. The `last` save
    of a page (`window`), as it is left, goes before its own autosave that is still under way.
    Errors: StaleDraftError; WrongState when the phase is closed or it is handed in.
    """
    row = row_of(held_for(appraisal, source, by), source, by)
    said = tidy(texts)
    if row.draft == said:
        return row
    is_own = last and window is not None and row.window == window
    if row.version != version and not is_own:
        raise StaleDraftError(row)
    row.draft, row.version, row.saved_at = said, row.version + 1, clock()
    row.window = window
    row.save(update_fields=["draft", "version", "saved_at", "window"])
    return row


def tidy(texts: Texts) -> dict[str, Any]:
    """Only the fields there are, each as long as it may be."""
    lines = {
        str(code)[:120]: {
            name: text
            for name, most in MOST.items()
            if (text := as_typed(said.get(name, ""), most))
        }
        for code, said in list(texts.get("lines", {}).items())[:MOST_LINES]
    }
    return {"lines": {code: said for code, said in lines.items() if said}} | {
        name: text
        for name, most in SENTENCES.items()
        if (text := as_typed(texts.get(name, ""), most))
    }


@transaction.atomic
def hand_in(
    appraisal: Appraisal, source: str, said: Said, *, version: int | None, by: User
) -> Evaluation:
    """From now on those who decide read it, and its mean counts for its side.

    Errors: EvaluationError with everything that is missing; StaleDraftError; WrongState when
    somebody else spoke for this side or the phase is closed.
    """
    held = held_for(appraisal, source, by)
    if is_calibrated(held):
        raise has_opened()
    row = row_of(held, source, by)
    if version is not None and row.version != version:
        raise StaleDraftError(row)
    taken = Evaluation.objects.handed_in().filter(appraisal=held, source=source)
    if source in SINGLE and taken.exists():
        raise WrongState(_("Somebody else has evaluated for this side already."))
    sections = lines_of(held)
    if errors := faults(held, source, sections, said):
        raise EvaluationError(errors)
    percent = rated(sections, said)
    row.lines.all().delete()
    EvaluationLine.objects.bulk_create(written(row, sections, said))
    row.strengths, row.improvement = said.strengths.strip(), said.improvement.strip()
    row.proposed_grade = said.proposed_grade if proposes(held, source) else ""
    row.percent = None if percent is None else percent.quantize(STEP, ROUND_HALF_UP)
    row.state, row.handed_in_at, row.version = EvaluationState.HANDED_IN, clock(), row.version + 1
    row.save()
    count(held, source, by=by)
    details = {"appraisal": held.pk, "source": source, "sections": len(sections)}
    audit.record("appraisals.hand_in_evaluation", row, by=by, details=details)
    settle([Code.EVALUATION_DUE], [held.pk], of=by)
    return row


def rated(sections: list[Section], said: Said) -> Decimal | None:
    return percent_of([Rated(one.weight, said.lines[one.code][0]) for one in sections])


def written(row: Evaluation, sections: list[Section], said: Said) -> list[EvaluationLine]:
    return [
        EvaluationLine(
            evaluation=row, position=place, code=one.code, name_en=one.title_en,
            name_zh=one.title_zh, weight=one.weight, rating=said.lines[one.code][0],
            comment=said.lines[one.code][1].strip(),
        )
        for place, one in enumerate(sections)
    ]  # fmt: skip


def proposes(held: Appraisal, source: str) -> bool:
    """The superior proposes a grade where people decide on it, and not its bands. Rule V5."""
    return source == Source.SUPERIOR and scale_of(held).decided_by == BODY


def faults(
    held: Appraisal, source: str, sections: list[Section], said: Said
) -> dict[tuple[str, str], str]:
    """Everything that stands against handing in, at its field. Rules V3 and V5."""
    errors: dict[tuple[str, str], str] = {}
    for one in sections:
        rating, comment = said.lines.get(one.code, (0, ""))
        if rating is not None and rating not in RATINGS:
            errors[one.code, "rating"] = _("Choose a rating, or that you cannot judge this.")
        elif needs_comment(rating) and not comment.strip():
            errors[one.code, "comment"] = _("Say why: this rating needs a comment.")
    if not errors and rated(sections, said) is None:
        errors[sections[0].code, "rating"] = _("Rate at least one section.")
    for name in ("strengths", "improvement"):
        if not getattr(said, name).strip():
            errors["", name] = _("Write a sentence.")
    if proposes(held, source):
        errors |= grade_fault(held, said.proposed_grade)
    return errors


def grade_fault(held: Appraisal, grade: str) -> dict[tuple[str, str], str]:
    at = ("", "proposed_grade")
    if grade not in codes_of(scale_of(held)):
        return {at: _("Choose the grade that you propose.")}
    try:
        require_grade(held, grade, caps_of([held]).get(held.pk, []), "proposed_grade")
    except DomainError as error:
        return {at: error.message}
    return {}


@transaction.atomic
def take_back(appraisal: Appraisal, source: str, *, by: User) -> Evaluation:
    """Take back what one handed in, to change it, until calibration opens.

    Errors: WrongState when it is not handed in, the phase is closed or calibration has opened.
    """
    held = held_for(appraisal, source, by)
    row = Evaluation.objects.filter(appraisal=held, source=source, evaluator=by).first()
    if row is None or not row.is_handed_in:
        raise WrongState(_("This evaluation is not handed in."))
    if is_calibrated(held):
        raise has_opened()
    row.state, row.percent, row.handed_in_at = EvaluationState.DRAFT, None, None
    row.version += 1
    row.save(update_fields=["state", "percent", "handed_in_at", "version"])
    count(held, source, by=by)
    details = {"appraisal": held.pk, "source": source}
    audit.record("appraisals.take_back_evaluation", row, by=by, details=details)
    return row


def has_opened() -> WrongState:
    return WrongState(_("Calibration has opened: nothing is handed in or taken back any more."))


def is_calibrated(held: Appraisal) -> bool:
    entry = getattr(held, "calibration_entry", None)
    return entry is not None and entry.session.opened_at is not None


def count(held: Appraisal, source: str, *, by: User | None) -> None:
    """The side's mean over all that are handed in goes where every source goes. Rule Y16."""
    if source in (FORMER, Source.SUPERIOR):
        count_superiors(held, by=by)
        return
    lock_key("evaluations", held.pk, source)
    rows = Evaluation.objects.handed_in().filter(appraisal=held, source=source)
    found = rows.aggregate(mean=Avg("percent"), n=Count("pk"))
    mean: Decimal | None = found["mean"]
    receive_source(
        held, source, mean, found["n"], missing="" if mean is not None else "not_asked", by=by
    )


def count_superiors(held: Appraisal, *, by: User | None) -> None:
    """The superior, and those of the units before by the days there, are one source. Rule V12."""
    lock_key("evaluations", held.pk, Source.SUPERIOR.value)
    rows = Evaluation.objects.handed_in().filter(
        appraisal=held, source__in=[Source.SUPERIOR, FORMER]
    )
    means = {row.unit_id or held.unit_id: row.percent for row in rows}
    shares = {one.unit: one.share for one in shares_of([held]).get(held.pk, ())}
    if held.unit_id not in means:
        receive_source(held, Source.SUPERIOR, None, 0, missing="not_asked", by=by)
        return
    known = {unit: share for unit, share in shares.items() if unit in means}
    mean = composite(means, known).score if known.get(held.unit_id) else means[held.unit_id]
    receive_source(held, Source.SUPERIOR, mean, max(len(known), 1), by=by)
