"""Bonus, deduction and veto: beside the score, with caps, decided by somebody else."""

import datetime
import json
import zipfile
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from audit.errors import DomainError, WrongState
from audit.models import Entry
from departments.models import PolicyPack
from indicators.adjusting import Adjusted, Kind, Limits, Line, adjust
from indicators.models import Adjustment, Cycle, ScoreCard
from indicators.services import adjusting
from reports.evidence import write_pack
from tests import world as worlds
from tests.factories import CycleFactory, PeriodFactory, RoleGrantFactory
from tests.indicators.plans import D, Plan
from tests.reports.test_evidence import change, scored, verify

ONE = 10**12
P = 10**4


@pytest.mark.parametrize(
    ("score", "lines", "expected"),
    [
        (80, [], (0, 0, 80, 80, None)),
        (80, [("BONUS", 3)], (3, 0, 83, 83, None)),
        (80, [("BONUS", 3), ("BONUS", 4)], (5, 0, 85, 85, None)),  # +5 at most
        (80, [("DEDUCTION", 7), ("DEDUCTION", 6)], (0, 10, 70, 70, None)),  # −10 at most
        (80, [("BONUS", 9), ("DEDUCTION", 2)], (5, 2, 83, 83, None)),
        (4, [("DEDUCTION", 8)], (0, 8, 0, 0, None)),
        (97, [("BONUS", 5)], (5, 0, 102, 102, None)),
        (90, [("CAP", 60)], (0, 0, 90, 60, "CAP")),
        (50, [("CAP", 60)], (0, 0, 50, 50, "CAP")),
        (90, [("BONUS", 5), ("CAP", 70), ("CAP", 60)], (5, 0, 95, 60, "CAP")),
        (90, [("FAIL", 0), ("CAP", 60)], (0, 0, 90, None, "FAIL")),  # the number stays visible
    ],
)
def test_lines_follow_the_vectors(score, lines, expected):
    found = adjust(score * ONE, [Line(Kind[kind], size * P) for kind, size in lines], Limits())
    bonus, deduction, adjusted, counts, effect = expected
    assert found == Adjusted(
        score * ONE, bonus * P, deduction * P, adjusted * ONE,
        None if counts is None else counts * ONE, effect and Kind[effect],
    )  # fmt: skip


sizes = st.integers(1, 100 * P)


@given(
    score=st.integers(0, 120 * ONE),
    lines=st.lists(st.builds(Line, st.sampled_from([Kind.BONUS, Kind.DEDUCTION]), sizes)),
)
@limits(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_lines_never_move_a_score_beyond_their_limits(score, lines):
    found = adjust(score, lines, Limits())
    assert found.score == score
    assert max(0, score - 10 * ONE) <= found.adjusted <= score + 5 * ONE
    assert adjust(score, lines[::-1], Limits()) == found


@pytest.fixture
def world(db):
    return worlds.build()


@pytest.fixture
def cycle(world):
    return CycleFactory(name="2026", period=PeriodFactory(label="2026"))


BONUS = {"kind": "bonus", "points": D(2), "rule": "Rule 12", "evidence": "Letter 5 of the city"}
VETO = {
    "kind": "veto", "effect": "cap", "cap_at": D(59), "rule": "False performance information",
    "evidence": "Inspection report 7", "legal_basis": "Statistics Law, article 6",
    "authority": "City government",
}  # fmt: skip


def second_office(world):
    return RoleGrantFactory(role="office", department=world.city).user


def test_a_line_is_decided_by_somebody_else(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.office, **BONUS)
    with pytest.raises(DomainError, match="does not decide"):
        adjusting.decide(row, approve=True, by=world.office)
    other = second_office(world)
    assert adjusting.decide(row, approve=True, by=other).state == "approved"
    with pytest.raises(WrongState):
        adjusting.decide(row, approve=False, note="late", by=other)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-2:]
    assert verbs == ["indicators.propose_adjustment", "indicators.decide_adjustment"]


def test_the_database_refuses_a_decision_by_the_proposer(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.office, **BONUS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=row.pk).update(
            state="approved", decided_by=world.office, decided_at=timezone.now()
        )


@pytest.mark.parametrize(
    ("role", "kind", "allowed"),
    [
        ("manager", BONUS, True), ("manager", VETO, False), ("supervision", VETO, True),
        ("employee", BONUS, False), ("evaluator", BONUS, False), ("auditor", VETO, False),
    ],
)  # fmt: skip
def test_who_may_propose(world, cycle, role, kind, allowed):
    if allowed:
        assert adjusting.propose(world.bureau, cycle, by=world.user(role), **kind).pk
    else:
        with pytest.raises(PermissionDenied):
            adjusting.propose(world.bureau, cycle, by=world.user(role), **kind)


@pytest.mark.parametrize("lacking", ["legal_basis", "authority"])
def test_a_veto_without_a_legal_basis_is_refused(world, cycle, lacking):
    with pytest.raises(DomainError, match="without a legal basis") as caught:
        adjusting.propose(world.bureau, cycle, by=world.office, **(VETO | {lacking: " "}))
    assert caught.value.field == lacking
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.create(cycle=cycle, department=world.bureau, **(VETO | {lacking: ""}))


@pytest.mark.parametrize(
    "said",
    [
        BONUS | {"points": None}, BONUS | {"points": D(-1)}, BONUS | {"effect": "fail"},
        VETO | {"effect": ""}, VETO | {"cap_at": D(101)}, VETO | {"points": D(1)},
        BONUS | {"rule": ""}, BONUS | {"evidence": ""}, BONUS | {"points": D(101)},
    ],
)  # fmt: skip
def test_a_line_says_one_whole_thing(world, cycle, said):
    with pytest.raises(DomainError):
        adjusting.propose(world.bureau, cycle, by=world.office, **said)


