"""The public and third parties as sources of appraisals. docs/public-voice.md, P35."""

import datetime

import pytest

from appraisals.models import Appraisal, SourceScore
from feedback import services
from feedback.services import handing_down
from tests.appraisals.cycles import appraisal_of
from tests.feedback.ballots import IN_EVALUATION, in_evaluation
from tests.feedback.public import DAY, counter, rated, service
from tests.feedback.third_parties import settling, signed

DECEMBER = datetime.datetime(2026, 12, 1, 2, tzinfo=datetime.UTC)


@pytest.fixture
def cycle(world, time_machine):
    return in_evaluation(world, time_machine)


@pytest.fixture
def clerk(world, cycle):
    """Of a category for which the policy weighs the public with 30."""
    row = appraisal_of(cycle, world.employee)
    Appraisal.objects.filter(pk=row.pk).update(category="enforcement")
    return row


def heard(world, time_machine, values, scale="cn-five", code="permits"):
    time_machine.move_to(DECEMBER)
    rated(counter(world, of=service(world, code, scale, world.division)), values, at=DECEMBER)
    services.release_due(DECEMBER.date() + DAY)
    time_machine.move_to(IN_EVALUATION)


def views():
    rows = SourceScore.objects.in_force().filter(source__in=["public", "third_party"])
    return [(row.appraisal_id, row.source, row.percent, row.raters, row.missing) for row in rows]


def test_ratings_of_the_unit_are_the_view_of_the_public(world, time_machine, clerk):
    heard(world, time_machine, [5] * 15 + [1] * 15)
    assert services.hand_down() == 1
    assert views() == [(clerk.pk, "public", 50, 30, "")]
    assert services.hand_down() == 1
    assert SourceScore.objects.filter(source="public").count() == 1


def test_fewer_than_thirty_are_no_zero(world, time_machine, clerk):
    heard(world, time_machine, [1] * 29)
    services.hand_down()
    assert views() == [(clerk.pk, "public", None, 29, "too_few")]


def test_scales_are_not_averaged(world, time_machine, clerk):
    heard(world, time_machine, [5] * 30)
    heard(world, time_machine, [0] * 10, scale="thumbs", code="visa")
    services.hand_down()
    assert views() == [(clerk.pk, "public", 100, 30, "")]


def test_nobody_gets_a_view_that_his_policy_does_not_weigh(world, time_machine, cycle):
    heard(world, time_machine, [5] * 30)
    assert services.hand_down() == 0
    assert views() == []


def test_not_before_and_not_after_the_evaluation(world, time_machine, clerk, cycle):
    heard(world, time_machine, [5] * 30)
    cycle.phases.filter(kind="evaluation").update(state="closed")
    assert services.hand_down() == 0


def test_signed_mark_of_a_third_party_is_its_view(world, time_machine, cycle):
    row = signed(settling(world, time_machine))
    assert row.state == "final"
    found = handing_down.third_party(cycle, {world.bureau.pk, world.division.pk})
    assert found.keys() == {world.bureau.pk}
    mark, markers = found[world.bureau.pk]
    result = row.units.get(key__department=world.bureau).results.get()
    assert (mark, markers) == (result.mark, 2)
