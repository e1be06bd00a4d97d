"""Who is asked about whom, and the steps of a round. docs/ballots.md, B1 to B5."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import Post, User
from feedback import services
from feedback.models import BallotInvitation, BallotRound
from indicators.models import Requirement
from tests.appraisals.cycles import IN_PLANNING, appraisal_of, running
from tests.factories import DepartmentFactory, IndicatorFactory, UserFactory
from tests.feedback.ballots import (
    IN_EVALUATION,
    OVERALL,
    asked_about,
    closed,
    colleagues,
    drafted,
    fresh,
    in_evaluation,
    opened,
    pairs,
    vote,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def cycle(world, time_machine):
    colleagues(world, 5)
    return in_evaluation(world, time_machine)


def test_peers_share_unit_and_superior_and_subordinates_have_him_as_superior(world, cycle):
    row = drafted(cycle)
    names = ["bureau0", "bureau1", "bureau2", "bureau3", "bureau4", "evaluator"]
    peers = {(a, b, "peers") for a in names for b in names if a != b}
    # The employee of the division has the manager above him, as those of the bureau have.
    beneath = {("manager", name, "subordinates") for name in [*names, "employee"]}
    assert pairs(row) == peers | beneath
    assert Entry.objects.get(verb="feedback.invite").details["asked"] == len(peers | beneath)


def test_nobody_is_asked_where_no_group_could_reach_five(world, time_machine):
    colleagues(world, 3)
    row = drafted(in_evaluation(world, time_machine))
    assert {source for _about, _voter, source in pairs(row)} == {"subordinates"}


def test_small_groups_are_asked_where_they_are_counted_with_the_peers(world, time_machine):
    colleagues(world, 5)
    cycle = in_evaluation(world, time_machine)
    heads_of_others(world, 2)
    asked = ["peers", "cooperating"]
    row = drafted(cycle, sources=asked, small_groups="merge")
    about = {voter for subject, voter, source in pairs(row)
             if (subject, source) == ("bureau0", "cooperating")}  # fmt: skip
    assert about == {"other0"}
    alone = services.change_round(row, {"small_groups": "drop"}, OVERALL, by=None)
    assert {source for _about, _voter, source in pairs(alone)} == {"peers"}


def heads_of_others(world, count):
    """Heads of the other bureau, which the bureau needs something from."""
    colleagues(world, count, world.other)
    Post.objects.filter(code="P-other0").update(is_head=True)
    Requirement.objects.create(
        asking=world.bureau, asked=world.other, indicator=IndicatorFactory(), what="Data",
        due_on="2026-06-30", answer_due_on="2026-03-01", state="accepted",
        asked_at=IN_EVALUATION,
    )  # fmt: skip


def test_a_large_unit_is_asked_in_part_and_everybody_about_as_often(world, time_machine):
    colleagues(world, 14)
    row = drafted(in_evaluation(world, time_machine), sources=["peers"], most=6)
    about = {name for name, _voter, _source in pairs(row)}
    assert len(asked_about(row, appraisal_of(row.appraisal_cycle, user_named("bureau3")))) == 6
    assert row.invitations.count() == 6 * len(about) == 6 * 15


@pytest.mark.parametrize(("category", "subordinates"), [("leading", 7), ("administrative", 0)])
def test_only_what_the_policy_weighs_is_asked(world, time_machine, category, subordinates):
    colleagues(world, 5)
    Post.objects.filter(code="POST-manager").update(category=category)
    cycle = in_evaluation(world, time_machine)
    of_person = appraisal_of(cycle, world.manager)
    assert len(asked_about(drafted(cycle), of_person, "subordinates")) == subordinates


def test_adding_and_removing_by_hand(world, cycle):
    row, about = drafted(cycle), appraisal_of(cycle, user_named("bureau0"))
    added = services.add_voter(row, about, world.employee, "peers", by=world.office)
    assert ("bureau0", "employee", "peers") in pairs(row)
    services.invite(row, by=None)
    assert ("bureau0", "employee", "peers") in pairs(row)
    services.remove_voter(added, by=world.office)
    services.remove_voter(added, by=world.office)
    assert ("bureau0", "employee", "peers") not in pairs(row)
    verbs = ["feedback.add_voter", "feedback.remove_voter"]
    assert Entry.objects.filter(verb__in=verbs).count() == 2


def user_named(name):
    return User.objects.get(username=name)


CANNOT_JOIN = [
    ("bureau0", "peers", "voter"), ("manager", "peers", "voter"), ("bureau1", "peers", "voter"),
    ("employee", "cooperating", "source"),
]  # fmt: skip


def test_who_cannot_be_added(cycle):
    row, about = drafted(cycle), appraisal_of(cycle, user_named("bureau0"))
    for who, source, field in CANNOT_JOIN:
        with pytest.raises(DomainError) as error:
            services.add_voter(row, about, user_named(who), source, by=None)
        assert error.value.field == field


CANNOT_BE = [
    ({"scale": "none"}, "scale"),
    ({"sources": []}, "sources"),
    ({"sources": ["subordinates"], "small_groups": "merge"}, "small_groups"),
    ({"most": 4}, "most"),
    ({"questions": []}, "questions"),
    ({"questions": OVERALL * 11}, "questions"),
]


def test_what_a_round_cannot_be(cycle):
    for fields, field in CANNOT_BE:
        with pytest.raises(DomainError) as error:
            drafted(cycle, **fields)
        assert (fields, error.value.field) == (fields, field)
    assert not BallotRound.objects.exists()


def test_a_cycle_has_one_round(cycle):
    drafted(cycle)
    with pytest.raises(DomainError, match="already"):
        drafted(cycle)


def test_only_the_office_keeps_ballots(world, cycle):
    row = drafted(cycle)
    for role in ("manager", "employee", "evaluator", "auditor", "supervision"):
        refuse_all(row, world.user(role))


def refuse_all(row, by):
    for deed in (
        lambda: services.change_round(row, {"most": 6}, OVERALL, by=by),
        lambda: services.invite(row, by=by),
        lambda: services.open_round(row, by=by),
        lambda: services.close_round(row, by=by),
        lambda: services.remove_voter(row.invitations.first(), by=by),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_round_opens_in_the_evaluation_only(world, time_machine):
    colleagues(world, 5)
    time_machine.move_to(IN_PLANNING)
    row = drafted(running(world, policy="cn-local"))
    with pytest.raises(WrongState, match="not open yet"):
        services.open_round(row, by=None)


def test_from_the_opening_on_nobody_joins_or_leaves(world, cycle):
    row = opened(cycle)
    first = row.invitations.first()
    for deed in (
        lambda: services.invite(row, by=None),
        lambda: services.change_round(row, {"most": 6}, OVERALL, by=None),
        lambda: services.add_voter(row, first.appraisal, world.employee, "peers", by=None),
        lambda: services.remove_voter(first, by=None),
        lambda: services.open_round(row, by=None),
    ):
        with pytest.raises(WrongState):
            deed()


FENCES = {
    "who is asked": lambda row: row.invitations.first().delete(),
    "another voter": lambda row: row.invitations.filter(voted=False).update(source="cooperating"),
    "vote taken back": lambda row: row.invitations.filter(voted=True).update(voted=False),
    "no vote without a round": lambda row: BallotInvitation.objects.create(
        round=row, appraisal=row.invitations.first().appraisal, voter=UserFactory(),
        source="peers",
    ),
    "another scale": lambda row: BallotRound.objects.filter(pk=row.pk).update(scale="other"),
    "set up again": lambda row: BallotRound.objects.filter(pk=row.pk).update(
        state="draft", private_key=None
    ),
    "a question more": lambda row: row.questions.create(place=1, name_en="More", name_zh="再"),
    "a question less": lambda row: row.questions.all().delete(),
    "a changed ballot": lambda row: row.box.update(is_mixed=True),
    "a ballot of another size": lambda row: row.box.create(sealed=b"x"),
    "counted while open": lambda row: row.groups.create(
        appraisal=row.invitations.first().appraisal, source="peers", ballots=5
    ),
}  # fmt: skip


def test_fences_of_an_open_round(cycle):
    row = opened(cycle)
    vote(row.invitations.first())
    assert {name: refused(deed, row) for name, deed in FENCES.items()} == dict.fromkeys(
        FENCES, True
    )


def refused(deed, row):
    try:
        with transaction.atomic():
            deed(row)
    except DatabaseError:
        return True
    return False


COUNTED = {
    "a ballot after the count": lambda row: row.box.create(sealed=bytes(2224)),
    "another group": lambda row: row.groups.create(
        appraisal=row.invitations.first().appraisal, source="cooperating", ballots=5
    ),
    "a larger group": lambda row: row.groups.update(ballots=99),
    "a comment more": lambda row: row.groups.first().comments.create(text="x"),
    "a changed count": lambda row: row.groups.first().tallies.update(votes=99),
    "a vote after the count": lambda row: row.invitations.filter(voted=False).update(voted=True),
}


def test_fences_of_a_counted_round(cycle):
    row = opened(cycle)
    for invitation in asked_about(row, appraisal_of(cycle, user_named("bureau0"))):
        vote(invitation)
    closed(row)
    found = {name: refused(deed, row) for name, deed in COUNTED.items()}
    assert found == dict.fromkeys(COUNTED, True)


def test_nobody_is_invited_about_himself(cycle):
    row, about = drafted(cycle), appraisal_of(cycle, user_named("bureau0"))
    with pytest.raises(DatabaseError, match="himself"), transaction.atomic():
        row.invitations.create(appraisal=about, voter=about.subject_user, source="peers")


def test_closing_twice_changes_nothing_and_a_draft_is_not_closed(cycle):
    row = drafted(cycle)
    with pytest.raises(WrongState):
        services.close_round(row, by=None)
    services.open_round(row, by=None)
    services.close_round(row, by=None)
    services.close_round(row, by=None)
    assert Entry.objects.filter(verb="feedback.close_round").count() == 1
    with pytest.raises(WrongState, match="kept on this page"):
        vote(fresh(row.invitations.first()))


def test_a_department_is_rated_by_those_that_depend_on_it(world, time_machine):
    """Five divisions beneath the bureau need something of the other bureau: its appraisal as a
    department is asked of their heads, and of nobody it has nothing to do with."""
    colleagues(world, 1, world.other)
    Post.objects.filter(code="P-other0").update(is_head=True)
    for number in range(6):
        place = DepartmentFactory(parent=world.bureau, code=f"NEEDS{number}")
        colleagues(world, 1, place)
        Post.objects.filter(code=f"P-needs{number}0").update(is_head=True)
        if number < 5:
            Requirement.objects.create(
                asking=place, asked=world.other, indicator=IndicatorFactory(), what="Data",
                due_on="2026-06-30", answer_due_on="2026-03-01", state="accepted",
                asked_at=IN_EVALUATION,
            )  # fmt: skip
    cycle = in_evaluation(world, time_machine)
    about = cycle.appraisals.get(subject="department", unit=world.other)
    row = drafted(cycle, sources=["cooperating"])
    asked = {(one.voter.username, one.source) for one in asked_about(row, about)}
    assert asked == {(f"needs{number}0", "cooperating") for number in range(5)}