def test_a_veto_waits_for_the_reply_of_the_department(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.supervision, **VETO)
    with pytest.raises(WrongState, match="may reply"):
        adjusting.decide(row, approve=True, by=world.office)
    with pytest.raises(PermissionDenied):
        adjusting.reply(row, "No", by=world.office)
    adjusting.reply(row, "The figures were corrected in March.", by=world.manager)
    with pytest.raises(WrongState):
        adjusting.reply(row, "And again.", by=world.manager)
    assert adjusting.decide(row, approve=True, by=world.office).state == "approved"


def test_a_veto_may_be_decided_after_the_time_to_reply(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.supervision, **VETO)
    assert row.reply_until > timezone.localdate()
    late = timezone.localdate() - datetime.timedelta(days=1)
    old = Adjustment.objects.create(cycle=cycle, department=world.bureau, reply_until=late, **VETO)
    assert adjusting.decide(old, approve=True, by=world.office).state == "approved"


def test_a_refusal_says_why_and_only_the_proposer_withdraws(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.manager, **BONUS)
    with pytest.raises(DomainError, match="why"):
        adjusting.decide(row, approve=False, note=" ", by=world.office)
    with pytest.raises(DomainError, match="Only who proposed"):
        adjusting.withdraw(row, by=world.office)
    assert adjusting.withdraw(row, by=world.manager).state == "withdrawn"


def test_a_decided_line_never_changes(world, cycle):
    row = adjusting.propose(world.bureau, cycle, by=world.manager, **BONUS)
    adjusting.decide(row, approve=True, by=world.office)
    for change_ in (
        lambda: Adjustment.objects.filter(pk=row.pk).update(points=5),
        lambda: Adjustment.objects.filter(pk=row.pk).update(state="refused"),
        lambda: Adjustment.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change_()


def test_the_policy_of_the_cycle_says_how_much(cycle):
    assert adjusting.limits_of(cycle) == Limits(5 * P, 10 * P)
    shipped = settings.BASE_DIR / "departments" / "policy" / "generic.json"
    content = json.loads(shipped.read_text(encoding="utf-8"))["content"]
    content["adjustments"]["bonus_most"]["value"] = "3.5"
    pack = PolicyPack.objects.create(
        code="test", version=1, name="Test", content=content, sha256="0" * 64,
        published_at=timezone.now(),
    )  # fmt: skip
    assert adjusting.limits_of(Cycle(policy=pack)) == Limits(35_000, 10 * P)


def two_departments(world):
    plan = Plan(months=2)
    for place in (world.bureau, world.other):
        card = plan.indicator()
        plan.target(place, card, "100")
        for when in (0, 1):
            plan.report(place, card, "80", when=when)
    return plan


def test_lines_are_pinned_and_verified_and_leave_the_scores_alone(world, tmp_path):
    plan = two_departments(world)
    before = scored(plan)
    assert "adjustments" not in before.pins
    cap = adjusting.propose(world.other, plan.cycle, by=world.supervision, **VETO)
    for number in range(3):
        bonus = BONUS | {"points": D("2.25"), "rule": f"Rule {number}"}
        row = adjusting.propose(world.bureau, plan.cycle, by=world.manager, **bonus)
        adjusting.decide(row, approve=True, by=world.office)
    adjusting.propose(world.bureau, plan.cycle, by=world.manager, **BONUS)  # nobody decided
    Adjustment.objects.filter(pk=cap.pk).update(reply="We object.", replied_at=timezone.now())
    adjusting.decide(cap, approve=True, by=world.office)
    run = scored(plan)
    assert run.results_sha256 == before.results_sha256
    assert run.inputs_sha256 != before.inputs_sha256
    assert [line[1:] for line in run.pins["adjustments"]["lines"]] == [
        [world.other.pk, 2, 590_000], *[[world.bureau.pk, 0, 22_500]] * 3,
    ]  # fmt: skip
    assert set(ScoreCard.objects.filter(run=run).values_list("own", flat=True)) >= {Decimal(80)}
    write_pack(run, tmp_path / "pack.zip")
    status, lines = verify(tmp_path / "pack.zip")
    assert (status, lines[-1]) == (0, "0 differences")
    unpacked = unpack(tmp_path)
    rows = (unpacked / "adjusted.csv").read_text().splitlines()
    first, second = sorted(
        [(world.bureau.pk, "80,5,0,85,,85"), (world.other.pk, "80,0,0,80,cap,59")]
    )
    assert [row.split(",", 2)[0::2] for row in rows[1:]] == [
        [str(key), text] for key, text in (first, first, second, second)
    ]


def unpack(tmp_path):
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "pack")
    return tmp_path / "pack"


@pytest.mark.parametrize(
    ("name", "before", "after", "found"),
    [
        ("adjusted.csv", ",81.5,", ",82.5,", "adjusted is 82.5, should be 81.5"),
        ("adjustments.csv", ',"",1.5,', ',"",2.5,', "the lines are not those of the pins"),
        ("pins.json", ",0,15000]", ",0,25000]", "bonus is 1.5, should be 2.5"),
    ],
)
def test_a_changed_line_is_found(world, tmp_path, name, before, after, found):
    plan = two_departments(world)
    row = adjusting.propose(
        world.bureau, plan.cycle, by=world.manager, **(BONUS | {"points": D("1.5")})
    )
    adjusting.decide(row, approve=True, by=world.office)
    write_pack(scored(plan), tmp_path / "pack.zip")
    pack = unpack(tmp_path)
    assert verify(pack)[0] == 0
    change(pack, name, 1 if name == "pins.json" else 2, before, after)
    status, lines = verify(pack, "--ignore-file-hashes")
    assert status == 1
    assert any(found in line for line in lines)
