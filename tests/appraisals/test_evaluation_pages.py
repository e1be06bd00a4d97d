"""The pages of evaluation and calibration: what they say, keep and refuse."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from appraisals import services
from appraisals.models import CalibrationSession, Evaluation, Phase, Recusal
from appraisals.services import evaluating
from tests.appraisals.cycles import IN_PLANNING, appraisal_of
from tests.appraisals.evaluations import (
    COMPETENT,
    EXCELLENT,
    entry_of,
    fill,
    hand_in,
    in_evaluation,
    pool,
    session_of,
    staff,
    warned,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
SITTING, ROOM, SESSIONS = 8, 18, 5  # queries


@pytest.fixture(autouse=True)
def in_january(time_machine):
    time_machine.move_to(IN_PLANNING)


@pytest.fixture
def row(world):
    return appraisal_of(in_evaluation(world, policy="cn-local"), world.employee)


def url(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def sent(page, **fields):
    """The fields of a page's first form with a token, as a browser would send them."""
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode()).group(1)
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    return {"form_token": token, "version": version.group(1) if version else ""} | fields


def filled(rating="4", comment="", grade=COMPETENT, **fields):
    lines = {f"s{n}-rating": rating for n in range(5)} | {
        f"s{n}-comment": comment for n in range(5)
    }
    words = {"strengths": "Clear letters", "improvement": "Answer sooner", "proposed_grade": grade}
    return lines | words | fields


class TestSitting:
    @pytest.mark.parametrize("people", [1, 3])
    def test_the_list_asks_as_often_for_three_as_for_one(
        self, world, people, django_assert_num_queries
    ):
        staff(world.bureau, people)
        in_evaluation(world)
        client = world.client("manager")
        client.get(url("sitting"))
        with django_assert_num_queries(SITTING):
            page = client.get(url("sitting"))
        assert len(page.context["rows"]) == people + 2  # the evaluator and the employee

    def test_what_is_open_comes_first(self, world, row):
        page = world.client("manager").get(url("sitting"))
        assert page.context["heading"] == "2 evaluations are open"
        hand_in(row, 4, COMPETENT)
        page = world.client("manager").get(url("sitting"))
        states = [cells[-1]["state_word"] for cells in page.context["rows"]]
        assert states == ["not begun", "handed in"]

    def test_who_evaluates_nobody_is_told_so(self, world, row):
        page = world.client("employee").get(url("sitting"))
        assert page.context["heading"] == "Nobody to evaluate"


