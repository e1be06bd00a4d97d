"""What people and departments say of their own year, in bulk: handed in, begun, or not there."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad

from appraisals.models import (
    AgreementLine,
    Appraisal,
    SectionAnswer,
    SelfAssessment,
    Source,
    SourceScore,
)
from appraisals.services.sections import Section, closing, duty_section, sections_of
from appraisals.services.self_assessments import mean_rating
from appraisals.services.sources import STEP
from perfmgmt.demo_city import said
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.coaching import Lines, lines_by_subject
from perfmgmt.demo_city.loading.year.subjects import chance, moment, pick

CAUSES = ("process", "resource", "external")
DIGITS = 6  # of the number in a reference


@dataclass(slots=True)
class Written:
    row: SelfAssessment
    sections: list[Section]
    answers: dict[str, SectionAnswer]


def sections_by_subject(rows: Iterable[Appraisal]) -> dict[int, list[Section]]:
    """As `sections_of`; asked one by one only where there are KPIs, whose facts it looks up."""
    rows = list(rows)
    lines, last = lines_by_subject(rows), closing()
    return {row.pk: sections_from(row, lines, last) for row in rows}


def sections_from(row: Appraisal, lines: Lines, last: Section) -> list[Section]:
    mine: list[AgreementLine] = lines.get(row.pk, [])
    if not mine or any(line.is_kpi for line in mine):
        return sections_of(row)
    mine = sorted(mine, key=lambda line: (line.aspect.place if line.aspect else 0, line.place))
    return [*map(duty_section, mine), last]


def load(
    rows: Iterable[Appraisal], sections: dict[int, list[Section]],
    state_of: Callable[[Appraisal], str], day: datetime.date, sha256: str,
) -> None:  # fmt: skip
    """`state_of` says how far each is: opened, submitted, draft, or blank for nothing yet."""
    states = {row.pk: state_of(row) for row in rows}
    begun = [row for row in rows if states[row.pk]]
    made = load_in_bulk(SelfAssessment, [
        SelfAssessment(appraisal=row, author=row.subject_user, version=1, begun_at=moment(day))
        for row in begun
    ], sha256)  # fmt: skip
    found = [
        Written(one, sections[one.appraisal_id],
                answers_of(one, sections[one.appraisal_id], states[one.appraisal_id], day))
        for one in made
    ]  # fmt: skip
    answers = [answer for one in found for answer in one.answers.values()]
    load_in_bulk(SectionAnswer, answers, sha256)
    handed_in = [one for one in found if states[one.row.appraisal_id] != "draft"]
    hand_in([one.row for one in handed_in], day)
    open_them([one.row for one in found if states[one.row.appraisal_id] == "opened"], day)
    load_in_bulk(SourceScore, [mean_of(one, day) for one in handed_in], sha256)


def answers_of(
    one: SelfAssessment, sections: list[Section], state: str, day: datetime.date
) -> dict[str, SectionAnswer]:
    """All of them where it is handed in; of a draft the first half, not pinned."""
    kept = sections[: len(sections) // 2] if state == "draft" else sections
    return {
        section.code: answer_to(one, place, section, state, day)
        for place, section in enumerate(kept)
    }


def answer_to(
    one: SelfAssessment, place: int, section: Section, state: str, day: datetime.date
) -> SectionAnswer:
    row, pinned = one.appraisal, state != "draft"
    return SectionAnswer(
        self_assessment=one, section=section.code, place=place, title_en=section.title_en,
        title_zh=section.title_zh, text=both(pick(row, f"own/{place}", said.OWN)),
        rating=2 + chance(row, f"own/{place}/rating", 3) if section.is_rated else None,
        cause=pick(row, f"own/{place}/cause", CAUSES) if section.asks_for_cause else "",
        is_complete=True, saved_at=moment(day), weight=section.weight if pinned else None,
        facts=section.facts.stored() if pinned and section.facts else {},
    )  # fmt: skip


def hand_in(rows: list[SelfAssessment], day: datetime.date) -> None:
    """In one statement; the reference is made of the number, as by the service."""
    number = LPad(Cast("pk", CharField()), DIGITS, Value("0"))
    SelfAssessment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="submitted", submitted_at=moment(day), version=F("version") + 1,
        reference=Concat(Value(f"SA-{year_of(rows)}-"), number),
    )  # fmt: skip


def year_of(rows: list[SelfAssessment]) -> int:
    return int(rows[0].appraisal.appraisal_cycle.cycle.period.starts_on.year) if rows else 0


def open_them(rows: list[SelfAssessment], day: datetime.date) -> None:
    superior = Appraisal.objects.filter(pk=OuterRef("appraisal")).values("appraiser")
    SelfAssessment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="opened", opened_at=moment(day + datetime.timedelta(days=5)),
        opened_by=Subquery(superior), version=F("version") + 1,
    )  # fmt: skip


def mean_of(one: Written, day: datetime.date) -> SourceScore:
    mean = mean_rating(one.sections, one.answers)
    if mean is None:
        raise ValueError(f"nothing of self-assessment {one.row.pk} is rated")
    return SourceScore(
        appraisal=one.row.appraisal, source=Source.SELF, raters=1,
        percent=mean.quantize(STEP, ROUND_HALF_UP), received_at=moment(day),
    )  # fmt: skip
