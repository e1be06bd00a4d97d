"""What is held, what is left out, and by whom. docs/rectification.md, D20 to D24."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from feedback import services
from feedback.models import Exclusion, ExclusionProposal, HeldRating, Rating
from tests.factories import RoleGrantFactory
from tests.feedback.desk import TUESDAY, WEDNESDAY, released, second
from tests.feedback.public import counter, rate, service


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)


def held(world, point=None, marks=("honeypot",)):
    """A held rating and its check code."""
    given = rate((point or counter(world)).code, 1, marks=marks)
    return services.rating_of(given.check), given.check


def test_supervision_sees_it_and_the_rated_department_does_not(world):
    row, _check = held(world)
    seen = {
        role: HeldRating.objects.visible_to(world.user(role)).count()
        for role in ("office", "manager", "auditor", "supervision", "employee", "stranger")
    }
    assert seen == dict.fromkeys(seen, 0) | {"supervision": 1}
    RoleGrantFactory(user=world.supervision, role="employee", department=world.division)
    assert HeldRating.objects.visible_to(world.supervision).count() == 1
    RoleGrantFactory(user=world.supervision, role="employee", department=world.bureau)
    assert HeldRating.objects.visible_to(world.supervision).count() == 0
    assert not Rating.objects.visible_to(world.supervision).filter(pk=row.pk).exists()


def test_the_oldest_comes_first_and_kept_ones_are_not_there(world, time_machine):
    point = counter(world)
    rate(point.code, 5)
    rows = [held(world, point)[0]]
    time_machine.move_to(WEDNESDAY)
    rows += [held(world, point)[0]]
    found = HeldRating.objects.visible_to(world.supervision).for_list()
    assert [one.pk for one in found] == [one.pk for one in rows]


class TestCounting:
    def test_goes_into_the_next_release(self, world):
        point = counter(world)
        row, _check = held(world, point)
        for _one in range(4):  # of the same stream
            rate(point.code, 5, at=TUESDAY)
        assert services.release_due(WEDNESDAY) == 0
        services.count_held(row, by=world.supervision, note="A tablet of the hall.")
        assert services.release_due(WEDNESDAY) == 5
        row.refresh_from_db()
        assert (row.state, row.marks, row.ticket.state) == ("released", ["honeypot"], "open")
        told = Entry.objects.get(verb="feedback.count_rating")
        assert (told.actor, told.details["note"]) == (world.supervision.pk, "A tablet of the hall.")

    def test_once_and_by_supervision_only(self, world):
        row, _check = held(world)
        for role in ("office", "manager", "auditor", "employee"):
            with pytest.raises(PermissionDenied):
                services.count_held(row, by=world.user(role))
        services.count_held(row, by=world.supervision)
        with pytest.raises(WrongState, match="not held any more"):
            services.count_held(row, by=world.supervision)


class TestExcluding:
    @pytest.mark.parametrize("reason", ["forged", "duplicate", "off_topic"])
    def test_one_of_supervision_is_enough(self, world, reason):
        row, _check = held(world)
        services.exclude_held(row, reason, "Seen twice.", by=world.supervision)
        row.refresh_from_db()
        kept = Exclusion.objects.values_list("reason", "explanation", "decided_by", "seconded_by")
        assert row.state == "excluded"
        assert list(kept) == [(reason, "Seen twice.", world.supervision.pk, None)]
        with pytest.raises(WrongState):
            services.count_held(row, by=world.supervision)

    def test_malice_needs_two(self, world):
        row, _check = held(world)
        made = services.exclude_held(row, "malicious", "A feud.", by=world.supervision)
        row.refresh_from_db()
        assert (made.state, row.state) == ("second", "held")
        with pytest.raises(WrongState, match="decided by two"):
            services.agree(made, by=world.supervision)
        with pytest.raises(WrongState, match="waits already"):
            services.count_held(row, by=world.supervision)
        other = second(world)
        services.agree(made, by=other)
        kept = Exclusion.objects.get()
        assert (kept.decided_by, kept.seconded_by) == (world.supervision, other)

    def test_what_each_of_the_two_says_stays(self, world):
        row, _check = held(world)
        made = services.propose(row, "malicious", "A feud.", by=world.manager)
        made = services.agree(made, by=world.supervision, note=" I asked the hall. ")
        assert (made.state, made.note) == ("second", "I asked the hall.")
        made = services.agree(made, by=second(world), note="So did I.")
        assert (made.state, made.note) == ("agreed", "I asked the hall.\nSo did I.")

    def test_remark_and_call_are_refused_before_one_is_cut_off(self, world):
        row, _check = held(world)
        services.leave_contact(row, "13812345678")
        made = services.propose(row, "mistake", "Wrong face.", by=world.supervision)
        said = {"by": world.supervision, "call": "He meant very good."}
        with pytest.raises(DomainError, match="at most 500 characters") as told:
            services.agree(made, note="x" * 490, **said)
        assert told.value.field == "note"
        made = services.agree(made, note="x" * 480, **said)
        assert made.note == f"{'x' * 480}\nHe meant very good."

    def test_second_person_may_refuse(self, world):
        row, _check = held(world)
        made = services.exclude_held(row, "malicious", "A feud.", by=world.supervision)
        with pytest.raises(DomainError, match="Say why"):
            services.refuse(made, by=second(world), note=" ")
        services.refuse(made, by=world.supervision, note="I was wrong.")
        services.count_held(row, by=world.supervision)
        assert Rating.objects.get().state == "kept"

    def test_mistake_needs_its_rater(self, world):
        row, check = held(world)
        said = {"reason": "mistake", "explanation": "Wrong face.", "by": world.supervision}
        for confirmation, words in (
            ({}, "Only the rater can say"),
            ({"check": "0000-0000-0000"}, "not the check code of this rating"),
            ({"call": "He says so."}, "He left nothing to call him by"),
        ):
            with pytest.raises(DomainError, match=words) as told:
                services.exclude_held(row, **said, **confirmation)
            assert told.value.field == ("call" if "call" in confirmation else "check_code")
        made = services.exclude_held(row, **said, check=f"{check[:4].lower()}-{check[4:]}")
        assert (made.state, made.confirmed) == ("agreed", "code")

    def test_or_his_words_when_he_was_called(self, world):
        row, _check = held(world)
        services.leave_contact(row, "13812345678")
        made = services.exclude_held(
            row, "mistake", "Wrong face.", by=world.supervision, call="He meant very good."
        )
        row.contact.refresh_from_db()
        assert (made.confirmed, made.note, row.contact.sealed) == (
            "call", "He meant very good.", None,
        )  # fmt: skip

    def test_needs_a_known_reason_and_words(self, world):
        row, _check = held(world)
        for reason, words, message in (("", "x", "Choose why"), ("forged", " ", "Say why")):
            with pytest.raises(DomainError, match=message):
                services.exclude_held(row, reason, words, by=world.supervision)
        assert Rating.objects.get().state == "held"

    def test_what_was_decided_stays(self, world):
        row, _check = held(world)
        services.exclude_held(row, "forged", "x", by=world.supervision)
        for change in ({"note": "other"}, {"state": "refused"}):
            with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
                ExclusionProposal.objects.update(**change)
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            ExclusionProposal.objects.all().delete()

    def test_two_are_two_in_the_database(self, world):
        row, _check = held(world)
        services.exclude_held(row, "malicious", "x", by=world.supervision)
        with pytest.raises(IntegrityError, match="malice_by_two"), transaction.atomic():
            ExclusionProposal.objects.update(
                state="agreed", decided_by=world.supervision, decided_on=WEDNESDAY
            )


def test_numbers_of_each_service_by_reason(world):
    point, other = counter(world), counter(world, of=service(world, "other"))
    for place, reason in ((point, "forged"), (point, "forged"), (point, "duplicate"),
                          (other, "forged")):  # fmt: skip
        services.exclude_held(held(world, place)[0], reason, "x", by=world.supervision)
    assert list(Exclusion.objects.by_reason()) == [
        {"reason": "duplicate", "service": point.service_id, "n": 1},
        {"reason": "forged", "service": point.service_id, "n": 2},
        {"reason": "forged", "service": other.service_id, "n": 1},
    ]


def test_nothing_is_deleted(world):
    released(world)
    row, _check = held(world, counter(world, of=service(world, "other")))
    services.exclude_held(row, "forged", "x", by=world.supervision)
    assert Rating.objects.count() == 6