class TestEvaluation:
    def test_it_is_saved_as_typed_and_leads_to_the_next(self, world, row):
        client = world.client("manager")
        page = client.get(url("evaluation", row.pk, "superior"))
        data = sent(page, deed="next", **{"s1-rating": "5", "strengths": "Half a sent"})
        answer = client.post(url("evaluation", row.pk, "superior"), data)
        other = appraisal_of(row.appraisal_cycle, world.evaluator)
        assert answer.url == url("evaluation", other.pk, "superior")
        assert Evaluation.objects.get().draft == {
            "lines": {"duty-ability": {"rating": "5"}}, "strengths": "Half a sent",
        }  # fmt: skip

    def test_it_is_handed_in_once_for_two_clicks(self, world, row):
        client, at = world.client("manager"), url("evaluation", row.pk, "superior")
        data = sent(client.get(at), deed="ready", **filled())
        assert client.post(at, data).status_code == 302
        assert client.post(at, data).status_code == 302  # the second click
        assert client.post(at, data | {"s0-comment": "more"}).status_code == 409
        handed = Evaluation.objects.get()
        assert (handed.state, handed.percent, handed.proposed_grade) == ("handed_in", 80, COMPETENT)
        page = client.get(at, follow=True)
        assert "Answer sooner" in page.content.decode()

    def test_everything_missing_stands_at_its_field_and_nothing_is_lost(self, world, row):
        client, at = world.client("manager"), url("evaluation", row.pk, "superior")
        data = sent(client.get(at), deed="ready", **filled("5", grade="", strengths=" "))
        page = client.post(at, data)
        errors = [line["text"] for line in page.context["errors"]]
        assert errors[:2] == [
            "Political and moral integrity: Say why: this rating needs a comment.",
            "Ability: Say why: this rating needs a comment.",
        ]
        assert errors[5:] == [
            "Strengths: Write a sentence.",
            "Grade that you propose: Choose the grade that you propose.",
            "Nothing was handed in. Complete what is marked.",
        ]
        assert Evaluation.objects.get().draft["improvement"] == "Answer sooner"
        data = sent(page, deed="ready", **filled("5", "because"))
        assert client.post(at, data).status_code == 302

    def test_two_windows_see_both_texts(self, world, row):
        client, at = world.client("manager"), url("evaluation", row.pk, "superior")
        data = sent(client.get(at), deed="save", strengths="Mine")
        evaluating.save_draft(
            row, "superior", {"strengths": "Theirs", "lines": {"duty-ability": {"rating": "2"}}},
            version=0, by=world.manager,
        )  # fmt: skip
        page = client.post(at, data)
        assert page.status_code == 409
        text = page.content.decode()
        assert ("Mine" in text, "Other version, Strengths: Theirs" in text,
                "Other version, Rating: 2" in text) == (True, True, True)  # fmt: skip
        assert client.post(at, sent(page, deed="save", strengths="Mine")).status_code == 302
        assert Evaluation.objects.get().draft["strengths"] == "Mine"

    def test_a_phase_that_closed_keeps_what_was_typed_on_the_page(self, world, row):
        client, at = world.client("manager"), url("evaluation", row.pk, "superior")
        data = sent(client.get(at), deed="ready", **filled(comment="Long thought"))
        Phase.objects.filter(kind="evaluation").update(state="closed")
        page = client.post(at, data)
        assert (page.status_code, "Long thought" in page.content.decode()) == (409, True)
        assert "is closed" in page.context["refused"]

    def test_the_autosave_says_what_happened(self, world, row):
        at = url("evaluation-draft", row.pk, "superior")
        assert world.client("anonymous").post(at).status_code == 401
        client = world.client("manager")
        saved = client.post(at, {"version": "0", "s0-comment": "x"})
        assert (saved.status_code, saved.json()["version"]) == (200, 1)
        assert client.post(at, {"version": "0", "s0-comment": "y"}).status_code == 409

    def test_the_suggested_score_is_explained_line_by_line(self, world, row):
        services.receive_source(row, "superior", evaluating.Decimal(80), 1, by=None)
        services.receive_source(row, "peers", evaluating.Decimal(90), 4, by=None)
        page = world.client("manager").get(url("evaluation", row.pk, "superior"))
        found = page.context["evidence"]["suggestion"]
        assert (found["score"], found["formula"]) == (
            "83.33", "(60 × 80 + 30 × 90) ÷ 90 = 83.33",
        )  # fmt: skip
        assert [line["points"] for line in found["rows"]] == ["53.33", "30", "–", "–"]

    def test_the_subject_finds_nothing(self, world, row):
        handed = hand_in(row, 4, COMPETENT)
        client = world.client("employee")
        for at in (url("evaluation", row.pk, "superior"), url("evaluation-read", handed.pk)):
            assert client.get(at).status_code == 404

    def test_standing_aside_and_replacing(self, world, row):
        client, at = world.client("manager"), url("conflict", row.pk)
        data = sent(client.get(at), reason="My cousin")
        assert client.post(at, data).url == url("sitting")
        assert client.post(at, data).url == url("sitting")  # the second click
        stood = Recusal.objects.get()
        office, there = world.client("office"), url("aside-replace", stood.pk)
        assert "My cousin" in office.get(url("aside")).content.decode()
        data = sent(office.get(there), user=world.supervision.pk)
        assert office.post(there, data).url == url("aside")
        assert office.post(there, data).url == url("aside")  # the second click
        row.refresh_from_db()
        assert row.appraiser == world.supervision


