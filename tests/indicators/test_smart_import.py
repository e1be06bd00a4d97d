"""What the SMART rules say of a file: grouped, bounded, and never a reason to refuse it."""

import json
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from audit.models import Entry
from indicators.intake import past
from indicators.models import Cycle, ImportRow, Measurement, Target
from indicators.services import open_cycle, report
from indicators.services.imports import check_import, load_import
from tests.factories import IndicatorFactory, PolicyPackFactory
from tests.indicators.loading import load, table
from tests.indicators.test_smart_nyc import NYC

pytestmark = pytest.mark.django_db
TREES = "BUREAU,Trees,count,higher,{},{},{}"
EASY = table(*(TREES.format(*cells) for cells in (
    ("", 120, 2023), ("", 130, 2024), ("", 125, 2025), (100, "", 2026),
)))  # fmt: skip
SHIPPED = settings.BASE_DIR / "departments" / "policy" / "generic.json"
BARE = {"no_definition", "no_source", "no_purpose", "no_guard", "no_frequency"}


def rules(remarks):
    return {(remark.rule, remark.count, *remark.lines) for remark in remarks}


def spoken(*arguments):
    out, err = StringIO(), StringIO()
    call_command("load_kpis", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), [line for line in err.getvalue().splitlines() if "smart:" in line]


def test_new_card_and_its_target_are_judged_with_the_values_of_the_file(world):
    outcome, _problems = load(EASY, "2026")
    assert rules(outcome.remarks) == {
        *((rule, 1, 2) for rule in BARE), ("easier_than_past", 1, 5), ("no_objective", 1, 5),
        ("no_owner", 1, 5),
    }  # fmt: skip
    assert [remark.rule for remark in outcome.remarks][-1] == "no_frequency"  # S, M, A, R, T


def test_known_card_is_judged_by_what_it_says_and_by_stored_values(world):
    open_cycle("2024", by=None)
    card = IndicatorFactory(code="T", name="Trees", unit="count", direction="higher")
    for year, value in ((2021, 120), (2022, 130), (2023, 125)):
        report(world.bureau, card, str(year), value=Decimal(value), by=world.manager)
    outcome, _problems = load(table(TREES.format(100, 90, 2024)), "2024")
    assert rules(outcome.remarks) == {
        ("easier_than_past", 1, 2), ("no_objective", 1, 2), ("no_owner", 1, 2),
    }  # fmt: skip


def test_target_of_the_cycle_is_told_once_and_those_of_months_each(world):
    months = [TREES.format(0, 1, f"2024-{n:02d}") for n in (1, 2, 3)]
    outcome, _problems = load(table(*months), "2024", dry_run=True)
    assert ("zero_target", 1, 2) in rules(outcome.remarks)
    months[2] = TREES.format(7, 1, "2024-03")
    outcome, _problems = load(table(*months), "2024", dry_run=True)
    assert ("zero_target", 2, 2, 3) in rules(outcome.remarks)


def test_file_that_sets_nothing_is_not_spoken_of(world):
    load(EASY, "2026")
    again, _problems = load(EASY, "2026")
    assert again.remarks == []
    bad = table(TREES.format(0, '"1,23"', 2024))
    assert load(bad, "2024")[0].remarks == []


def test_policy_switches_a_rule_off_and_none_refuses_a_file(world):
    modes = {"easier_than_past": "off", "no_owner": "block", "no_definition": "block"}
    policed(open_cycle("2026", by=None), modes)
    outcome, _problems = load(EASY, "2026")
    assert outcome.is_loaded
    assert "easier_than_past" not in {remark.rule for remark in outcome.remarks}
    assert ("no_owner", 1, 5) in rules(outcome.remarks)


def policed(cycle, modes):
    content = json.loads(SHIPPED.read_text(encoding="utf-8"))["content"]
    content["smart"]["rules"] |= modes
    pack = PolicyPackFactory(content=content)
    Cycle.objects.filter(pk=cycle.pk).update(policy=pack)


