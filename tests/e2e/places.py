"""Where the browser goes: an address, who looks, and which row of Linhu stands in it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse
from django.utils.translation import override

from appraisals.models import Appraisal, AppraisalCycle, Phase
from departments.models import (
    CalendarDay,
    Department,
    NotificationMail,
    Person,
    PolicyPack,
    Post,
    RoleGrant,
    User,
)
from indicators.models import (
    Contribution,
    Cycle,
    DataReturn,
    Evidence,
    Indicator,
    KpiImport,
    Measurement,
    Objective,
    Requirement,
    ScoreRun,
    Signal,
    Target,
)
from indicators.models.radar import SignalDeed
from indicators.services import radar, signals
from indicators.services.execution import execute_here
from indicators.services.imports import check_import
from indicators.services.runs import request_run
from reports import services as reports
from reports.models import ApiToken
from tests.e2e.files import file_of

Arguments = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Visit:
    """One page as one role sees it."""

    name: str
    role: str = "office"
    kwargs: Arguments = dict
    query: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name}{self.query} as {self.role}"

    def path(self, language: str) -> str:
        if self.name.startswith("/"):
            return f"/{language}{self.name}"
        with override(language):
            return reverse(self.name, kwargs=self.kwargs()) + self.query


def first(model: Any, **where: Any) -> Arguments:
    return lambda: {"pk": model._default_manager.filter(**where).order_by("pk")[0].pk}


def given(**kwargs: Any) -> Arguments:
    return lambda: kwargs


def waiting_import() -> dict[str, Any]:
    """A file that waits for its decision, with rows of every state."""
    office = User.objects.get(username="office")
    mine = KpiImport.objects.filter(uploaded_by=office, file_name="waiting.csv")
    if not mine:
        lines = [
            ("LH-TR-01", "公交首站准点发车率", "%", "higher", "90", "72.5", "2026-10"),
            ("LH-TR-01", "公交首站准点发车率", "%", "higher", "high", "70", "2026-09"),
            ("LH-XX", "公交首站准点发车率", "%", "higher", "90", "70", "2026-09"),
            ("LH-TR-02", "道路病害48小时修复率", "%", "higher", "90", "93", "2026-13"),
        ]
        check_import(file_of(lines), "waiting.csv", cycle_name="2026", by=office)
    return {"pk": mine.get().pk}


def strange_import() -> dict[str, Any]:
    """A file whose columns have other names than ours."""
    office = User.objects.get(username="office")
    mine = KpiImport.objects.filter(uploaded_by=office, file_name="strange.csv")
    if not mine:
        table = "责任单位,考核指标,完成值,月份,备注\nLH-TR-01,TR-GAP,7.5,2026-10,\n"
        check_import(table.encode(), "strange.csv", cycle_name="2026", by=office)
    return {"pk": mine.get().pk}


def open_return() -> dict[str, Any]:
    """What the bus division owes for October."""
    row = DataReturn.objects.get(department__code="LH-TR-01", period__label="2026-10")
    return {"pk": row.pk}


def stuck_mail() -> dict[str, Any]:
    """An e-mail that the server refused until it was given up."""
    row, _made = NotificationMail.objects.get_or_create(
        user=User.objects.get(username="manager"), day=datetime.date(2026, 3, 2),
        defaults={"state": "failed", "tries": 6, "failure": "SMTPDataError 554"},
    )  # fmt: skip
    return {"pk": row.pk}


def token() -> dict[str, Any]:
    office = User.objects.get(username="office")
    if not ApiToken.objects.filter(user=office).exists():
        reports.create_token("2026-10", ["read:scores"], datetime.timedelta(days=30), by=office)
    return {"pk": ApiToken.objects.get(user=office).pk}


def passkey() -> dict[str, Any]:
    """The passkey of the supervisor. Only its name is ever shown."""
    user = User.objects.get(username="supervision")
    key, _created = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.WEBAUTHN,
        defaults={"data": {"name": "Work phone", "credential": {}}},
    )  # fmt: skip
    return {"pk": key.pk}


def recovery_codes() -> dict[str, Any]:
    auditor = User.objects.get(username="auditor")
    if not Authenticator.objects.filter(
        user=auditor, type=Authenticator.Type.RECOVERY_CODES
    ).exists():
        RecoveryCodes.activate(auditor)
    return {}


def open_department() -> dict[str, Any]:
    return {"pk": Department.objects.get(code="LH-TR-01").pk}


def pack() -> dict[str, Any]:
    row = PolicyPack.objects.order_by("code", "version")[0]
    return {"code": row.code, "version": row.version}


def holiday() -> dict[str, Any]:
    return {"day": CalendarDay.objects.earliest("day").day.isoformat()}


def kpi(code: str, card: str) -> Arguments:
    return given(code=code, indicator=card)


def signal(**where: Any) -> Arguments:
    """A signal of the radar in the latest run; one that was taken, where a step follows."""

    def found() -> dict[str, Any]:
        run = ScoreRun.objects.done().filter(cycle__name="2026").order_by("pk")[0]
        radar.scan(run, by=None)
        row = Signal.objects.filter(**where).order_by("pk")[0]
        if row.kind == "heaping" and row.state == "open":
            office = User.objects.get(username="office")
            signals.advance(row, SignalDeed.TAKE, text="Who closes them? · 由谁办结？", by=office)
        return {"pk": row.pk}

    return found


def step(deed: str) -> Arguments:
    return lambda: signal(kind="heaping")() | {"deed": deed}


def target_of_bus() -> str:
    row = Target.objects.in_force().get(
        department__code="LH-TR-01", indicator__code="TR-PUNCT", cycle__name="2026"
    )
    return f"?target={row.pk}"


def scorecard(code: str, **more: Any) -> Arguments:
    return lambda: {
        "cycle": Cycle.objects.get(name="2026").pk,
        "department": Department.objects.get(code=code).pk,
        **more,
    }


def periods_of(code: str, card: str) -> Arguments:
    return lambda: scorecard(code)() | {"indicator": Indicator.objects.get(code=card).pk}


def locked(**more: Any) -> Arguments:
    return lambda: {"cycle": Cycle.objects.get(name="2026").pk, **more}


def bus_value() -> dict[str, Any]:
    """The value that has proof of every kind."""
    return {"pk": Evidence.objects.order_by("pk")[0].measurement_id}


def two_runs() -> dict[str, Any]:
    """Two runs of this year; the second one is made when there is only one."""
    runs = ScoreRun.objects.done().filter(cycle__name="2026").order_by("pk")
    if len(runs) < 2:
        again = request_run(runs[0].cycle, by=None, wake=False)
        execute_here(again.pk)
    older, newer = runs.all()[:2]
    return {"first": older.pk, "second": newer.pk}


def last_value() -> dict[str, Any]:
    """A value of the bus division that its auditor has not looked at."""
    rows = Measurement.objects.current().filter(department__code="LH-TR-01", missing="")
    return {"pk": rows.filter(verifications=None).latest("pk").pk}


def rollup_of_transport() -> dict[str, Any]:
    cycle = Cycle.objects.get(name="2026")
    return {"cycle": cycle.pk, "department": Department.objects.get(code="LH-TR").pk}


def latest_jobs() -> dict[str, Any]:
    rows = Measurement.objects.current().filter(indicator__code="HR-JOBS", missing="")
    return {"pk": rows.order_by("-period__ends_on")[0].pk}


post = first(Post, department__code="LH-TR-01")
person = first(Person, user__username="employee")
card = first(Indicator, code="TR-PUNCT")
run = first(ScoreRun, kind="full", cycle__name="2026")
grant = first(RoleGrant, user__username="manager")
aim = first(Objective, code="TR-A")
jam = first(Target, indicator__code="TR-JAM", cycle__name="2026", replaced_at=None)
carried = first(Contribution, department__code="LH-TR", post__code="LH-TR/2")
need = first(Requirement, asking__code="LH-TR")


def appraisal_cycle(code: str) -> Arguments:
    """A cycle of appraisal of Linhu, by its code."""
    return first(AppraisalCycle, code=code)


def phase_of(code: str, kind: str) -> Arguments:
    return first(Phase, appraisal_cycle__code=code, kind=kind)


def taking_part(username: str, code: str = "2026-annual") -> Arguments:
    return first(
        Appraisal, appraisal_cycle__code=code, subject="person", subject_user__username=username
    )
