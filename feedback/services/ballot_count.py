"""Opening the box: groups that are large enough are counted, all others destroyed unread."""

from __future__ import annotations

import logging
import random
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, AppraisalCycle, Phase
from appraisals.services import receive_source
from audit import services as audit
from audit.errors import DomainError
from audit.rehearsing import on_stage
from feedback import counting, sealing
from feedback.models import (
    BallotComment,
    BallotGroup,
    BallotQuestion,
    BallotRound,
    BallotTally,
    RoundState,
    SmallGroups,
)
from feedback.services.ballot_box import mix
from feedback.services.ballot_rounds import close_round, name_of
from feedback.services.ballot_rules import leasts_of, scale_of, trim_from
from indicators.services.errors import lock_key

log = logging.getLogger(__name__)
CHUNK = 2_000
Kind = tuple[int, str]  # an appraisal, and the colleagues of one kind


class Counted:
    """What is added up while the box is read: never a ballot, only sums and loose comments."""

    def __init__(self, questions: int, groups: dict[Kind, BallotGroup]) -> None:
        self.ballots: Counter[Kind] = Counter()
        self.groups = groups
        self.tallies: dict[int, list[Counter[int]]] = defaultdict(
            lambda: [Counter() for _question in range(questions)]
        )
        self.comments: list[BallotComment] = []

    def add(self, ballot: sealing.Ballot) -> None:
        kind = ballot.appraisal, ballot.source
        self.ballots[kind] += 1
        group = self.groups.get(kind)
        if group is None:
            return
        for tally, level in zip(self.tallies[group.pk], ballot.levels, strict=True):
            tally[level] += 1
        if ballot.comment:
            self.comments.append(BallotComment(group=group, text=ballot.comment))


@transaction.atomic
def count(round_id: int) -> int | None:
    """Count a closed round, hand the means down, destroy the box and its key. None: not closed.

    All answers are written in this one transaction, after and apart from all votes. Safe to run
    twice or twice at once.
    Errors: DomainError when the box does not hold what the invitations say; nothing is written.
    """
    lock_key("ballot box", round_id)
    row = BallotRound.objects.select_for_update(of=("self",)).select_related(
        "appraisal_cycle"
    ).get(pk=round_id)  # fmt: skip
    if row.state != RoundState.CLOSED:
        return None
    voted = votes_of(row)
    found = groups_of(row, voted)
    questions = list(row.questions.order_by("place"))
    counted = Counted(len(questions), written_groups(row, found))
    for ballot in opened(row):
        counted.add(ballot)
    if counted.ballots != voted:
        raise DomainError(_("The box does not hold what the invitations say. Nothing was counted."))
    hand_down(row, found, counted, questions)
    return put_away(row, sum(voted.values()), sum(group.ballots for _pk, group in found))


def votes_of(row: BallotRound) -> Counter[Kind]:
    rows = (
        row.invitations.filter(voted=True)
        .values_list("appraisal", "source")
        .annotate(n=Count("pk"))
        .order_by("appraisal", "source")
    )
    return Counter({(appraisal, source): n for appraisal, source, n in rows})


def groups_of(row: BallotRound, voted: Counter[Kind]) -> list[tuple[int, counting.Group]]:
    leasts, merge = leasts_of(row), row.small_groups == SmallGroups.MERGE
    by_subject: dict[int, dict[str, int]] = defaultdict(dict)
    for (appraisal, source), n in voted.items():
        by_subject[appraisal][source] = n
    return [
        (appraisal, group)
        for appraisal, counts in sorted(by_subject.items())
        for group in counting.groups_of(counts, leasts, merge=merge)
    ]


def written_groups(
    row: BallotRound, found: list[tuple[int, counting.Group]]
) -> dict[Kind, BallotGroup]:
    rows = BallotGroup.objects.bulk_create(
        BallotGroup(
            round=row, appraisal_id=appraisal, source=group.source, merged=list(group.merged),
            ballots=group.ballots,
        )
        for appraisal, group in found
    )  # fmt: skip
    return {
        (new.appraisal_id, part): new
        for new, (_appraisal, group) in zip(rows, found, strict=True)
        for part in group.parts
    }


