"""A year of one clerk through the pages: from setting the cycle up to the archive and the next one.

He goes through the pages, as do his superior, a colleague, the office and who decides about him;
what his colleagues do alike is done for them. Everything happens today: the phases are due already
and the days of the rights go by at once.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from appraisals.models import Agreement, CalibrationSession, SourceScore
from feedback.models import BallotRound
from feedback.tasks import sweep_ballots
from tests.appraisals.results import days_later
from tests.e2e import whole_year as a
from tests.e2e.whole_year import Year

ANSWERS = re.compile("^(2 ·|Knowledge or skill was lacking)")  # to what a section asks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_linhu() -> None:
    """Not Linhu: a world of a dozen people, which is empty again afterwards."""


@pytest.fixture
def year(live_server: Any, browser: Any, transactional_db: None) -> Any:
    going = Year(live_server, browser)
    yield going
    going.close()


def test_a_year_from_its_setting_up_to_the_next_plan(year: Year) -> None:
    office_sets_it_up(year)
    office_launches_it(year)
    both_sides_sign_the_plan(year)
    they_talk_and_he_is_warned(year)
    he_assesses_himself(year)
    colleagues_vote(year)
    superior_evaluates(year)
    grades_are_settled_at_the_quota(year)
    everybody_is_told(year)
    both_sign_the_meeting(year)
    they_plan_what_is_better_next_year(year)
    appeal_is_upheld(year)
    cycle_is_archived_when_nothing_is_missing(year)
    next_plan_is_offered_what_was_left(year)


def office_sets_it_up(year: Year) -> None:
    page = year.at("office", "appraisals:cycle-add")
    page.get_by_label("Code").fill(a.CODE)
    page.get_by_label("Name in English").fill("The journey")
    page.get_by_label("Name in Chinese").fill("一年之旅")
    page.get_by_label("Kind of cycle").select_option("annual")
    page.get_by_label("Performance year").select_option(index=1)
    page.get_by_label("Branch").fill("DIVISION")
    page.get_by_label("Policy pack").select_option(label="China, local government, version 1")
    a.press(page, "Set it up")
    a.says(page, "Being set up")
    a.follow(page, "Whom it covers, and the grades")
    page.get_by_label("Departments are appraised").uncheck()
    page.get_by_label("Grades of people").select_option("civil-servant-annual")
    a.press(page, "Save")
    a.follow(page, "When the phases are")
    for kind, (first, last) in a.days().items():
        page.locator(f"#id_{kind}_starts_on").fill(first.isoformat())
        page.locator(f"#id_{kind}_ends_on").fill(last.isoformat())
    a.press(page, "Save")
    a.says(page, "The days of the phases are saved.", "Nobody takes part")
    a.follow(page, "Who takes part, and who appraises whom")
    a.press(page, "Take in everybody it covers")
    expect(page.locator("tbody tr")).to_have_count(1 + a.PEERS)


def office_launches_it(year: Year) -> None:
    page = year.at("office", "appraisals:cycle", year.cycle.pk)
    a.follow(page, "Launch")
    a.press(page, "Launch")
    a.says(page, "The cycle is launched.")
    year.phases_fall_due()
    a.next_phase(year, "", "Planning")


def both_sides_sign_the_plan(year: Year) -> None:
    page = year.at("employee", "appraisals:my-plan")
    a.press(page, "Begin the plan")
    a.says(page, "Results", a.LETTERS)
    page.get_by_label("Duty", exact=True).first.fill("Answers for the counter on his floor")
    a.press(page, "Save")
    a.says(page, "The plan is saved.")
    a.sign(page, "Propose and sign")
    a.says(page, "Proposed and signed on")
    page = year.at("manager", "appraisals:plan", year.mine.pk)
    a.says(page, "Answers for the counter on his floor")
    a.sign(page, "Agree and sign")
    a.says(page, "It changes by an amendment only.")
    expect(page.locator("#signed + *").get_by_text("The employee")).to_be_visible()
    held = Agreement.objects.in_force().get()
    assert [held.signatures.count(), sum(line.weight for line in held.lines.all())] == [2, 100]


def they_talk_and_he_is_warned(year: Year) -> None:
    a.next_phase(year, "Planning", "Coaching")
    page = year.at("manager", "appraisals:coaching", year.mine.pk)
    a.follow(page, "Add a check-in")
    page.get_by_label("How does it stand?").fill("A third of the letters is late.")
    page.get_by_role("radio", name="2 – ").check()
    page.get_by_label("Agreed action").fill("Letters are sorted on the day they come in")
    page.get_by_label("To be done by").fill(a.LATER)
    a.press(page, "Share it")
    a.follow(page, "Warn early")
    page.get_by_label("What must improve, and until when").fill("All letters in time from May on")
    a.press(page, "Issue the warning")
    a.says(page, "The warning is issued.")
    page = year.at("employee", "appraisals:coaching", year.mine.pk)
    a.says(page, "A third of the letters is late.")
    a.follow(page, "Early warning")
    a.press(page, "I have received it")
    a.says(page, "Acknowledged")


def he_assesses_himself(year: Year) -> None:
    a.next_phase(year, "Coaching", "Self-assessment")
    page = year.at("employee", "appraisals:assessment", year.mine.pk)
    sections = page.locator("main section ul.pm-tasks a")
    for number in range(sections.count()):
        page = year.at("employee", "appraisals:assessment", year.mine.pk)
        sections.nth(number).click()
        page.locator("#id_text").fill(f"Letters wait a day less since May ({number}).")
        page.get_by_role("radio", name="Yes").check()
        for radio in page.get_by_role("radio", name=ANSWERS).all():
            radio.check()
        a.press(page, "Save and continue")
    page = year.at("employee", "appraisals:assessment-check", year.mine.pk)
    a.press(page, "Submit the self-assessment")
    a.says(page, "Your reference: SA-")


def colleagues_vote(year: Year) -> None:
    a.next_phase(year, "Self-assessment", "Evaluation")
    page = year.at("office", "feedback:ballot-round-add", year.cycle.pk)
    page.get_by_label("Answers").select_option("democratic-vote")
    a.press(page, "Set up")
    a.press(page, "Open the ballots")
    page = year.at(year.colleagues[0].username, "feedback:ballots")
    a.follow(page, "The employee")
    page.get_by_role("radio", name="Basically competent").check()
    page.get_by_label("Comment").fill("Kind at the counter")
    a.press(page, "Put it into the box")
    a.says(page, "more are waiting")
    year.others_vote()
    page = year.at("office", "feedback:ballot-round", BallotRound.objects.get().pk)
    a.press(page, "Close and count")
    a.says(page, "Closed.")
    sweep_ballots()
    peers = SourceScore.objects.in_force().get(appraisal=year.mine, source="peers")
    assert (peers.raters, peers.percent) == (a.PEERS, (4 * 85 + 75) / a.PEERS)


def superior_evaluates(year: Year) -> None:
    year.others_are_evaluated("excellent", "competent", "competent", "competent", "competent")
    page = year.at("manager", "appraisals:sitting")
    a.follow(page, "The employee")
    a.says(page, "Last conversation on", "The self-assessment is handed in.")
    for line in page.locator("ol.pm-rated > li").all():
        line.get_by_role("radio", name="2").check()
        line.get_by_role("textbox").fill("As the figures show")
    page.get_by_label("Strengths").fill("Kind at the counter")
    page.get_by_label("One thing to improve").fill("Letters in time")
    page.get_by_label("Grade that you propose").select_option("incompetent")
    a.press(page, "Ready for calibration")
    a.says(page, "Handed in: The employee.")


def grades_are_settled_at_the_quota(year: Year) -> None:
    a.next_phase(year, "Evaluation", "Calibration")
    page = year.at("office", "appraisals:calibrations")
    a.press(page, "Prepare the sessions for people of The journey")
    a.says(page, "1 session is prepared.")
    a.follow(page, "Division")
    a.follow(page, "Members")
    page.get_by_label("Person").select_option(label="The supervision (supervision)")
    a.press(page, "Add")
    page = year.at("office", "appraisals:calibration", CalibrationSession.objects.get().pk)
    a.press(page, "Open the session")
    page = year.at("supervision", "appraisals:calibration", CalibrationSession.objects.get().pk)
    first, second = [f"Person {user.username}" for user in year.colleagues[:2]]
    move(page, second, "excellent")
    a.says(page, "The quota allows 1 of the highest grade, and 2 would have it.")
    expect(page.get_by_label(f"Change the grade of {second}")).to_have_value("excellent")
    move(page, first, "competent")
    a.says(page, "Changed: 2.")
    a.press(page, "Lock the grades")
    a.says(page, "These grades are locked.")


def move(page: Page, name: str, grade: str) -> None:
    page.get_by_label(f"Change the grade of {name}").select_option(grade)
    page.get_by_label(f"Reason for {name}").fill("Compared with each other")
    a.press(page, "Save the changes")


def everybody_is_told(year: Year) -> None:
    a.next_phase(year, "Calibration", "Results and feedback")
    page = year.at("office", "appraisals:cycle-results", year.cycle.pk)
    a.press(page, "Issue all notices that are due")
    a.says(page, "6 of 6 results are told.")
    page = year.at("employee", "appraisals:my-results")
    a.follow(page, "The journey")
    a.says(page, "The grade is “Incompetent”, number 4 of 4 from the top.")
    a.follow(page, "Acknowledge")
    page.get_by_role("radio", name="received, and does not agree").check()
    page.get_by_label("Your opinion").fill("The letters of spring were not mine.")
    a.press(page, "Acknowledge")
    a.says(page, "The letters of spring were not mine.")


def both_sign_the_meeting(year: Year) -> None:
    page = year.at("manager", "appraisals:meeting", year.mine.pk)
    a.follow(page, "Record the meeting")
    page.get_by_label("What you said").fill("We looked at the letters of spring together.")
    page.get_by_role("checkbox", name="skill").check()
    a.press(page, "Save")
    page = year.at("employee", "appraisals:meeting", year.mine.pk)
    a.follow(page, "Change my words")
    page.get_by_label("What you said").fill("I want to learn to sort them.")
    a.press(page, "Save")
    a.press(page, "Acknowledge these words")
    page = year.at("manager", "appraisals:meeting", year.mine.pk)
    a.says(page, "I want to learn to sort them.")
    a.press(page, "Acknowledge these words")
    assert year.mine.meeting.is_closed
    year.others_meet()


def they_plan_what_is_better_next_year(year: Year) -> None:
    page = year.at("office", "appraisals:missing", year.cycle.pk)
    his = page.get_by_role("row").filter(has_text="The employee")
    expect(his).to_contain_text("Development plan")
    page = year.at("employee", "appraisals:development", year.mine.pk)
    a.follow(page, "Write the plan")
    page.get_by_label("What the plan aims at").fill("Letters are answered in time")
    page.get_by_label("Looked at again on").fill(a.LATER)
    a.press(page, "Save")
    a.follow(page, "Add an action")
    page.get_by_role("radio", name="training").check()
    page.get_by_label("What is done").fill(a.ACTION)
    page.get_by_label("Who does it").select_option(label="The employee")
    page.get_by_label("By when").fill(a.LATER)
    a.press(page, "Add")
    a.says(page, a.ACTION)
    page = year.at("office", "appraisals:missing", year.cycle.pk)
    expect(his).not_to_contain_text("Development plan")


def appeal_is_upheld(year: Year) -> None:
    page = year.at("employee", "appraisals:result", year.mine.pk)
    a.follow(page, "Ask for a review")
    page.get_by_role("radio", name="review by the body that decided").check()
    page.get_by_label("Why the grade should be looked at again").fill("The letters of spring")
    a.press(page, "File the request")
    a.says(page, "This grade is under appeal.")
    a.next_phase(year, "Results and feedback", "Appeals")
    page = year.at("office", "appraisals:appeals")
    a.follow(page, "The employee")
    a.follow(page, "Put before a body")
    page.get_by_label("Body that decides").fill("Review panel of the city")
    page.get_by_label("Member", exact=True).fill("auditor")
    a.press(page, "Put before a body")
    page = year.at("auditor", "appraisals:appeals")
    a.follow(page, "The employee")
    a.follow(page, "Decide: a better grade")
    page.get_by_role("radio", name="Basically competent").check()
    page.get_by_label("Reasons").fill("The letters of spring lay with somebody else.")
    a.press(page, "Decide: a better grade")
    page = year.at("office", "appraisals:appeals")
    a.follow(page, "The employee")
    a.follow(page, "Approve the better grade")
    a.press(page, "Approve the better grade")
    page = year.at("employee", "appraisals:result", year.mine.pk)
    a.says(page, "The grade is “Basically competent”, number 3 of 4 from the top.")
    told = year.mine.notices.order_by("pk").values_list("grade__grade", flat=True)
    assert list(told) == ["incompetent", "basically-competent"]


def cycle_is_archived_when_nothing_is_missing(year: Year) -> None:
    a.next_phase(year, "Appeals", "")
    page = year.at("office", "appraisals:archive", year.cycle.pk)
    a.press(page, "Archive")
    a.says(page, "The cycle cannot be archived yet. Missing: 6.")
    days_later(year.cycle, 60)
    page = year.at("office", "appraisals:missing", year.cycle.pk)
    a.says(page, "Nothing is missing")
    page = year.at("office", "appraisals:cycle", year.cycle.pk)
    a.follow(page, "Archive")
    a.press(page, "Archive")
    a.says(page, "The cycle is archived.", "Archived: nothing in it changes any more.")


def next_plan_is_offered_what_was_left(year: Year) -> None:
    row = a.next_year(year)
    page = year.at("employee", "appraisals:my-plan")
    left = page.get_by_role("region", name="Left over from the years before")
    expect(left.get_by_role("listitem")).to_contain_text([a.ACTION, f"{a.LETTERS}80%"])
    a.press(page, "Begin the plan")
    expect(left).to_be_visible()
    page = year.at("manager", "appraisals:plan", row.pk)
    expect(page.get_by_role("region", name="Left over from the years before")).to_be_visible()
