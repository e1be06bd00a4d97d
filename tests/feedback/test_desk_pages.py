"""The pages of the desk. docs/rectification.md; docs/access.md, A30 and A31."""

import datetime

import pytest
from django.urls import reverse

from audit.models import Entry
from feedback import services
from feedback.models import (
    Exclusion,
    ExclusionProposal,
    FollowUp,
    Rating,
    Ticket,
    TicketEvent,
    WeDid,
)
from tests.feedback.desk import TUESDAY, answered, released, second, ticket
from tests.feedback.public import DAY, counter, rate, receipts, service
from tests.world import sign_in

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def on_wednesday(time_machine):
    time_machine.move_to(TUESDAY + DAY)


def at(name, *args):
    return reverse(f"feedback:{name}", args=args)


def text(answer):
    return answer.content.decode()


def token(page):
    return {"form_token": page.context["form"]["form_token"].value()}


def filled(client, place, **said):
    """Fill in the form of a page and send it twice, as a double click does."""
    page = client.get(place)
    hidden = token(page)
    if "seen" in page.context["form"].fields:
        hidden["seen"] = page.context["form"]["seen"].value()
    answers = [client.post(place, hidden | said) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302], answers[0].context["form"].errors
    return answers[0]


class TestDesk:
    @pytest.mark.parametrize("tickets", [1, 3])
    def test_costs_the_same_however_many(self, world, tickets, django_assert_num_queries):
        released(world, (1,) * tickets + (5,) * 4)
        client = world.client("manager")
        client.get(at("desk"))
        with django_assert_num_queries(7):
            page = client.get(at("desk"))
        assert len(page.context["rows"]) == tickets

    def test_overdue_ones_are_counted_and_found(self, world, time_machine):
        row = ticket(world)
        client = world.client("office")
        assert "0 tickets are overdue." in text(client.get(at("desk")))
        time_machine.move_to(TUESDAY + 6 * DAY)
        client = world.client("office")
        page = client.get(at("desk"), {"state": "overdue"})
        assert "1 ticket is overdue." in text(page)
        assert [cells[0]["url"] for cells in page.context["rows"]] == [at("ticket", row.pk)]
        assert client.get(at("desk"), {"state": "closed"}).context["rows"] == []

    def test_of_one_unit(self, world):
        ticket(world)
        client = world.client("office")
        found = {
            code: len(client.get(at("desk"), {"unit": code}).context["rows"])
            for code in ("CITY", "BUREAU", "OTHER")
        }
        assert found == {"CITY": 1, "BUREAU": 1, "OTHER": 0}

    def test_named_employee_sees_his_alone(self, world):
        mine = ticket(world)
        released(world, point=counter(world, of=service(world, "other")))
        services.take_ticket_step(mine, "take", by=world.manager, owner=world.employee)
        page = world.client("employee").get(at("desk"))
        assert [cells[0]["url"] for cells in page.context["rows"]] == [at("ticket", mine.pk)]


class TestTicket:
    def test_shows_the_words_escaped_and_warns_of_personal_data(self, world):
        point = counter(world)
        (code,) = receipts(point, start=900)
        check = rate(code, 1, at=TUESDAY).check
        services.amend(services.rating_of(check), text=f"<b>Slow</b>, call {PHONE}")
        released(world, (5,) * 5, point=point)
        page = text(world.client("manager").get(at("ticket", Ticket.objects.get().pk)))
        assert "&lt;b&gt;Slow&lt;/b&gt;" in page
        assert "do not pass it on: telephone number." in page

    def test_from_taking_to_closing(self, world):
        row, client = ticket(world), world.client("manager")
        for step, said in (
            ("take", {"owner": "employee"}),
            ("judge", {"kind": "reasonable", "finding": "One counter for two queues."}),
            ("act", {"deed": "A second counter."}),
            ("reply", {"reply": "We opened a second counter."}),
            ("close", {}),
        ):
            filled(client, at("ticket-step", row.pk, step), **said)
        row.refresh_from_db()
        assert (row.state, row.owner, row.ending) == ("closed", world.employee, "answered")
        assert TicketEvent.objects.count() == 6
        page = text(client.get(at("ticket", row.pk)))
        assert page.index("Closed") < page.index("Given to")

    def test_what_is_missing_stands_at_its_field(self, world):
        row, client = ticket(world), world.client("manager")
        services.take_ticket_step(row, "take", by=world.manager)
        place = at("ticket-step", row.pk, "judge")
        page = client.get(place)
        sent = client.post(place, token(page) | {"kind": "complex", "finding": "Needs a lift."})
        assert sent.context["form"].errors == {
            "later_by": ["Name a day after 2027-03-10, until when it is put right."]
        }
        assert "Needs a lift." in text(sent)

    def test_reply_with_personal_data_asks_for_a_reason(self, world):
        row, client = ticket(world), world.client("manager")
        services.take_ticket_step(row, "take", by=world.manager)
        services.take_ticket_step(row, "judge", by=world.manager, kind="no_basis", finding="x")
        place = at("ticket-step", row.pk, "reply")
        sent = client.post(place, token(client.get(place)) | {"reply": f"Call {PHONE}."})
        assert "telephone number" in sent.context["form"].errors["reply"][0]
        filled(client, place, reply=f"Call {PHONE}.", because="The office's own.")

    def test_second_of_two_gets_409_and_keeps_his_words(self, world):
        row, client = ticket(world), world.client("office")
        place = at("ticket-step", row.pk, "take")
        hidden = token(client.get(place)) | {"seen": 0}
        services.take_ticket_step(row, "take", by=world.manager)
        assert client.post(place, hidden).status_code == 409

    def test_step_that_is_none_is_not_there(self, world):
        row = ticket(world)
        assert world.client("manager").get(at("ticket-step", row.pk, "fly")).status_code == 404

    @pytest.mark.parametrize("role", ["office", "manager", "auditor", "supervision"])
    def test_page_never_holds_the_contact(self, world, role):
        row = ticket(world, contact=PHONE)
        page = text(world.client(role).get(at("ticket", row.pk)))
        assert (PHONE in page, "Open the contact" in page) == (False, role == "supervision")

    def test_supervision_opens_the_contact_on_the_record(self, world):
        row = ticket(world, contact=PHONE)
        answer = world.client("supervision").post(at("ticket-contact", row.pk))
        assert PHONE in text(answer)
        assert "no-store" in answer["Cache-Control"]
        assert Entry.objects.filter(verb="feedback.read_contact").count() == 1

    def test_call_is_noted_by_supervision_and_its_note_stays_there(self, world):
        row = answered(world, contact=PHONE)
        filled(world.client("supervision"), at("ticket-step", row.pk, "call_back"),
               is_reached="yes", note="He was glad.")  # fmt: skip
        pages = {role: text(world.client(role).get(at("ticket", row.pk)))
                 for role in ("supervision", "manager")}  # fmt: skip
        assert {role: "He was glad." in page for role, page in pages.items()} == {
            "supervision": True, "manager": False,
        }  # fmt: skip
        assert "The rater was reached" in pages["manager"]


