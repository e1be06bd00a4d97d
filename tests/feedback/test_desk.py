"""Tickets: their clocks, their steps, their end. docs/rectification.md, D4 to D17."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import CalendarDay
from departments.services import publish_policy_pack
from departments.services.policy_packs import read_json
from feedback import services
from feedback.models import (
    ExclusionProposal,
    FollowUp,
    Ticket,
    TicketEvent,
    WeDid,
)  # fmt: skip
from feedback.models.desk import LONGEST
from feedback.tasks import sweep_desk
from tests.factories import RoleGrantFactory
from tests.feedback.desk import TUESDAY, WEDNESDAY, answered, released, second, ticket
from tests.feedback.public import DAY, counter, rate, rated, service

GENERIC = Path(settings.BASE_DIR) / "departments/policy/generic.json"


@pytest.fixture(autouse=True)
def on_wednesday(time_machine):
    time_machine.move_to(TUESDAY + DAY)


def step(row, name, by, **said):
    return services.take_ticket_step(row, name, by=by, **said)


class TestOpening:
    def test_negative_ones_of_a_release_and_no_others(self, world):
        released(world, (1, 2, 3, 4, 5, 5))
        found = Ticket.objects.order_by("rating__value").values_list("rating__value", "state")
        assert list(found) == [(1, "open"), (2, "open")]
        told = Entry.objects.get(verb="feedback.open_tickets").details
        assert told == {"tickets": 2}

    def test_each_scale_has_its_own(self, world):
        thumbs = counter(world, of=service(world, "thumbs", "thumbs"))
        released(world, (0, 1, 1, 1, 1), point=thumbs)
        assert list(Ticket.objects.values_list("rating__value", flat=True)) == [0]

    def test_held_one_opens_none(self, world):
        point = counter(world)
        rate(point.code, 1, at=TUESDAY, marks=["honeypot"])
        released(world, (5,) * 5, point=point)
        assert Ticket.objects.count() == 0

    def test_a_hundred_cost_what_five_cost(self, world, django_assert_max_num_queries):
        rated(counter(world), [1] * 60, at=TUESDAY)
        with django_assert_max_num_queries(22):
            services.release_due(WEDNESDAY)
        assert Ticket.objects.count() == 60

    def test_clocks_are_working_days_after_the_release(self, world):
        CalendarDay.objects.create(day=WEDNESDAY + DAY, kind="holiday", name_en="H", name_zh="假")
        row = ticket(world)
        assert (row.opened_on, row.contact_by, row.rectify_by) == (
            WEDNESDAY, datetime.date(2027, 3, 5), datetime.date(2027, 3, 11),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("number", "unit", "day"), [(7, "calendar", (3, 10)), (15, "working", (3, 24))]
    )
    def test_policy_says_how_many(self, world, number, unit, day):
        pack = read_json(GENERIC)
        pack["content"]["deadlines"]["negative_rectify"] |= {"n": number, "unit": unit}
        publish_policy_pack("mine", 1, pack, pack["content"], by=None)
        assert ticket(world).rectify_by == datetime.date(2027, *day)


class TestSteps:
    def test_the_way_to_the_end(self, world):
        row = step(answered(world), "close", world.manager)
        assert (row.state, row.ending, row.closed_on) == ("closed", "answered", WEDNESDAY)
        steps = row.events.order_by("pk").values_list("step", "by__username")
        assert list(steps) == [
            ("open", None), ("take", "manager"), ("judge", "manager"), ("act", "manager"),
            ("reply", "manager"), ("close", "manager"),
        ]  # fmt: skip
        assert Entry.objects.filter(verb="feedback.take_ticket_step").count() == 5

    def test_is_given_to_somebody_of_the_unit_who_then_works_on_it(self, world):
        row = step(ticket(world), "take", world.manager, owner=world.employee)
        assert Ticket.objects.visible_to(world.employee).get() == row
        assert step(row, "judge", world.employee, kind="no_basis", finding="x").kind == "no_basis"
        other = RoleGrantFactory(role="manager", department=world.other).user
        row = ticket_of(world, "again")
        with pytest.raises(DomainError, match="Name somebody of this department"):
            step(row, "take", world.manager, owner=other)

    @pytest.mark.parametrize("role", ["employee", "auditor", "supervision", "evaluator"])
    def test_others_take_no_step(self, world, role):
        with pytest.raises(PermissionDenied):
            step(ticket(world), "take", world.user(role))

    def test_no_step_is_left_out(self, world):
        row = ticket(world)
        for name in ("judge", "act", "reply", "close"):
            with pytest.raises(WrongState):
                step(row, name, world.manager, kind="reasonable", finding="x", deed="x", reply="x")
        row = step(row, "take", world.manager)
        row = step(row, "judge", world.manager, kind="reasonable", finding="x")
        with pytest.raises(WrongState, match="First say what was done"):
            step(row, "reply", world.manager, reply="x")

    def test_second_of_two_is_told(self, world):
        row = ticket(world)
        step(row, "take", world.manager, seen=0)
        with pytest.raises(WrongState, match="Somebody else changed this"):
            step(row, "take", world.office, seen=0)

    def test_complex_one_gets_a_later_day(self, world):
        row = step(ticket(world), "take", world.manager)
        for day in (None, row.rectify_by):
            with pytest.raises(DomainError, match="Name a day after 2027-03-10"):
                step(row, "judge", world.manager, kind="complex", finding="New lift", later_by=day)
        later = row.rectify_by + 30 * DAY
        step(row, "judge", world.manager, kind="complex", finding="New lift", later_by=later)
        assert Ticket.objects.with_due().get().due_on == later

    @pytest.mark.parametrize("name", ["judge", "act", "reply"])
    def test_words_are_needed(self, world, name):
        row = step(ticket(world), "take", world.manager)
        if name != "judge":
            row = step(row, "judge", world.manager, kind="no_basis", finding="x")
        with pytest.raises(DomainError):
            step(row, name, world.manager, kind="no_basis", finding=" ", deed=" ", reply=" ")

    def test_personal_data_in_a_reply_needs_a_reason(self, world):
        row = step(ticket(world), "take", world.manager)
        row = step(row, "judge", world.manager, kind="no_basis", finding="x")
        text = "Ask for Mr Brown, 138-1234-5678."
        with pytest.raises(DomainError, match="telephone number, name of a person") as told:
            step(row, "reply", world.manager, reply=text)
        assert told.value.field == "reply"
        text += "x" * (LONGEST - len(text))
        step(row, "reply", world.manager, reply=text, because="His number of the office.")
        last = TicketEvent.objects.values_list("step", "note")[:2]
        assert list(last) == [("reply", text), ("because", "His number of the office.")]

    def test_overdue_ones_come_first(self, world, time_machine):
        early = ticket(world)
        time_machine.move_to(TUESDAY + 8 * DAY)
        late = ticket_of(world, "late")
        closed = ticket_of(world, "done")
        Ticket.objects.filter(pk=closed.pk).update(
            state="closed", ending="excluded", closed_on=WEDNESDAY
        )
        assert list(Ticket.objects.for_list()) == [early, late, closed]
        assert list(Ticket.objects.overdue(TUESDAY.date() + 8 * DAY)) == [early]


def ticket_of(world, code):
    """One more, of a service of its own, opened today."""
    point = counter(world, of=service(world, code))
    released(world, point=point, at=None)
    return Ticket.objects.get(rating__point=point)


class TestCallBack:
    def test_contact_keeps_it_open_until_somebody_was_reached(self, world):
        row = answered(world, contact="13812345678")
        with pytest.raises(WrongState, match="supervision calls back first"):
            step(row, "close", world.manager)
        with pytest.raises(PermissionDenied):
            step(row, "call_back", world.manager, is_reached=True)
        row = step(row, "call_back", world.supervision, is_reached=True, note="Glad.")
        assert step(row, "close", world.manager).state == "closed"

    def test_three_tries_are_enough(self, world):
        row = answered(world, contact="13812345678")
        for left in (True, True, False):
            row = step(row, "call_back", world.supervision, is_reached=False)
            assert services.needs_call_back(row) is left
        assert step(row, "close", world.manager).state == "closed"

    def test_who_is_not_satisfied_is_called_again(self, world):
        row = answered(world, contact="13812345678")
        row = step(row, "call_back", world.supervision, is_reached=True)
        Ticket.objects.update(handling="not")
        services.reopen_tickets()
        row = step(Ticket.objects.get(), "judge", world.manager, kind="no_basis", finding="x")
        row = step(row, "reply", world.manager, reply="The law says no.")
        assert services.needs_call_back(row) is True

    def test_without_a_contact_there_is_nobody_to_call(self, world):
        with pytest.raises(WrongState, match="There is no contact"):
            step(answered(world), "call_back", world.supervision, is_reached=True)


class TestAnswerOfTheRater:
    def test_is_given_once(self, world):
        (check, *_others) = released(world)
        assert services.answer(check, "satisfied") == "early"
        row = Ticket.objects.get()
        for name, said in (("take", {}), ("judge", {"kind": "no_basis", "finding": "x"}),
                           ("reply", {"reply": "The law says no."})):  # fmt: skip
            row = step(row, name, world.manager, **said)
        said = [services.answer(check, one) for one in ("satisfied", "satisfied", "not")]
        assert said == ["said", "said", "used"]
        assert services.answer("0" * 12, "not") == "unknown"
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            Ticket.objects.update(handling="not")

    def test_not_satisfied_opens_it_once_more(self, world, time_machine):
        (check, *_others) = released(world)
        row = finished(world, Ticket.objects.get())
        assert services.answer(check, "not") == "said"
        time_machine.move_to(TUESDAY + 6 * DAY)
        assert sweep_desk() == {"reopened": 1, "erased": 0}
        row.refresh_from_db()
        assert (row.state, row.is_reopened, row.kind, row.contact_by, row.rectify_by) == (
            "taken", True, "", datetime.date(2027, 3, 9), datetime.date(2027, 3, 15),
        )  # fmt: skip
        assert Entry.objects.get(verb="feedback.reopen_tickets").details == {"tickets": [row.pk]}
        finished(world, row)
        assert sweep_desk() == {"reopened": 0, "erased": 0}

    def test_satisfied_leaves_it_closed(self, world):
        (check, *_others) = released(world)
        finished(world, Ticket.objects.get())
        services.answer(check, "fairly")
        assert sweep_desk() == {"reopened": 0, "erased": 0}


def finished(world, row):
    if row.state == "open":
        row = step(row, "take", world.manager)
    row = step(row, "judge", world.manager, kind="no_basis", finding="x")
    row = step(row, "reply", world.manager, reply="The law says no.")
    return step(row, "close", world.manager)


class TestMisRated:
    def test_supervision_refuses_and_it_goes_on(self, world):
        row = step(ticket(world), "take", world.manager)
        with pytest.raises(DomainError, match="Choose why it may not count"):
            step(row, "judge", world.manager, kind="mis_rated", finding="Not us.")
        row = step(row, "judge", world.manager, kind="mis_rated", finding="Not us.",
                   reason="off_topic")  # fmt: skip
        with pytest.raises(WrongState, match="It waits for the supervision"):
            step(row, "reply", world.manager, reply="x")
        assert services.open_steps(row, by=world.manager) == []
        services.refuse(ExclusionProposal.objects.get(), by=world.supervision, note="It is yours.")
        row.refresh_from_db()
        assert (row.state, row.kind, row.events.first().note) == ("taken", "", "It is yours.")
        assert services.open_steps(row, by=world.manager) == ["take", "judge"]

    def test_supervision_agrees_and_it_is_closed(self, world):
        row = step(ticket(world), "take", world.manager)
        step(row, "judge", world.manager, kind="mis_rated", finding="Not us.", reason="off_topic")
        proposal = ExclusionProposal.objects.get()
        with pytest.raises(PermissionDenied):
            services.agree(proposal, by=world.manager)
        services.agree(proposal, by=world.supervision)
        row.refresh_from_db()
        assert (row.state, row.ending, row.rating.state) == ("closed", "excluded", "excluded")
        assert row.rating.exclusion.explanation == "Not us."

    def test_the_unit_reads_why_it_was_refused_and_no_other_remark(self, world):
        row = step(ticket(world), "take", world.manager)
        step(row, "judge", world.manager, kind="mis_rated", finding="Not us.", reason="malicious")
        made = services.agree(
            ExclusionProposal.objects.get(), by=world.supervision, note="Ask the hall."
        )
        made = services.refuse(made, by=second(world), note="It is yours.")
        assert made.note == "Ask the hall.\nIt is yours."
        assert row.events.first().note == "It is yours."

    def test_what_the_rater_said_in_a_call_is_not_for_the_unit(self, world):
        row = step(ticket(world, contact="13812345678"), "take", world.manager)
        step(row, "judge", world.manager, kind="mis_rated", finding="Not us.", reason="mistake")
        services.agree(ExclusionProposal.objects.get(), by=world.supervision, call="Wrong face.")
        assert row.events.first().note == ""


class TestWeDid:
    def test_is_published_with_the_words_of_the_rater(self, world):
        row = answered(world)
        services.publish_we_did(row, text_zh="增开窗口。", with_quote=True, by=world.manager)
        made = WeDid.objects.get()
        assert (made.text, made.quote, made.findings) == ("增开窗口。", row.rating.text, [])
        with pytest.raises(WrongState, match="published already"):
            services.publish_we_did(row, text_en="Again", by=world.manager)
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            WeDid.objects.update(text_en="Other")
        assert services.take_back(row, by=world.manager) is True
        assert services.take_back(row, by=world.manager) is False

    def test_findings_need_a_reason(self, world):
        row = answered(world)
        said = {"text_en": "Call 010-62345678.", "by": world.manager}
        with pytest.raises(DomainError, match="telephone number"):
            services.publish_we_did(row, **said)
        services.publish_we_did(row, **said, because="The number of the counter.")
        made = WeDid.objects.get()
        assert (made.findings, made.confirmed_because) == (["phone"], "The number of the counter.")
        made.delete()
        made.confirmed_because = ""
        with pytest.raises(IntegrityError, match="we_did_findings"), transaction.atomic():
            made.save(force_insert=True)

    def test_not_before_the_answer_and_by_the_unit_only(self, world):
        row = ticket(world)
        with pytest.raises(WrongState, match="First answer the rater"):
            services.publish_we_did(row, text_en="Done", by=world.manager)
        with pytest.raises(PermissionDenied):
            services.publish_we_did(row, text_en="Done", by=world.auditor)


class TestFollowUp:
    def test_is_done_once_with_what_came_of_it(self, world):
        row = ticket(world)
        made = services.follow_up(row, kind="training", text="Talk calmly", owner=world.employee,
                                  due_on=WEDNESDAY + 9 * DAY, by=world.manager)  # fmt: skip
        assert FollowUp.objects.visible_to(world.employee).get() == made
        with pytest.raises(PermissionDenied):
            services.settle_follow_up(made, outcome="Held", by=world.evaluator)
        services.settle_follow_up(made, outcome="Held", by=world.employee)
        with pytest.raises(WrongState, match="done already"):
            services.settle_follow_up(made, outcome="Held", by=world.manager)

    def test_names_a_day_ahead_and_somebody_of_the_unit(self, world):
        row = ticket(world)
        said = {"kind": "improvement", "text": "x", "by": world.manager}
        with pytest.raises(DomainError, match="lies ahead"):
            services.follow_up(row, owner=world.employee, due_on=WEDNESDAY, **said)
        with pytest.raises(DomainError, match="of this department"):
            services.follow_up(row, owner=world.auditor, due_on=WEDNESDAY + DAY, **said)


def test_what_happened_stays(world):
    row = answered(world, contact="a@example.org")
    step(row, "call_back", world.supervision, is_reached=True)
    for rows in (row.events.all(), row.call_backs.all(), Ticket.objects.all()):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            rows._raw_delete("default")