def test_ledger_keeps_which_rules_spoke(world):
    load(EASY, "2026")
    kept = Entry.objects.filter(verb="indicators.load_kpis").latest("pk").details["smart"]
    assert kept == dict.fromkeys(BARE | {"easier_than_past", "no_objective", "no_owner"}, 1)


def test_command_says_a_line_a_rule_and_all_of_them_when_asked(world, tmp_path):
    path = tmp_path / "trees.csv"
    lines = [f"BUREAU,Trees {n},count,higher,0,1,2024" for n in range(7)]
    path.write_text(table(*lines), encoding="utf-8")
    out, said = spoken(path, "--cycle", "2024", "--dry-run")
    assert len(said) == 1 + 9
    assert said[0] == (
        "smart: 9 rules speak of new indicators and targets. Nothing is refused for it; "
        "--verbosity 2 names every line"
    )
    assert said[1].startswith("smart: no_definition (S), 7 rows: ")
    assert said[1].endswith(" Lines 2, 3, 4, 5, 6 and 2 more")
    assert "smart" not in out
    _out, said = spoken(path, "--cycle", "2024", "--verbosity", "2")
    named = Counter(line.split(", ")[1].split(" ")[0] for line in said if ": line " in line)
    assert set(named.values()) == {7}
    assert len(named) == 9


def test_command_that_loads_nothing_speaks_of_errors_only(world, tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text(table(TREES.format(1, 1, 2024), TREES.format(1, "1,23", 2025)), "utf-8")
    err = StringIO()
    with pytest.raises(Exception, match="Nothing was loaded"):
        call_command("load_kpis", str(path), "--cycle", "2024", stderr=err, stdout=StringIO())
    assert "smart:" not in err.getvalue()


def test_preview_groups_what_all_share_and_says_at_the_row_what_is_its_own(world):
    kept = check_import(EASY.encode(), "a.csv", cycle_name="2026", by=world.office)
    client = world.client("office")
    page = client.get(reverse("indicators:import-preview", args=[kept.pk]))
    assert len(page.context["remarks"]) == len(BARE) + 3
    row = ImportRow.objects.get(line=5)
    assert [rule for rule, _params in row.findings] == [
        "easier_than_past", "no_objective", "no_owner",
    ]  # fmt: skip
    own = next(line["problems"] for line in page.context["rows"] if line["row"].line == 5)
    assert len([one for one in own if not one["column"]]) == 1
    zh = client.get(f"/zh-hans/kpis/import/{kept.pk}/").content.decode()
    assert "逐条规则检查" in zh
    load_import(kept, by=world.office)
    assert (Measurement.objects.count(), Target.objects.in_force().count()) == (4, 1)


def test_contradiction_names_the_name_and_the_unit(world):
    outcome, _problems = load(table("BUREAU,Share of trees,count,higher,,1,2026"), "2026")
    said = next(remark for remark in outcome.remarks if remark.rule == "unit_contradicts")
    assert said.params == {"name": "Share of trees", "unit": "count"}


@pytest.mark.skipif(not NYC.exists(), reason="the shared data are not beside us")
def test_published_file_of_a_city_is_spoken_of_in_few_lines(tmp_path):
    out, said = spoken(NYC, "--cycle", "FY2023")
    assert len(said) < 25
    assert "Errors 0" in out
    assert {line.split()[1] for line in said[1:]} == {
        "several_things", "unit_contradicts", "no_definition", "no_formula", "no_source",
        "zero_target", "no_baseline",
        "no_purpose", "no_guard", "no_objective", "no_owner", "no_frequency", "vague_time",
    }  # fmt: skip


def test_file_of_more_kpis_than_are_read_says_so(world, tmp_path, monkeypatch):
    monkeypatch.setattr(past, "MOST_KEYS", 2)
    path = tmp_path / "trees.csv"
    lines = [f"D{n},Trees,count,higher,0,1,2026" for n in range(3)]
    path.write_text(table(*lines), encoding="utf-8")
    _out, said = spoken(path, "--cycle", "2026", "--dry-run")
    assert "targets, of the first 2 KPIs of the file." in said[0]
    assert any("zero_target (M), 2 rows" in line for line in said)