class TestWhatFollows:
    def test_published_and_taken_back(self, world):
        row, client = answered(world), world.client("manager")
        filled(client, at("we-did", row.pk), text_en="A second counter.", text_zh="增开窗口。")
        assert WeDid.objects.get().text == "A second counter."
        page = client.get(at("we-did-back", row.pk))
        once = token(page)
        sent = [client.post(at("we-did-back", row.pk), once).status_code for _click in range(2)]
        assert (sent, WeDid.objects.count()) == ([302, 302], 0)

    def test_follow_up_and_its_end(self, world):
        row, client = ticket(world), world.client("manager")
        filled(client, at("follow-up", row.pk), kind="training", text="Speak calmly",
               owner="employee", due_on="2027-04-01")  # fmt: skip
        made = FollowUp.objects.get()
        assert "Speak calmly" in text(client.get(at("ticket", row.pk)))
        answer = filled(world.client("employee"), at("follow-up-done", made.pk), outcome="Held.")
        made.refresh_from_db()
        assert (made.done_on, answer.url) == (datetime.date(2027, 3, 3), at("desk"))


class TestHeld:
    @pytest.mark.parametrize("ratings", [1, 3])
    def test_costs_the_same_however_many(self, world, ratings, django_assert_num_queries):
        point = counter(world)
        for _one in range(ratings):
            rate(point.code, 1, marks=["honeypot"])
        client = world.client("supervision")
        client.get(at("held"))
        with django_assert_num_queries(9):
            page = client.get(at("held"))
        assert len(page.context["rows"]) == ratings

    def test_due_in_three_working_days(self, world):
        rate(counter(world).code, 1, at=TUESDAY, marks=["own_network"])
        (cells,) = world.client("supervision").get(at("held")).context["rows"]
        assert (cells[3], cells[4]["text"]) == ("from a network of the staff", "2027-03-05")

    def test_counted(self, world):
        rate(counter(world).code, 1, marks=["honeypot"])
        row = Rating.objects.get()
        client, place = world.client("supervision"), at("held-rating", row.pk)
        page = client.get(place)
        sent = client.post(place, token(page) | {"decision": "count"})
        assert (sent.status_code, Rating.objects.get().state) == (302, "kept")

    def test_malicious_by_two(self, world):
        rate(counter(world).code, 1, marks=["honeypot"])
        client, place = world.client("supervision"), at("held-rating", Rating.objects.get().pk)
        said = {"decision": "exclude", "reason": "malicious", "explanation": "A feud."}
        client.post(place, token(client.get(place)) | said)
        proposal = ExclusionProposal.objects.get()
        listed = client.get(at("held"))
        assert (listed.context["rows"], len(listed.context["proposals"])) == ([], 1)
        place = at("proposal", proposal.pk)
        agree = {"decision": "agree"}
        assert client.post(place, token(client.get(place)) | agree).status_code == 409
        other = sign_in(type(client)(), second(world))
        assert other.post(place, token(other.get(place)) | agree).status_code == 302
        assert Exclusion.objects.get().reason == "malicious"

    def test_contact_of_a_held_one(self, world):
        check = rate(counter(world).code, 1, marks=["honeypot"]).check
        row = services.rating_of(check)
        services.leave_contact(row, PHONE)
        client = world.client("supervision")
        assert PHONE not in text(client.get(at("held-rating", row.pk)))
        assert PHONE in text(client.post(at("held-contact", row.pk)))
