"""A loaded file is taken back whole while nothing depends on it."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.errors import WrongState
from audit.models import Entry
from departments.models import RoleGrant
from indicators.intake import writing
from indicators.models import Cycle, KpiImport, Measurement, Period, ScoreRun, Target
from indicators.services import open_cycle, report, set_target, undo
from indicators.services.imports import check_import, load_import
from indicators.services.period_locks import set_lock
from indicators.services.planning import AIMED
from indicators.services.undo import standing, undo_import
from tests.factories import IndicatorFactory
from tests.indicators.loading import HEADER, aims, load, stored, table
from tests.kept import kept

pytestmark = pytest.mark.django_db
OLD = table(
    "BUREAU,Trees,count,higher,100,120,2024-01",
    "BUREAU,Trees,count,higher,100,on track,2024-02",
    "DIVISION,Trees,count,higher,50,60,2024-01",
)
NEW = table(
    "BUREAU,Trees,count,higher,110,130,2024-01,counted again",
    "BUREAU,Trees,count,higher,110,140,2024-02",
    "BUREAU,Trees,count,higher,110,150,2024-03",
    "DIVISION,Trees,count,higher,50,60,2024-01",
    "OTHER,Trees,count,higher,70,80,2024-01",
    header=f"{HEADER},note",
)


@pytest.fixture
@kept
def old(world):
    open_cycle("2024", by=None)
    IndicatorFactory(code="T", name="Trees", unit="count", direction="higher")
    load(OLD, "2024")


@pytest.fixture
def before(old):
    """What counted before the file."""
    return stored(), aims()


@pytest.fixture
@kept
def checked(world, old):
    """The file, checked and not yet loaded."""
    return check_import(NEW.encode(), "trees.csv", cycle_name="2024", by=world.office)


@pytest.fixture
@kept
def loaded(world, checked):
    load_import(checked, by=world.office)
    return KpiImport.objects.get(pk=checked.pk)


def test_undo_restores_every_old_value_and_target(world, before, loaded):
    assert (stored(), aims()) != before
    undo_import(loaded, by=world.office)
    values, targets = stored(), aims()
    for place in (("Bureau", "Trees", "2024-03"), ("Other bureau", "Trees", "2024-01")):
        assert values.pop(place) == "not_reported"
    assert (values, targets) == before
    loaded.refresh_from_db()
    assert (loaded.state, loaded.undone_by) == ("undone", world.office)
    notes = set(Measurement.objects.current().exclude(note="").values_list("note", flat=True))
    name = loaded.file_name
    assert notes == {f"Import undone: {name} · 撤销导入：{name}"}  # whoever reads it
    entry = Entry.objects.get(verb="indicators.undo_import")
    assert (entry.details["values"], entry.details["ended"], entry.details["targets"]) == (4, 2, 1)


def test_undo_restores_all_of_a_target(world, before, checked):
    card, cycle = Target.objects.in_force().values_list("indicator", "cycle").first()
    place = {"indicator_id": card, "cycle_id": cycle, "department": world.bureau}
    row = Target.objects.in_force().select_related("indicator", "cycle").get(**place)
    marks = {"threshold": Decimal(90), "stretch": Decimal(120), "weight": Decimal(7)}
    old = set_target(world.bureau, row.indicator, row.cycle, by=None, **marks)
    load_import(checked, by=world.office)
    undo_import(KpiImport.objects.get(pk=checked.pk), by=world.office)
    new = Target.objects.in_force().get(**place)
    assert new.pk != old.pk
    assert [getattr(new, name) for name in AIMED] == [getattr(old, name) for name in AIMED]


@pytest.mark.parametrize("statement", [undo.SET_AGAIN, writing.TARGETS])
def test_next_version_of_a_target_carries_every_column(statement):
    assert [name for name in AIMED if not re.search(rf"\b{name}\b", statement)] == []


def test_locked_period_stands_in_the_way(world, loaded):
    cycle, period = Cycle.objects.get(name="2024"), Period.objects.get(label="2024-02")
    set_lock(cycle, period, timezone.localdate(), reason="closed", by=None)
    assert refused(loaded, world.office).startswith("2024-02 is locked since")


def test_undo_appends_and_happens_once(world, loaded):
    count = Measurement.objects.count()
    undo_import(loaded, by=world.office)
    assert Measurement.objects.count() == count + 4
    with pytest.raises(WrongState):
        undo_import(loaded, by=world.office)


def test_same_file_can_be_loaded_again_after_undoing(world, loaded):
    after = stored(), aims()
    undo_import(loaded, by=world.office)
    again = check_import(NEW.encode(), "trees.csv", cycle_name="2024", by=world.office)
    load_import(again, by=world.office)
    assert (stored(), aims()) == after


def test_second_import_of_the_same_file_finds_nothing_to_do(world, loaded):
    again = check_import(NEW.encode(), "trees.csv", cycle_name="2024", by=world.office)
    assert again.report["counts"]["unchanged"] == 5


def refused(loaded, by):
    with pytest.raises(WrongState) as error:
        undo_import(loaded, by=by)
    return str(error.value)


def test_corrected_value_stands_in_the_way(world, loaded):
    value = Measurement.objects.current().get(period__label="2024-03")
    report(
        value.department, value.indicator, "2024-03", value=Decimal(1), note="x", by=world.office
    )
    assert refused(loaded, world.office).startswith("1 of its values was corrected since.")


def test_changed_target_stands_in_the_way(world, loaded):
    Target.objects.in_force().filter(department=world.other).update(replaced_at=timezone.now())
    assert refused(loaded, world.office).startswith("A target that it set was changed since.")


def test_published_run_stands_in_the_way(world, loaded):
    cycle = Cycle.objects.get(name="2024")
    run = ScoreRun.objects.create(
        cycle=cycle,
        kind="full",
        state="requested",
        as_of=timezone.now(),
        requested_at=timezone.now(),
    )
    assert standing(loaded).is_open
    Cycle.objects.filter(pk=cycle.pk).update(published_run=run)
    assert "which is published, counts its values" in refused(loaded, world.office)


def test_after_a_day_it_is_too_late(world, loaded):
    yesterday = timezone.now() - datetime.timedelta(hours=24, minutes=1)
    KpiImport.objects.filter(pk=loaded.pk).update(loaded_at=yesterday)
    loaded.refresh_from_db()
    assert refused(loaded, world.office).startswith("More than 24 hours have passed.")


def test_who_lost_the_role_cannot_undo(world, loaded):
    RoleGrant.objects.filter(user=world.office).update(ends_on=datetime.date(2020, 1, 1))
    with pytest.raises(PermissionDenied):
        undo_import(loaded, by=world.office)
    assert KpiImport.objects.get(pk=loaded.pk).state == "loaded"


def test_file_that_was_only_checked_cannot_be_undone(world, checked):
    assert standing(checked) is None
    assert refused(checked, world.office) == "This file is not loaded, or it wrote nothing."


def test_page_offers_to_undo_and_says_what_stands_in_the_way(world, before, loaded):
    client = world.client("office")
    preview = reverse("indicators:import-preview", args=[loaded.pk])
    undo = reverse("indicators:import-undo", args=[loaded.pk])
    assert "Undo the whole import" in client.get(preview).content.decode()
    for _click in range(2):
        assert client.post(undo).url == preview
    assert "Undone: what counted before counts again" in client.get(preview).content.decode()
