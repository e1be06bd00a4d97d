"""The pages: voting, keeping a round, reading what came of it."""

import pytest
from django.test import Client
from django.urls import reverse

from appraisals.services import close_phase
from audit.models import Submission
from departments.models import User
from feedback import services
from feedback.models import BallotInvitation, BallotRound
from tests.appraisals.cycles import appraisal_of, phase
from tests.feedback.ballots import (
    asked_about,
    closed,
    colleagues,
    drafted,
    in_evaluation,
    opened,
    vote,
)
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def cycle(world, time_machine):
    colleagues(world, 6)
    return in_evaluation(world, time_machine)


def account(name):
    return User.objects.get(username=name)


def client_of(name):
    return sign_in(Client(), account(name))


def invitation(row, voter, about):
    return row.invitations.get(
        voter__username=voter, appraisal__subject_user__username=about, source="peers"
    )


def test_voting_is_a_page_and_ends_at_the_thanks(cycle):
    row, client = opened(cycle), client_of("bureau0")
    mine = invitation(row, "bureau0", "bureau1")
    place = reverse("feedback:ballot", args=[mine.pk])
    page = client.get(place).content.decode()
    assert (page.count('type="radio"'), "Person bureau1" in page) == (5, True)
    sent = [client.post(place, {"q0": "competent"}) for _click in range(2)]
    assert [(one.status_code, one.url) for one in sent] == [
        (302, reverse("feedback:ballot-thanks"))
    ] * 2
    assert (row.box.count(), Submission.objects.count()) == (1, 0)
    thanks = client.get(sent[0].url).content.decode()
    left = row.invitations.to_cast(account("bureau0")).count()
    assert f"{left} more are waiting." in thanks
    assert client.get(place).status_code == 302


def test_without_an_answer_the_page_says_where(cycle):
    row = opened(cycle)
    mine = invitation(row, "bureau0", "bureau1")
    place = reverse("feedback:ballot", args=[mine.pk])
    page = client_of("bureau0").post(place, {"comment": "Kept."})
    assert (page.status_code, page.context["form"].errors) == (
        200, {"q0": ["Choose one of the answers."]},
    )  # fmt: skip
    assert "Kept." in page.content.decode()


def test_after_the_phase_what_was_written_is_still_on_the_page(cycle):
    row = opened(cycle)
    mine = invitation(row, "bureau0", "bureau1")
    close_phase(phase(cycle, "evaluation"), by=None)
    place = reverse("feedback:ballot", args=[mine.pk])
    page = client_of("bureau0").post(place, {"q0": "competent", "comment": "Kept."})
    assert (page.status_code, "Kept." in page.content.decode()) == (409, True)
    assert row.box.count() == 0


def test_the_ballot_of_another_is_not_there(world, cycle):
    row = opened(cycle)
    mine = invitation(row, "bureau0", "bureau1")
    place = reverse("feedback:ballot", args=[mine.pk])
    assert client_of("bureau2").get(place).status_code == 404
    assert world.client("office").get(place).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_ballots_costs_the_same(world, cycle, people, django_assert_num_queries):
    row = drafted(cycle)
    mine = row.invitations.filter(voter__username="bureau0").order_by("pk")
    row.invitations.filter(pk__in=list(mine.values_list("pk", flat=True)[people:])).delete()
    services.open_round(row, by=None)
    client = client_of("bureau0")
    client.get(reverse("feedback:ballots"))
    with django_assert_num_queries(4):
        page = client.get(reverse("feedback:ballots"))
    assert (len(page.context["open"]), page.context["done"]) == (people, [])


FIELDS = {
    "sources": ["peers", "subordinates"], "scale": "democratic-vote", "most": "15",
    "questions": "Overall | 总体\nHelpful | 协作", "small_groups": "drop", "asks_comment": "on",
}  # fmt: skip


def token(page):
    return {"form_token": page.context["form"]["form_token"].value()}


