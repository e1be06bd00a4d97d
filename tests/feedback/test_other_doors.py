"""Ratings of another page: in once, the right way round, released as ours. P15 to P17."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.errors import WrongState
from departments.tables import read_table
from feedback import services
from feedback.models import OtherDoor, Rating, Release, ServicePoint
from feedback.services.door_files import COLUMNS, REQUIRED
from tests.feedback.public import counter, rated, service

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 3, 1)


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC))


def door(world, department=None, **fields):
    given = {"code": "province", "name_en": "Provincial page", "name_zh": "省好差评平台",
             "channel": "online", "scale": services.scale_named("cn-five")}  # fmt: skip
    return services.add_door(department or world.city, by=None, **given | fields)


def foreign(number="R-1", value=5, day=DAY, **fields):
    return services.Foreign(number, value, day, **{"service": "permits"} | fields)


def states(row, *rows, by=None):
    return [one.state for one in services.take_ratings(row, rows, by=by)]


def refusal(row, one):
    (taken,) = services.take_ratings(row, [one], by=None)
    return (taken.error.field, taken.error.message)


def test_same_number_twice_changes_nothing(world):
    service(world)
    row = door(world)
    rows = [foreign(text="fine"), foreign("R-2", 1, outcome="denied", reasons=("attitude",))]
    assert states(row, *rows, rows[0]) == ["new", "new", "known"]
    assert states(row, *rows) == ["known", "known"]
    kept = Rating.objects.order_by("external").values_list(
        "external", "value", "outcome", "reasons", "text", "state", "half", "stream__code"
    )
    assert list(kept) == [
        ("R-1", 5, "", [], "fine", "kept", "", "province"),
        ("R-2", 1, "denied", ["attitude"], "", "kept", "", "province"),
    ]


def test_another_value_under_a_known_number_is_an_error(world):
    service(world)
    row = door(world)
    assert states(row, foreign(), foreign(value=4)) == ["new", "refused"]
    words = "This number came in before and said something else. What came in stays."
    assert refusal(row, foreign(value=1)) == ("number", words)
    assert refusal(row, foreign(day=DAY - datetime.timedelta(days=1))) == ("number", words)
    assert Rating.objects.get().value == 5


def test_inverted_stream_is_turned_round(world):
    service(world)
    row = door(world, is_inverted=True)
    states(row, *(foreign(f"R-{value}", value) for value in (1, 2, 3)))
    found = dict(Rating.objects.values_list("external", "value"))
    assert found == {"R-1": 5, "R-2": 4, "R-3": 3}


def test_a_service_without_a_place_gets_one_that_nobody_scans(world):
    row, of = door(world), service(world)
    states(row, foreign("R-1"), foreign("R-2"), foreign("R-3", stage="accept"))
    states(row, foreign("R-4"))
    places = ServicePoint.objects.order_by("stage").values_list("stage", "name_en", "is_open")
    assert list(places) == [
        ("accept", "Provincial page", False), ("finish", "Provincial page", False),
    ]  # fmt: skip
    assert of.points.get(stage="finish").ratings.count() == 3


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"value": 7}, "value", "The scale of this stream has the values 1, 2, 3, 4, 5."),
        ({"number": ""}, "number", "A number has 1 to 80 characters."),
        ({"day": datetime.date(2027, 3, 3)}, "day", "2027-03-03 has not come yet."),
        ({"service": "x"}, "service", "There is no such code in the branch of this stream."),
        ({"place": "K7Q29X"}, "place", "There is no such code in the branch of this stream."),
        ({"outcome": "won"}, "outcome", "Use one of: denied, granted."),
        ({"stage": "start"}, "stage", "Use one of: accept, finish."),
        ({"text": "x" * 501}, "text", "A text has at most 500 characters."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, fields, field, words):
    service(world)
    assert refusal(door(world), foreign(**fields)) == (field, words)
    assert Rating.objects.count() == 0


def test_a_place_of_another_service_or_stage_is_refused(world):
    point, row = counter(world), door(world)
    service(world, code="other")
    assert refusal(row, foreign(service="other", place=point.code))[0] == "place"
    assert refusal(row, foreign(service="", place=point.code, stage="accept"))[0] == "stage"
    assert states(row, foreign(service="", place=point.code.lower())) == ["new"]
    assert Rating.objects.get().point == point


def test_branch_of_the_stream_only_and_its_office_only(world):
    service(world, code="water", department=world.other)
    row = door(world, department=world.bureau)
    assert refusal(row, foreign(service="water"))[0] == "service"
    for user in (world.manager, world.auditor):
        with pytest.raises(PermissionDenied):
            services.take_ratings(row, [], by=user)


def test_another_name_of_stream_or_place_changes_nothing(world):
    of = service(world)
    row = door(world)
    states(row, foreign())
    row = services.change_door(row, by=None, name_en="New", name_zh="新", is_open=True)
    services.change_point(of.points.get(), by=None, name_en="Other")
    assert states(row, foreign(), foreign("R-2")) == ["known", "new"]


def test_place_of_a_stream_bears_its_name_and_takes_what_comes_later(world):
    of, row = service(world), door(world)
    counter(world, "Provincial page", of=service(world, "other"))  # that people scan
    states(row, foreign())
    row = services.change_door(row, by=None, name_en="New", name_zh="新", is_open=True)
    assert states(row, foreign("R-2")) == ["new"]
    own = of.points.get()
    assert ServicePoint.objects.get(is_open=True).name_en == "Provincial page"
    assert (own.name_en, own.name_zh, own.ratings.count()) == ("New", "新", 2)


def test_closed_stream_takes_none_and_its_scale_stays(world):
    row = services.change_door(
        door(world), by=world.office, name_en="A", name_zh="甲", is_open=False
    )
    with pytest.raises(WrongState):
        services.take_ratings(row, [], by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        OtherDoor.objects.update(is_inverted=True)


def test_they_wait_for_five_and_are_released_as_ours(world):
    service(world)
    row = door(world)
    states(row, *(foreign(f"R-{n}") for n in range(4)))
    assert services.release_due() == 0
    states(row, foreign("R-4"))
    assert services.release_due() == 5
    assert (Release.objects.get().size, Rating.objects.counting().count()) == (5, 5)
    assert states(row, foreign("R-4"), foreign("R-3", 1)) == ["known", "refused"]


def test_four_of_a_page_do_not_set_one_of_ours_free(world):
    """Whoever sends four knows the fifth of a batch: each stream waits for five of its own."""
    point, row = counter(world), door(world)
    rated(point, [1], at=datetime.datetime(2027, 3, 1, 4, tzinfo=datetime.UTC))
    states(row, *(foreign(f"R-{n}") for n in range(4)))
    assert services.release_due() == 0
    states(row, foreign("R-4"))
    assert services.release_due() == 5
    assert Rating.objects.get(stream__code="receipt").state == "kept"


def planned(row, text):
    table = read_table(text.encode(), columns=COLUMNS, required=REQUIRED)
    return services.plan_ratings(row, table), table


def test_file_is_planned_then_its_good_rows_come_in_once(world):
    service(world)
    row = door(world)
    states(row, foreign("R-1"))
    plan, table = planned(
        row,
        "number,service,value,day,reasons,default\n"
        "R-1,permits,5,2027-03-01,,\n"
        "R-2,permits,2,2027/3/1,attitude; efficiency,yes\n"
        "R-2,permits,3,2027-03-01,,no\n"
        "R-3,nobody,x,,,\n"
        "R-4,nobody,3,2027-03-01,,\n",
    )
    assert (plan.known, [one.number for one in plan.good]) == (1, ["R-2"])
    assert [(one.line, one.column) for one in plan.faults] == [
        (4, "number"), (5, "day"), (5, "value"), (6, "service"),
    ]  # fmt: skip
    assert [services.load_ratings(row, table, by=world.office) for _time in range(2)] == [1, 0]
    two = Rating.objects.get(external="R-2")
    assert (two.reasons, two.is_default) == (["attitude", "efficiency"], True)