class TestRoom:
    @pytest.mark.parametrize("people", [1, 3])
    def test_the_room_asks_as_often_for_three_as_for_one(
        self, world, people, django_assert_num_queries
    ):
        cycle, rows = pool(world, people + 1, [COMPETENT] * people, policy="generic")
        for other in cycle.appraisals.of_people().exclude(pk__in=[row.pk for row in rows[:people]]):
            if other.is_graded:
                services.exclude(other, "other", "", by=None)
        session = session_of(cycle, rows[0], world.supervision)
        client = world.client("supervision")
        client.get(url("calibration", session.pk))
        with django_assert_num_queries(ROOM):
            page = client.get(url("calibration", session.pk))
        assert len(page.context["rows"]) == people

    @pytest.mark.parametrize("sessions", [1, 3])
    def test_the_list_asks_as_often_for_three_as_for_one(
        self, world, sessions, django_assert_num_queries
    ):
        cycle, _rows = pool(world, 0, policy="generic")
        services.prepare_sessions(cycle, "person", by=None)
        first = CalibrationSession.objects.first()
        CalibrationSession.objects.exclude(pk=first.pk).update(appraisal_cycle=cycle)
        kept = list(CalibrationSession.objects.values_list("pk", flat=True))
        for session in CalibrationSession.objects.filter(pk__in=kept[1:] if sessions == 1 else []):
            session.entries.all().delete()
            session.delete()
        if sessions > 1:
            CalibrationSession.objects.create(
                appraisal_cycle=cycle, subject="person", scale="person-annual", quota_mode="off",
                created_at=IN_PLANNING, name_en="More",
            )  # fmt: skip
        client = world.client("auditor")
        client.get(url("calibrations"))
        with django_assert_num_queries(SESSIONS):
            page = client.get(url("calibrations"))
        assert len(page.context["rows"]) == sessions

    def test_over_the_quota_the_rule_stands_on_top_and_nothing_is_locked(self, world):
        cycle, rows = pool(world, 7, [EXCELLENT] * 3 + [COMPETENT] * 4)
        session = session_of(cycle, rows[0], world.supervision)
        fill(session, world.supervision)
        client, at = world.client("supervision"), url("calibration", session.pk)
        page = client.get(at)
        assert page.context["obstacle"] == (
            "The grades cannot be locked: 3 have the highest grade, the rule allows 2."
        )
        assert page.context["rule"] == (
            "“Excellent” at most 20% of all who take part, rounded down: 10 × 20% = 2."
        )
        assert page.context["meter"][0]["rule"] == "at most 2, 1 too many"
        lock = {"form_token": page.context["lock"]["form_token"].value(),
                "version": page.context["session"].version}  # fmt: skip
        refused = client.post(url("calibration-lock", session.pk), lock)
        assert (refused.status_code, "and 3 would have it" in refused.content.decode()) == (
            409,
            True,
        )
        entry = entry_of(rows[0])
        data = sent(page, **{f"to{entry.pk}": COMPETENT, f"why{entry.pk}": "Missed two targets",
                             f"was{entry.pk}": EXCELLENT})  # fmt: skip
        assert client.post(at, data).status_code == 302
        assert client.post(at, data).status_code == 302  # the second click
        page = client.get(at)
        assert page.context["obstacle"] == ""
        lock = {"form_token": page.context["lock"]["form_token"].value(),
                "version": page.context["session"].version}  # fmt: skip
        assert client.post(url("calibration-lock", session.pk), lock).status_code == 302
        session.refresh_from_db()
        assert (session.state, session.given) == ("locked", 2)

    def test_a_change_without_a_reason_keeps_what_was_chosen(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.supervision)
        client, at = world.client("supervision"), url("calibration", session.pk)
        entry = entry_of(rows[0])
        warned(entry.appraisal)
        data = sent(client.get(at), **{f"to{entry.pk}": "incompetent", f"was{entry.pk}": COMPETENT})
        page = client.post(at, data)
        assert page.context["form"].errors[f"why{entry.pk}"] == ["Say why the grade changes."]
        assert entry_of(rows[0]).grade == COMPETENT

    def test_what_another_changed_is_refused_and_told(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        session = session_of(cycle, rows[0], world.supervision, world.office)
        client, at = world.client("supervision"), url("calibration", session.pk)
        page, entry = client.get(at), entry_of(rows[0])
        warned(entry.appraisal)
        services.change_grade(entry, "incompetent", "Heard the head", by=world.office)
        news = client.get(url("calibration-news", session.pk), {"since": page.context["latest"]})
        assert "Competent → Incompetent, The office" in news.content.decode()
        own = world.client("office").get(url("calibration-news", session.pk), {"since": "0"})
        assert "Somebody else" not in own.content.decode()
        data = sent(page, **{f"to{entry.pk}": EXCELLENT, f"why{entry.pk}": "x",
                             f"was{entry.pk}": COMPETENT})  # fmt: skip
        assert client.post(at, data).status_code == 409

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_without_a_quota_no_word_of_one(self, world, language):
        cycle, rows = pool(world, 2, ["", ""], policy="generic")
        session = session_of(cycle, rows[0], world.supervision)
        with override(language):
            text = world.client("supervision").get(url("calibration", session.pk)).content.decode()
        said = re.sub(r"<[^>]+>", " ", text[text.index("<main") :]).lower()
        assert [word for word in ("quota", "rule", "at most", "20%", "比例", "规则", "最多")
                if word in said] == []  # fmt: skip

    def test_minutes_are_kept_and_both_texts_shown(self, world):
        cycle, rows = pool(world, 2)
        session = session_of(cycle, rows[0], world.supervision)
        client, at = world.client("supervision"), url("calibration-minutes", session.pk)
        form = client.get(url("calibration", session.pk)).context["minutes"]
        data = {"form_token": form["form_token"].value(), "seen": form["seen"].value(),
                "minutes": "Met at nine", "met_on": "2027-02-08"}  # fmt: skip
        assert client.post(at, data).status_code == 302
        data |= {"form_token": "6f0f3a1e-9a39-4d52-8c1e-6f4c3dbb2f10", "minutes": "Met at ten"}
        page = client.post(at, data)
        text = page.content.decode()
        assert (page.status_code, "Met at nine" in text, "Met at ten" in text) == (409, True, True)

    def test_the_office_names_members_and_opens(self, world):
        cycle, rows = pool(world, 2, [COMPETENT])
        office = world.client("office")
        page = office.get(url("calibrations"))
        token = {"form_token": page.context["step"]["form_token"].value()}
        assert office.post(url("calibration-prepare", cycle.pk, "person"), token).status_code == 302
        session = entry_of(rows[0]).session
        at = url("calibration-members", session.pk)
        assert office.post(at, sent(office.get(at), user=world.manager.pk)).status_code == 200
        assert office.post(at, sent(office.get(at), user=world.supervision.pk)).status_code == 302
        page = office.get(url("calibration", session.pk))
        token = {"form_token": page.context["step"]["form_token"].value()}
        assert office.post(url("calibration-open", session.pk), token).status_code == 302
        session.refresh_from_db()
        assert session.state == "open"
