"""How superiors see their people, in bulk: one is severe, one lenient, some are not done yet."""

import datetime
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from appraisals.evaluating import Rated, needs_comment, percent_of
from appraisals.models import Appraisal, Evaluation, EvaluationLine, Source, SourceScore
from appraisals.services.policy import rules_of
from appraisals.services.sections import Section
from appraisals.services.sources import STEP
from appraisals.services.suggesting import weights_for
from perfmgmt.demo_city import said
from perfmgmt.demo_city.appraisals import GIVEN, LENIENT, SEVERE
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.subjects import chance, is_of_head, moment, pick, post_of

EXCELLENT, COMPETENT, BASIC = "excellent", "competent", "basically-competent"
ABOVE, BELOW, STRICT = 80, 4, 30  # of a hundred: excellent from, basically competent up to
LEAST = 5  # ballots, below which there is no mean
Sections = dict[int, list[Section]]


def load(rows: Iterable[Appraisal], sections: Sections, day: datetime.date, sha256: str) -> None:
    """Each of the rows is evaluated by its superior and handed in."""
    rows = list(rows)
    rated = {row.pk: lines_of(row, sections[row.pk]) for row in rows}
    means = {row.pk: mean_of(rated[row.pk]) for row in rows}
    made = load_in_bulk(Evaluation, [evaluation(row, day) for row in rows], sha256)
    for one in made:
        for line in rated[one.appraisal_id]:
            line.evaluation = one
    load_in_bulk(EvaluationLine, [line for lines in rated.values() for line in lines], sha256)
    for one in made:
        one.state, one.percent = "handed_in", means[one.appraisal_id]
        one.handed_in_at, one.version = moment(day), 2
    columns = ["state", "percent", "handed_in_at", "version"]
    Evaluation.objects.bulk_update(made, columns, batch_size=200)
    load_in_bulk(SourceScore, [
        SourceScore(appraisal=row, source=Source.SUPERIOR, percent=means[row.pk], raters=1,
                    received_at=moment(day))
        for row in rows
    ], sha256)  # fmt: skip


def grade_of(row: Appraisal) -> str:
    """What the superior proposes for a person; departments are graded by their score."""
    if row.subject == "department":
        return ""
    found = GIVEN.get((row.appraisal_cycle.code, post_of(row)))
    if found:
        return found
    luck = chance(row, "grade")
    if is_of_head(row, LENIENT):
        return EXCELLENT
    if is_of_head(row, SEVERE):
        return BASIC if luck <= STRICT else COMPETENT
    return EXCELLENT if luck > ABOVE else COMPETENT if luck > BELOW else BASIC


RATINGS = {EXCELLENT: (4, 5, 5), COMPETENT: (3, 4, 4), BASIC: (2, 3, 3), "": (3, 4, 5)}


def evaluation(row: Appraisal, day: datetime.date) -> Evaluation:
    return Evaluation(
        appraisal=row, source=Source.SUPERIOR, evaluator=row.appraiser, version=1,
        saved_at=moment(day), strengths=both(pick(row, "strength", said.STRENGTHS)),
        improvement=both(pick(row, "improvement", said.IMPROVEMENTS)),
        proposed_grade=grade_of(row),
    )  # fmt: skip


def lines_of(row: Appraisal, sections: list[Section]) -> list[EvaluationLine]:
    asked = [one for one in sections if one.is_rated]
    choice = RATINGS[grade_of(row)]
    found = []
    for place, one in enumerate(asked):
        rating = pick(row, f"rating/{place}", choice)
        comment = both(pick(row, f"comment/{place}", said.COMMENTS))
        found.append(EvaluationLine(
            position=place, code=one.code, name_en=one.title_en, name_zh=one.title_zh,
            weight=one.weight, rating=rating, comment=comment if needs_comment(rating) else "",
        ))  # fmt: skip
    return found


def mean_of(lines: list[EvaluationLine]) -> Decimal:
    mean = percent_of([Rated(line.weight, line.rating) for line in lines])
    if mean is None:
        raise ValueError("every evaluation of the demo has a rating")
    return mean.quantize(STEP, ROUND_HALF_UP)


def load_other_sides(rows: Iterable[Appraisal], day: datetime.date, sha256: str) -> None:
    """Means of colleagues and of the public as the policy weighs them; small groups have none."""
    rows = list(rows)
    people = [row for row in rows if row.subject == "person"]
    peers = Counter((row.unit_id, row.appraiser_id) for row in people)
    under = Counter(row.appraiser_id for row in people)
    found = []
    for row in people:
        sizes = {
            Source.PEERS.value: peers[row.unit_id, row.appraiser_id] - 1,
            Source.SUBORDINATES.value: under[row.subject_user_id],
            Source.PUBLIC.value: 30 + chance(row, "public/raters"),
        }
        weighed = weights_for(rules_of(row.appraisal_cycle), row.category)
        found += [side(row, source, sizes[source], day) for source in weighed if source in sizes]
    load_in_bulk(SourceScore, found, sha256)


def side(row: Appraisal, source: str, raters: int, day: datetime.date) -> SourceScore:
    enough = raters >= LEAST
    hundredths = 7800 + chance(row, f"{source}/mean", 1800)
    return SourceScore(
        appraisal=row, source=source, raters=raters, missing="" if enough else "too_few",
        percent=Decimal(hundredths).scaleb(-2) if enough else None, received_at=moment(day),
    )  # fmt: skip