def opened(row: BallotRound) -> Iterator[sealing.Ballot]:
    about = name_of(row)
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        key = sealing.open_key(bytes(row.private_key or b""), secrets, about)
        for sealed in row.box.values_list("sealed", flat=True).iterator(chunk_size=CHUNK):
            yield sealing.open_ballot(bytes(sealed), key, about)
    except sealing.SealError:
        raise DomainError(
            _("The box does not open: put the SECRET_KEY with which these ballots were opened into "
              "SECRET_KEY_FALLBACKS.")
        ) from None  # fmt: skip


def hand_down(
    row: BallotRound,
    found: list[tuple[int, counting.Group]],
    counted: Counted,
    questions: list[BallotQuestion],
) -> None:
    """Write the counts and comments, and give each mean to the appraisal. Rule B9."""
    scale = scale_of(row)
    percents = counting.percents_of([level.value for level in scale.levels])
    codes = [level.names.code for level in scale.levels]
    tallies: list[BallotTally] = []
    said: dict[Kind, counting.Outcome] = {}
    for appraisal, group in found:
        stored = counted.groups[appraisal, group.source]
        sums = counted.tallies[stored.pk]
        result = counting.outcome(sums, percents, least=group.least, trim_from=trim_from(row))
        said[appraisal, group.source] = result
        tallies += [
            BallotTally(group=stored, question=questions[place], level=codes[level], votes=votes)
            for place in result.shown
            for level, votes in sorted(sums[place].items())
        ]
    BallotTally.objects.bulk_create(tallies, batch_size=CHUNK)
    random.SystemRandom().shuffle(counted.comments)
    BallotComment.objects.bulk_create(counted.comments, batch_size=CHUNK)
    tell(row, said)


def tell(row: BallotRound, said: dict[Kind, counting.Outcome]) -> None:
    """A mean for each group; for each kind that was asked and is in none, that it is too few."""
    asked = row.invitations.order_by("appraisal", "source").values_list("appraisal", "source")
    kinds = sorted({*asked.distinct(), *said})
    appraisals = Appraisal.objects.in_bulk({appraisal for appraisal, _source in kinds})
    none = counting.Outcome(None, 0, counting.TOO_FEW, ())
    for appraisal, source in kinds:
        result = said.get((appraisal, source), none)
        receive_source(
            appraisals[appraisal], source, result.percent, result.raters, missing=result.missing,
            by=None,
        )  # fmt: skip


def put_away(row: BallotRound, cast: int, kept: int) -> int:
    row.box.all().delete()
    row.state, row.private_key = RoundState.RELEASED, None
    row.counted, row.destroyed = kept, cast - kept
    row.save(update_fields=["state", "private_key", "counted", "destroyed"])
    details = {"counted": kept, "destroyed": cast - kept}
    audit.record("feedback.count_round", row, by=None, details=details)
    return kept


def sweep() -> dict[str, int]:
    """Mix the boxes, close rounds whose phase is over, count what is closed. For beat.

    A round that cannot be counted holds up no other; each rehearsal is swept for itself.
    """
    done = Counter(swept())
    for rehearsal in AppraisalCycle.rehearsals.running().values_list("pk", flat=True):
        with on_stage(rehearsal):
            done.update(swept())
    return dict(done)


def swept() -> dict[str, int]:
    going_on = Phase.objects.filter(kind="evaluation", state="open").values("appraisal_cycle")
    over = BallotRound.objects.exclude(appraisal_cycle__in=going_on)
    for row in over.filter(state=RoundState.OPEN):
        close_round(row, by=None)
    numbers = BallotRound.objects.order_by("pk").values_list("pk", flat=True)
    mixed = sum(mix(pk) for pk in numbers.filter(state=RoundState.OPEN))
    counted = 0
    for pk in numbers.filter(state=RoundState.CLOSED):
        try:
            counted += count(pk) is not None
        except DomainError as error:
            # Without a traceback: nothing of an open box belongs into a log.
            log.warning("ballots cannot be counted: %s", error.message, extra={"round": pk})
    return {"mixed": mixed, "counted": counted}
