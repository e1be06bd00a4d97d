"""What the journey through a year works with: the people, their browsers, and time that goes by."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, Phase, PhaseKind
from departments.models import User
from departments.services.policy_packs import publish_shipped_packs
from feedback.models import BallotInvitation
from feedback.services import cast
from indicators.services import execution, open_cycle, runs
from indicators.services.contributions import set_contribution
from tests.appraisals.evaluations import hand_in
from tests.appraisals.results import meet
from tests.factories import (
    PASSWORD,
    IndicatorFactory,
    MeasurementFactory,
    PeriodFactory,
    TargetFactory,
)
from tests.feedback.ballots import colleagues
from tests.world import build, sign_in_browser

DAY = datetime.timedelta(days=1)
PEERS = 5  # the smallest group whose ballots are counted
LETTERS = "Letters answered in time"
CODE = "journey"
ACTION = "Sort the letters with the call centre for a week"
LATER = (timezone.localdate() + 90 * DAY).isoformat()
SOON = 10_000  # milliseconds


class Year:
    """Last year's performance of the division: the employee, five colleagues, one missed target."""

    def __init__(self, live_server: Any, browser: Browser) -> None:
        self.live_server, self.browser = live_server, browser
        self.pages: dict[str, Page] = {}
        self.world = build()
        self.colleagues = colleagues(self.world, PEERS, self.world.division)
        publish_shipped_packs(by=None)
        self.name = str(timezone.localdate().year - 1)
        self.missed_target()

    def missed_target(self) -> None:
        """The employee carries a KPI that came to 72 of 90."""
        place, cycle = self.world.division, open_cycle(self.name, by=None)
        card = IndicatorFactory(code="LETTERS", name=LETTERS, name_en=LETTERS, frequency="year")
        TargetFactory(cycle=cycle, department=place, indicator=card, weight=100, value=90)
        set_contribution(
            place, card, cycle, self.world.person("employee"), part="assigned", share=Decimal(1),
            by=None,
        )  # fmt: skip
        period = PeriodFactory(label=self.name)
        MeasurementFactory(department=place, indicator=card, period=period, value=72)
        execution.execute_here(runs.request_run(cycle, by=None, wake=False).pk)

    @property
    def cycle(self) -> AppraisalCycle:
        return AppraisalCycle.objects.get(code=CODE)

    @property
    def mine(self) -> Appraisal:
        """The employee's."""
        return self.of(self.world.employee)

    def of(self, user: User) -> Appraisal:
        return self.cycle.appraisals.get(subject_user=user)

    def page(self, who: str) -> Page:
        """The browser of this user, signed in."""
        if who not in self.pages:
            context = self.browser.new_context(locale="en", reduced_motion="reduce")
            sign_in_browser(context, self.live_server, User.objects.get(username=who))
            context.set_default_timeout(SOON)
            self.pages[who] = context.new_page()
        return self.pages[who]

    def at(self, who: str, address: str, *numbers: Any) -> Page:
        page = self.page(who)
        answer = page.goto(self.live_server.url + reverse(address, args=numbers))
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    # --- what goes by, or is done alike by others

    def phases_fall_due(self) -> None:
        """All phases lie behind: each may be opened as soon as the one before it is closed."""
        back = (len(PhaseKind.values) + 1) * DAY
        self.cycle.phases.update(starts_on=F("starts_on") - back, ends_on=F("ends_on") - back)

    def others_vote(self) -> None:
        waiting = BallotInvitation.objects.filter(voted=False).select_related(
            "round__appraisal_cycle", "voter"
        )
        for one in waiting:
            cast(one, ["competent"], by=one.voter)

    def others_are_evaluated(self, *grades: str) -> None:
        for user, grade in zip(self.colleagues, grades, strict=True):
            hand_in(self.of(user), 4, grade)

    def others_meet(self) -> None:
        for user in self.colleagues:
            meet(self.of(user))


def days() -> dict[str, tuple[datetime.date, datetime.date]]:
    """A day for each phase, from today on."""
    first = timezone.localdate()
    return {kind: (first + n * DAY,) * 2 for n, kind in enumerate(PhaseKind.values)}


def press(page: Page, name: str) -> None:
    """Send a form, and wait for the page that answers it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def says(page: Page, *texts: str) -> None:
    for text in texts:
        expect(page.locator("#main")).to_contain_text(text)


def sign(page: Page, name: str) -> None:
    """Press what signs, and confirm with the password that it is oneself."""
    press(page, name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Confirm")


def next_phase(year: Year, closes: str, opens: str) -> None:
    """The office closes a phase and opens the one after it, each after a second look."""
    page = year.at("office", "appraisals:cycle", year.cycle.pk)
    for deed, phase in (("Close it", closes), ("Open it", opens)):
        if phase:
            page.get_by_role("link", name=re.compile(f"^{deed}\\W+{phase}$")).click()
            press(page, deed)


def next_year(year: Year) -> Appraisal:
    """The cycle of the year after, in planning: the employee's part in it."""
    cycle = services.create_cycle(
        code="journey-next", name_en="The year after", name_zh="下一年度", kind="annual",
        cycle=open_cycle(str(int(year.name) + 1), by=None), department=year.world.division,
        policy=year.cycle.policy, covers_departments=False, by=None,
    )  # fmt: skip
    services.set_phases(cycle, days(), by=None)
    services.enrol(cycle, by=None)
    services.launch(cycle, by=None)
    services.open_phase(Phase.objects.get(appraisal_cycle=cycle, kind="planning"), by=None)
    return cycle.appraisals.get(subject_user=year.world.employee)
