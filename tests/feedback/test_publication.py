"""Numbers that everybody may read, and that stay. docs/published-ratings.md, Q1 to Q6."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from feedback import services
from feedback.models import (
    Edition,
    Exclusion,
    PublishedCount,
    PublishedExclusion,
    PublishedPart,
    Rating,
)
from feedback.tasks import publish_ratings
from tests.feedback.public import counter, rated, receipts, service
from tests.feedback.telling import excluded as excluded_from
from tests.feedback.telling import told

JANUARY, FEBRUARY, MARCH, APRIL = (datetime.date(2027, month, 1) for month in range(1, 5))


def tenth(month):
    return datetime.datetime(month.year, month.month, 11, 2, tzinfo=datetime.UTC)


@pytest.fixture
def said(world, time_machine):
    """Ratings that are given and released in a month, and the edition of that month."""
    numbers = iter(range(0, 10**6, 1000))

    def say(point, month, values, *, edition=True):
        time_machine.move_to(tenth(month))
        rated(point, values, number=next(numbers))
        time_machine.move_to(tenth(month) + datetime.timedelta(days=1))
        services.release_due()
        time_machine.move_to(tenth(services.publication.month_after(month)))
        return services.publish_due() if edition else 0

    return say


def counts():
    return list(PublishedCount.objects.order_by("edition__month").values_list("n", flat=True))


def parts():
    rows = PublishedPart.objects.order_by("edition__month", "-values")
    return [(row.from_month.month, tuple(row.values), row.count) for row in rows]


def test_twelve_ratings_are_not_told_and_stay_untold(world, said):
    assert said(counter(world), JANUARY, [5] * 12) == 0
    assert Edition.objects.get().month == JANUARY
    assert counts() == []


def test_what_was_too_little_is_told_with_what_comes(world, said):
    point = counter(world)
    said(point, JANUARY, [5] * 9)
    said(point, FEBRUARY, [5] * 10)
    row = PublishedCount.objects.get()
    assert (row.n, row.from_month, row.edition.month) == (20, JANUARY, FEBRUARY)


def test_each_number_is_of_ratings_that_no_other_number_holds(world, said):
    point = counter(world)
    for month, size in ((JANUARY, 21), (FEBRUARY, 6), (MARCH, 14)):
        said(point, month, [5] * size)
    assert counts() == [20, 20]


def test_running_twice_tells_nothing_twice(world, said):
    said(counter(world), JANUARY, [5] * 20)
    assert services.publish_due() == publish_ratings() == 0
    assert counts() == [20]
    assert Edition.objects.count() == 1


def test_a_breakdown_holds_the_same_ratings_as_the_counts(world, said):
    point = counter(world)
    said(point, JANUARY, [5] * 20 + [1] * 7)
    assert parts() == []  # seven are displeased
    said(point, FEBRUARY, [5] * 20 + [4] * 14 + [2] * 4 + [1] * 5)
    assert parts() == [(1, (5,), 40), (1, (4, 3), 15), (1, (2, 1), 15)]
    said(point, MARCH, [5] * 14 + [1] * 13)
    assert parts()[3:] == [(3, (5, 4, 3), 15), (3, (2, 1), 15)]


def test_streams_and_services_stay_apart(world, said):
    from tests.feedback.public import rate

    first, second = counter(world), counter(world, of=service(world, "passports"))
    for _one in range(15):
        rate(first.code, 1, at=tenth(JANUARY))
    said(first, JANUARY, [5] * 20, edition=False)
    said(second, JANUARY, [4] * 26)
    found = PublishedCount.objects.order_by("n").values_list(
        "service__code", "stream__code", "n", "offered"
    )
    assert list(found) == [
        ("permits", "open", 15, None), ("permits", "receipt", 20, 20),
        ("passports", "receipt", 25, 25),
    ]  # fmt: skip


def test_cases_and_receipts_of_the_same_months(world, said, time_machine):
    point = counter(world)
    time_machine.move_to(tenth(JANUARY))
    receipts(point, 31, start=900_000)
    services.take_cases(point, [services.Case(f"X{one}", JANUARY) for one in range(16)], by=None)
    said(point, JANUARY, [5] * 20)
    row = PublishedCount.objects.get()
    assert (row.cases, row.offered, row.n) == (65, 50, 20)


def excluded(rows, day, reason="forged", by=None):
    for row in rows:
        Rating.objects.filter(pk=row.pk).update(state="excluded")
        Exclusion.objects.create(
            rating=row, reason=reason, explanation="the same phone", decided_by=by, decided_on=day
        )


def test_excluded_before_the_end_of_the_month_is_not_told(world, said):
    point = counter(world)
    said(point, JANUARY, [5] * 20 + [1] * 14, edition=False)
    office = world.user("office")
    excluded(Rating.objects.filter(value=1), datetime.date(2027, 1, 20), by=office)
    services.publish_due()
    assert counts() == [20]
    told = PublishedExclusion.objects.values_list("service__code", "reason", "count")
    assert list(told) == [("permits", "forged", 15)]


def test_excluded_later_changes_nothing_that_was_told(world, said):
    point = counter(world)
    said(point, JANUARY, [5] * 20 + [1] * 7)
    office = world.user("office")
    excluded(Rating.objects.filter(value=1)[:4], datetime.date(2027, 2, 5), by=office)
    said(point, FEBRUARY, [5] * 20 + [1] * 7)
    assert counts() == [25, 25]
    assert parts() == [(1, (5, 4, 3), 40), (1, (2, 1), 15)]
    assert not PublishedExclusion.objects.exists()  # four: too few


def test_silence_that_counts_as_consent_is_no_rating(world, said):
    from feedback.models import Stream

    point = counter(world)
    door = Stream.objects.create(code="province", kind="other_door", name_en="x", name_zh="x")
    Rating.objects.bulk_create(
        Rating(point=point, scale=point.service.scale, stream=door, external=f"e{one}", value=3,
               is_default=True, rated_on=JANUARY, half="am")
        for one in range(20)
    )  # fmt: skip
    said(point, JANUARY, [5] * 20)
    assert list(PublishedCount.objects.values_list("stream__code", "n")) == [("receipt", 20)]


def test_the_ledger_holds_a_digest(world, said):
    said(counter(world), JANUARY, [5] * 20)
    told = Entry.objects.get(verb="feedback.publish").details
    assert told == {"month": "2027-01-01", "counts": 1, "parts": 0, "exclusions": 0,
                    "digest": told["digest"]}  # fmt: skip
    assert len(told["digest"]) == 64


def test_what_was_told_stays(world, said):
    said(counter(world), JANUARY, [5] * 20 + [1] * 20)
    for model in (Edition, PublishedCount, PublishedPart):
        rows = model.objects.all()
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            rows.update(id=7)
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            rows._raw_delete("default")


@pytest.mark.parametrize(
    ("model", "wrong", "constraint"),
    [
        (PublishedCount, {"n": 10}, "published_count_n"),
        (PublishedCount, {"n": 16}, "published_count_n"),
        (PublishedCount, {"cases": 5}, "published_count_cases"),
        (PublishedCount, {"offered": 12}, "published_count_offered"),
        (PublishedCount, {"from_month": datetime.date(2027, 1, 2)}, "published_count_month"),
        (PublishedCount, {"edition": JANUARY}, "published_count_once"),
        (PublishedPart, {"count": 0}, "published_part_count"),
        (PublishedPart, {"values": []}, "published_part_of_something"),
        (PublishedPart, {"from_month": datetime.date(2027, 1, 2)}, "published_part_month"),
        (PublishedPart, {"edition": JANUARY}, "published_part_once"),
        (PublishedExclusion, {"count": 5}, "published_exclusion_count"),
        (PublishedExclusion, {"reason": "dull"}, "published_exclusion_reason"),
        (PublishedExclusion, {"edition": JANUARY}, "published_exclusion_once"),
        (Edition, {"month": datetime.date(2027, 1, 2)}, "edition_of_a_month"),
        (Edition, {"month": MARCH, "published_on": MARCH}, "edition_after_its_month"),
    ],
)
def test_the_database_keeps_nothing_that_may_not_be_told(world, model, wrong, constraint):
    row = service(world)
    told(row, 20, [((5,), 20)])
    excluded_from(row, 15)
    copy = model.objects.get()
    other = {"edition": Edition.objects.create(month=FEBRUARY, published_on=MARCH)}
    fields = wrong if model is Edition else other | wrong
    for name, value in fields.items():
        is_month = name == "edition" and value == JANUARY
        setattr(copy, name, Edition.objects.get(month=JANUARY) if is_month else value)
    copy.pk = None
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy.save(force_insert=True)
