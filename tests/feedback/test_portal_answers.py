"""What a citizen leaves, reads and says about the answer. docs/rectification.md, D1, D12, D13."""

import pytest
from django.test import Client

from feedback import services
from feedback.models import Contact, Ticket
from tests.feedback.desk import TUESDAY, released
from tests.feedback.public import counter, rate, rated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY)


def status(check, lang="en"):
    return Client().get("/r/status", {"code": check, "lang": lang}).content.decode()


class TestContact:
    @pytest.mark.parametrize("value", [1, 5])
    def test_is_left_replaced_and_forgotten(self, world, value):
        check = rate(counter(world).code, value).check
        place, row = f"/r/thanks/{check}?lang=en", services.rating_of(check)
        Client().post(place, {"contact": "13812345678"})
        page = Client().get(place).content.decode()
        assert ("You left one." in page, "13812345678" in page) == (True, False)
        Client().post(place, {"contact": "a@example.org"})
        assert services.read_contact(row, by=world.supervision) == "a@example.org"
        Client().post(place, {"contact": ""})
        assert services.has_contact(row) is True
        Client().post(place, {"forget": "on"})
        assert Contact.objects.count() == 0

    def test_too_long_a_one_says_by_how_much(self, world):
        check = rate(counter(world).code, 1).check
        answer = Client().post(f"/r/thanks/{check}?lang=en", {"contact": "x" * 123, "text": "y"})
        page = answer.content.decode()
        assert (answer.status_code, "shorten it by 3." in page) == (400, True)
        assert ("x" * 123 in page, Contact.objects.count()) == (True, 0)

    def test_of_a_released_rating_it_says_that_it_is_late(self, world):
        (check, *_others) = released(world)
        answer = Client().post(f"/r/thanks/{check}?lang=en", {"contact": "13812345678"})
        assert (answer.status_code, Contact.objects.count()) == (400, 0)


class TestAnswer:
    def test_good_rating_asks_for_none(self, world):
        checks = released(world)
        assert "What the office does about it" not in status(checks[1])

    def test_received_then_looked_at(self, world):
        (check, *_others) = released(world)
        assert '<li class="now" aria-current="step">Received on 2027-03-03' in status(check)
        assert "To be answered by 2027-03-10" in status(check)
        services.take_ticket_step(Ticket.objects.get(), "take", by=world.manager)
        assert '<li class="now" aria-current="step">Somebody looks at it' in status(check)

    def test_reply_is_shown_and_rated_once(self, world):
        given = rated(counter(world), (1, 5, 5, 5, 5), at=TUESDAY)
        services.release_due(TUESDAY.date().replace(day=3))
        check, row = given[0].check, Ticket.objects.get()
        for name, said in (
            ("take", {}), ("judge", {"kind": "no_basis", "finding": "x"}),
            ("reply", {"reply": "<b>The law</b> says no."}),
        ):  # fmt: skip
            row = services.take_ticket_step(row, name, by=world.manager, **said)
        page = status(check)
        assert "&lt;b&gt;The law&lt;/b&gt; says no." in page
        assert page.count('name="handling"') == 3
        place = f"/r/answer/{check}?lang=en"
        sent = [Client().post(place, {"handling": "not"}).status_code for _click in range(2)]
        assert sent == [302, 302]
        assert Client().post(place, {"handling": "fairly"}).status_code == 409
        assert Client().post(place, {"handling": "great"}).status_code == 400
        page = status(check)
        assert ("You said of the answer: Not satisfied." in page, "handling" in page) == (
            True, False,
        )  # fmt: skip

    def test_unknown_code_is_not_there(self, world):
        assert Client().post("/r/answer/000000000000", {"handling": "not"}).status_code == 404
        assert Client().get("/r/answer/000000000000").status_code == 405

    def test_excluded_one_gets_none(self, world):
        (check, *_others) = released(world)
        made = services.propose(Ticket.objects.get().rating, "forged", "x", by=world.manager)
        services.agree(made, by=world.supervision)
        page = status(check)
        assert ("Not counted: forged" in page, "What the office does" in page) == (True, False)

    def test_in_chinese(self, world):
        (check, *_others) = released(world)
        page = status(check, "zh-hans")
        assert ("收到" in page, "Received" in page) == (True, False)