def test_the_office_sets_up_changes_opens_and_closes(world, cycle):
    client = world.client("office")
    place = reverse("feedback:ballot-round-add", args=[cycle.pk])
    once = token(client.get(place))
    sent = [client.post(place, FIELDS | once) for _click in range(2)]
    row = BallotRound.objects.get()
    here = reverse("feedback:ballot-round", args=[row.pk])
    assert [one.url for one in sent] == [here, here]
    assert [q.name_zh for q in row.questions.all()] == ["总体", "协作"]
    change = reverse("feedback:ballot-round-change", args=[row.pk])
    fewer = FIELDS | {"most": "6", "questions": "Overall | 总体"} | token(client.get(change))
    assert client.post(change, fewer).url == here
    for deed, state in (("invite", "draft"), ("open", "open"), ("close", "closed")):
        page = client.get(here)
        once = {"form_token": page.context["step"]["form_token"].value(), "deed": deed}
        step = reverse("feedback:ballot-round-step", args=[row.pk])
        assert client.post(step, once).url == here
        row.refresh_from_db()
        assert row.state == state
    assert client.post(step, once | token(client.get(change))).status_code == 302


def test_a_line_in_one_language_is_refused_and_kept(world, cycle):
    client = world.client("office")
    place = reverse("feedback:ballot-round-add", args=[cycle.pk])
    page = client.post(place, FIELDS | {"questions": "Overall"} | token(client.get(place)))
    assert page.context["form"].errors == {
        "questions": ["Write “Overall” in both languages: English | 中文."]
    }
    assert not BallotRound.objects.exists()


def test_the_office_adds_one_and_takes_one_out(world, cycle):
    row, client = drafted(cycle), world.client("office")
    about = appraisal_of(cycle, account("bureau0"))
    place = reverse("feedback:ballot-subject", args=[row.pk, about.pk])
    before = set(row.invitations.values_list("pk", flat=True))
    asked = {"voter": "employee", "source": "peers"} | token(client.get(place))
    assert client.post(place, asked).url == place
    added = BallotInvitation.objects.exclude(pk__in=before).get()
    assert (added.voter, added.by_hand) == (world.employee, True)
    remove = reverse("feedback:ballot-voter-remove", args=[added.pk])
    assert client.post(remove, token(client.get(remove))).url == place
    assert set(row.invitations.values_list("pk", flat=True)) == before


def test_progress_shows_numbers_from_five_on(world, cycle):
    row = opened(cycle)
    asked = asked_about(row, appraisal_of(cycle, account("bureau0")))
    place = reverse("feedback:ballot-round", args=[row.pk])
    client = world.client("office")
    shown = []
    for invited in [None, *asked[:5]]:
        if invited is not None:
            vote(invited)
        shown.append(client.get(place).context["rows"][0][2]["text"])
    assert shown == [0, *["fewer than 5"] * 4, 5]


def test_superiors_read_counts_and_comments_and_the_subject_does_not(world, cycle):
    row, about = opened(cycle), appraisal_of(cycle, account("bureau0"))
    for invited in asked_about(row, about):
        vote(invited, "excellent", comment="Explains well.")
    few = appraisal_of(cycle, account("bureau1"))
    vote(asked_about(row, few)[0], comment="Only one.")
    closed(row)
    place = reverse("feedback:ballot-results", args=[about.pk])
    page = world.client("manager").get(place)
    [group] = page.context["groups"]
    assert (group["mean"], group["ballots"], group["comments"]) == (
        "95.00", 6, ["Explains well."] * 6,
    )  # fmt: skip
    assert [row[1]["text"] for row in group["rows"]] == [6, 0, 0, 0, 0]
    assert client_of("bureau0").get(place).status_code == 403
    assert client_of("bureau1").get(place).status_code == 404
    other = world.client("manager").get(reverse("feedback:ballot-results", args=[few.pk]))
    assert (other.context["groups"], other.context["missing"]) == (
        [], [{"source": "colleagues of the same unit",
              "why": "Too few ballots: nobody has read them."}],
    )  # fmt: skip
    assert "Only one." not in other.content.decode()
