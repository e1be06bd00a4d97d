"""The pages of self-assessments: list, sections, check, hand in, read, withdraw, home."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from appraisals import services
from appraisals.models import Appraisal, SectionAnswer, SelfAssessment
from appraisals.services import self_assessments
from departments.calendar_file import Event, calendar
from tests.appraisals.cycles import appraisal_of, phase
from tests.appraisals.self_assessing import WHOLE, standing, submitted, write_all
from tests.factories import PASSWORD, IndicatorFactory, TargetFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
RESULTS = "duty-results"


@pytest.fixture
def mine(world):
    return appraisal_of(standing(world), world.employee)


def url(name, *arguments):
    return reverse(f"appraisals:{name}", args=arguments)


def send(client, mine, deed="continue", code=RESULTS, *, query="", **said):
    path = url("assessment-section", mine.pk, code) + query
    return client.post(path, {"version": 0, "deed": deed} | said)


def page(client, name, *arguments):
    return client.get(url(name, *arguments)).content.decode()


def states(client, mine):
    groups = client.get(url("assessment", mine.pk)).context["groups"]
    return [(task["word"], bool(task.get("url"))) for group in groups for task in group["tasks"]]


# --- writing


def test_task_list_says_how_far_each_section_is(world, mine):
    client = world.client("employee")
    assert states(client, mine) == [("Not yet started", True)] * 3 + [("Cannot start yet", False)]
    send(client, mine, "later", text="half")
    assert states(client, mine)[0] == ("In progress", True)
    write_all_pages(client, mine, version=1)
    assert states(client, mine) == [("Completed", True)] * 3 + [("Ready", True)]
    assert "You have completed 3 of 3 sections." in page(client, "assessment", mine.pk)


def write_all_pages(client, mine, version=0):
    for code in (RESULTS, "duty-duties", "closing-plan"):
        answer = send(client, mine, code=code, **WHOLE, version=version)
        assert answer.url == url("assessment", mine.pk)
        version = 0


def test_only_what_is_said_to_be_complete_is_checked(world, mine):
    client = world.client("employee")
    assert send(client, mine, "later", text="").status_code == 302
    assert send(client, mine, text="", is_complete="no", version=1).status_code == 302
    answer = send(client, mine, text="x" * 1502, is_complete="yes", version=2)
    assert answer.context["form"].errors == {
        "text": ["The answer is 2 characters too long. Shorten it to 1,500."],
        "rating": ["Choose a rating."],
    }
    assert SectionAnswer.objects.get().text == "x" * 1502  # kept all the same
    assert f'value="{SectionAnswer.objects.get().version}"' in answer.content.decode()
    answer = send(client, mine, text="short", rating="3", version=3)
    assert answer.context["form"].errors == {
        "is_complete": ["Say whether this section is complete."]
    }


def test_a_change_from_the_check_leads_back_to_it(world, mine):
    client = world.client("employee")
    answer = send(client, mine, query="?from=check", **WHOLE)
    assert answer.url == url("assessment-check", mine.pk)


def test_a_missed_target_asks_for_its_cause(world, mine):
    facts = {"text": "w", "rating": "2", "is_complete": "yes"}
    bureau = Appraisal.objects.get(subject="department", unit=world.bureau)
    target = TargetFactory(
        cycle=bureau.appraisal_cycle.cycle, department=world.bureau, indicator=IndicatorFactory()
    )
    client, code = world.client("manager"), f"kpi-{world.bureau.pk}-{target.indicator_id}"
    shown = page(client, "assessment-section", bureau.pk, code)
    assert "No data for this KPI. The year has not been scored yet." in shown
    assert "target ≥ 90 · 0 values" in shown
    assert send(client, bureau, code=code, **facts).status_code == 302


def test_second_window_sees_both_texts_and_loses_none(world, mine):
    client = world.client("employee")
    send(client, mine, "later", text="one")
    answer = send(client, mine, "later", text="two", version=0)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "<p>one</p>" in shown
    assert "<p>two</p>" in shown
    version = answer.context["version"]
    both = send(client, mine, "both", text="two", version=version)
    assert both.context["form"]["text"].value() == "two\n\none"
    assert SectionAnswer.objects.get().text == "one"
    kept = send(client, mine, "mine", text="two", version=version)
    assert kept.url == url("assessment-section", mine.pk, RESULTS)
    assert SectionAnswer.objects.get().text == "two"


def test_autosave_answers_with_the_version_or_why_not(world, mine):
    client, path = world.client("employee"), url("assessment-draft", mine.pk, RESULTS)
    assert client.post(path, {"version": 0, "text": "a"}).json()["version"] == 1
    assert client.post(path, {"version": 1, "text": "b"}).json()["version"] == 2
    assert client.post(path, {"version": 1, "text": "c"}).status_code == 409
    assert world.client("anonymous").post(path, {"version": 2, "text": "d"}).status_code == 401
    services.close_phase(phase(mine.appraisal_cycle, "self_assessment"), by=None)
    answer = client.post(path, {"version": 2, "text": "e"})
    assert (answer.status_code, "is closed" in answer.json()["message"]) == (409, True)
    assert SectionAnswer.objects.get().text == "b"


def test_a_closed_phase_gives_the_text_back(world, mine):
    services.close_phase(phase(mine.appraisal_cycle, "self_assessment"), by=None)
    client = world.client("employee")
    answer = send(client, mine, text="all that I wrote", is_complete="yes")
    assert answer.status_code == 409
    assert "all that I wrote</textarea>" in answer.content.decode()
    assert "The phase is closed" in page(client, "assessment", mine.pk)


def test_what_is_sent_after_the_session_ended_is_there_after_signing_in(world, mine):
    client = world.client("anonymous")
    answer = send(client, mine, "later", text="typed for an hour", rating="4")
    assert answer.url.startswith("/en/accounts/login/?next=/en/my/assessments/")
    entered = client.post(answer.url, {"login": "employee", "password": PASSWORD})
    assert entered.url == url("assessment-section", mine.pk, RESULTS)
    shown = client.get(entered.url)
    assert "typed for an hour</textarea>" in shown.content.decode()
    assert "data-unsaved" in shown.content.decode()
    assert not SectionAnswer.objects.exists()
    send(client, mine, "later", text="typed for an hour", rating="4")
    assert SectionAnswer.objects.get().text == "typed for an hour"
    assert "data-unsaved" not in client.get(entered.url).content.decode()


def test_what_one_sent_is_not_put_before_another(world, mine):
    client = world.client("anonymous")
    answer = send(client, mine, "later", text="mine alone")
    client.post(answer.url, {"login": "manager", "password": PASSWORD})
    assert client.get(url("assessment-section", mine.pk, RESULTS)).status_code == 404


# --- handing in


def hand_in(client, mine):
    form = client.get(url("assessment-check", mine.pk)).context["form"]
    sent = {"form_token": form["form_token"].value(), "seen": form["seen"].value()}
    return sent, client.post(url("assessment-check", mine.pk), sent)


def test_missing_sections_are_linked(world, mine):
    client = world.client("employee")
    send(client, mine, **WHOLE)
    _sent, answer = hand_in(client, mine)
    assert [one["text"] for one in answer.context["missing"]] == [
        "Complete “Duties of the post”", "Complete “Improvement and learning”",
    ]  # fmt: skip
    assert f"{url('assessment-section', mine.pk, 'duty-duties')}?from=check" in (
        answer.content.decode()
    )
    assert SelfAssessment.objects.get().state == "draft"


def test_submitted_once_it_says_reference_and_what_comes_next(world, mine):
    client = world.client("employee")
    write_all(mine, world.employee)
    sent, answer = hand_in(client, mine)
    assert answer.url == url("assessment", mine.pk)
    assert client.post(url("assessment-check", mine.pk), sent).status_code == 302  # again
    row = SelfAssessment.objects.get()
    shown = page(client, "assessment", mine.pk)
    assert row.reference in shown
    assert "The manager can open and read it now." in shown
    assert client.get(url("assessment-section", mine.pk, RESULTS)).status_code == 302


def test_a_change_after_the_check_is_not_submitted(world, mine):
    client = world.client("employee")
    write_all(mine, world.employee)
    form = client.get(url("assessment-check", mine.pk)).context["form"]
    self_assessments.save_answer(mine, RESULTS, WHOLE | {"text": "x"}, version=1, by=world.employee)
    sent = {"form_token": form["form_token"].value(), "seen": form["seen"].value()}
    assert client.post(url("assessment-check", mine.pk), sent).status_code == 409
    assert SelfAssessment.objects.get().state == "draft"


def step(client, name, row):
    form = client.get(url(name, row.pk)).context["form"]
    return client.post(url(name, row.pk), {"form_token": form["form_token"].value()})


def test_withdrawn_until_a_superior_opens_it(world, mine):
    row = submitted(mine, world.employee)
    client, manager = world.client("employee"), world.client("manager")
    assert WHOLE["text"] not in page(manager, "assessment-read", row.pk)
    assert "Withdraw it" in page(client, "assessment", mine.pk)
    assert step(client, "assessment-withdraw", row).status_code == 302
    assert manager.get(url("assessment-read", row.pk)).status_code == 404
    row = self_assessments.submit(mine, by=world.employee)
    assert step(manager, "assessment-read", row).status_code == 302
    assert WHOLE["text"] in page(manager, "assessment-read", row.pk)
    assert "Withdraw it" not in page(client, "assessment", mine.pk)
    assert step(client, "assessment-withdraw", row).status_code == 409


# --- who sees what


def test_others_see_how_far_it_is_and_never_a_draft(world, mine):
    client = world.client("employee")
    send(client, mine, "later", text="between us")
    own = SelfAssessment.objects.get()
    assert "between us" in page(client, "assessment-read", own.pk)
    for role in ("manager", "office", "auditor", "supervision"):
        shown = page(world.client(role), "assessment", mine.pk)
        assert "In progress" in shown
        assert "between us" not in shown
        assert world.client(role).get(url("assessment-read", own.pk)).status_code == 404
    rows = world.client("manager").get(url("assessments")).context["rows"]
    assert [row[2]["state_word"] for row in rows if row[0]["text"] == "The employee"] == [
        "In progress"
    ]


def test_what_another_head_handed_in_is_told_and_not_shown(world, mine):
    row = submitted(mine, world.employee)
    Appraisal.objects.filter(pk=mine.pk).update(subject_user=world.evaluator)
    client = world.client("evaluator")
    shown = page(client, "assessment", mine.pk)
    assert "Submitted" in shown
    assert row.reference not in shown
    answer = send(client, mine, text="mine")
    assert answer.status_code == 409
    left = world.client("employee").get(url("assessments")).context["left"]
    assert [task["url"] for task in left] == [url("assessment-read", row.pk)]


def test_list_costs_the_same_for_one_and_three(world, django_assert_num_queries):
    standing(world, code="first")
    client = world.client("evaluator")
    client.get(url("assessments"))
    for count in (1, 3):
        while Appraisal.objects.filter(subject_user=world.evaluator).count() < count:
            standing(world, code=f"more-{Appraisal.objects.count()}")
        with django_assert_num_queries(7):
            assert len(client.get(url("assessments")).context["mine"]) == count


def test_home_leads_into_the_text(world, mine):
    client = world.client("employee")

    def card():
        return client.get("/en/").context["assessments"][0]

    day = (timezone.localdate() + datetime.timedelta(days=8)).isoformat()
    assert card()["note"] == f"0 of 3 sections completed. Due on {day}, in 8 days."
    send(client, mine, "later", code="duty-duties", text="half")
    assert card()["url"] == f"{url('assessment-section', mine.pk, 'duty-duties')}#id_text"
    write_all_but(mine, world.employee)
    assert card()["url"] == url("assessment-check", mine.pk)
    self_assessments.submit(mine, by=world.employee)
    assert client.get("/en/").context["assessments"] == []


def write_all_but(mine, by):
    for code, version in ((RESULTS, 0), ("duty-duties", 1), ("closing-plan", 0)):
        self_assessments.save_answer(mine, code, WHOLE, version=version, by=by)


def test_due_day_is_a_file_for_the_calendar(world, mine):
    answer = world.client("employee").get(url("assessment-due", mine.pk))
    day = timezone.localdate() + datetime.timedelta(days=8)
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n" in answer.content.decode()
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_calendar_file_folds_long_lines_and_escapes():
    at = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)
    text = calendar([Event("a@b", at.date(), "自评, " * 20, "https://h/")], stamp=at).decode()
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "SUMMARY:" + "自评\\, " * 20 in text.replace("\r\n ", "")
    assert lines[5:8] == [
        "DTSTAMP:20270104T090000Z", "DTSTART;VALUE=DATE:20270104", "DTEND;VALUE=DATE:20270105",
    ]  # fmt: skip
