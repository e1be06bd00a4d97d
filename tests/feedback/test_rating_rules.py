"""Ratings become values of KPIs. docs/public-voice.md, P30 to P34; practice.md 3.2 and 4.10."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from audit.errors import DomainError
from audit.models import Entry
from feedback import measuring, services
from feedback.measuring import Rate
from feedback.models import Rating, RatingScale, Stream
from indicators.models import Measurement
from tests.factories import CycleFactory, IndicatorFactory, TargetFactory
from tests.feedback.public import DAY, counter, rate, rated, service

TUESDAY = datetime.datetime(2027, 3, 2, 2, tzinfo=datetime.UTC)
APRIL = datetime.date(2027, 4, 6)
CN = [5, 4, 3, 2, 1]


class TestMeasures:
    """Numbers worked by hand; 76.25 is the vector of practice.md 3.2."""

    COUNTS = {1: 5, 2: 5, 3: 10, 4: 40, 5: 40}

    @pytest.mark.parametrize(
        ("scale", "measure", "figure"),
        [("uk-five", "satisfaction", "76.25"), ("uk-five", "mean", "4.05"),
         ("uk-five", "positive", "80"), ("uk-five", "not_negative", "90"),
         ("cn-five", "positive", "90"), ("cn-five", "not_negative", "90")],
    )  # fmt: skip
    def test_of_a_hundred_ratings(self, db, scale, measure, figure):
        levels = RatingScale.objects.get(code=scale).answers
        found = measuring.rate(self.COUNTS, measuring.worth(measure, levels))
        assert found.n == 100
        assert found.mean * measuring.PER[measure] == Decimal(figure)

    def test_thumbs_go_from_0_to_100(self, db):
        levels = RatingScale.objects.get(code="thumbs").answers
        found = measuring.rate({1: 3, 0: 1}, measuring.worth("satisfaction", levels))
        assert found.mean == Decimal("0.75")

    @pytest.mark.parametrize(
        ("n", "mean", "peers", "figure"),
        [(3, "5.0", "4.2", "4.304"), (200, "4.6", "4.2", "4.564")],
    )
    def test_few_are_drawn_towards_the_peers(self, n, mean, peers, figure):
        found = measuring.drawn(Rate(Decimal(mean) * n, n), Rate(Decimal(peers) * 1000, 1000), 20)
        assert (round(found.mean, 3), found.n) == (Decimal(figure), n)

    @pytest.mark.parametrize(
        ("peers", "prior"), [(Rate(Decimal(0), 0), 20), (Rate(Decimal(4), 1), 0)]
    )
    def test_without_peers_or_prior_nothing_is_drawn(self, peers, prior):
        assert measuring.drawn(Rate(Decimal(15), 3), peers, prior) == Rate(Decimal(15), 3)


@pytest.fixture
def card(world, time_machine):
    time_machine.move_to(TUESDAY)
    card = IndicatorFactory(code="SAT", per=100)
    cycle = CycleFactory(name="2027")
    for department in (world.bureau, world.other):
        TargetFactory(cycle=cycle, department=department, indicator=card)
    return card


def ruled(card, **fields):
    said = {
        "stream": Stream.objects.get(code="receipt"), "scale": services.scale_named("cn-five"),
        "minimum_n": 5,
    }  # fmt: skip
    return services.set_rule(card, by=None, **(said | fields))


def released(point, values, number=0):
    rated(point, values, at=TUESDAY, number=number)
    services.release_due(TUESDAY.date() + DAY)


def figures():
    rows = Measurement.objects.current().order_by("department__code", "period__label")
    return [
        (row.department.code, row.period.label, row.numerator, row.denominator, row.missing)
        for row in rows
    ]


def test_month_that_is_over_gets_its_share_with_n(world, card):
    ruled(card)
    released(counter(world), [5, 4, 3, 2, 1])
    assert services.measure_ratings(TUESDAY.date() + DAY) == 0  # March is not over
    assert services.measure_ratings(APRIL) == 1
    assert figures() == [("BUREAU", "2027-03", Decimal(3), Decimal(5), "")]
    assert services.measure_ratings(APRIL) == 0


def test_division_counts_for_the_bureau_above_it(world, card):
    ruled(card)
    released(counter(world, of=service(world, department=world.division)), CN)
    services.measure_ratings(APRIL)
    assert figures() == [("BUREAU", "2027-03", Decimal(3), Decimal(5), "")]


def test_open_opinions_and_other_scales_are_not_mixed_in(world, card):
    ruled(card)
    point = counter(world)
    released(point, CN)
    for _one in range(6):
        rate(point.code, 1, at=TUESDAY)
    thumbs = counter(world, "Website", of=service(world, "visa", "thumbs"))
    released(thumbs, [1, 1, 1, 1, 1], number=50)
    assert Rating.objects.filter(state="released").count() == 16
    services.measure_ratings(APRIL)
    assert figures() == [("BUREAU", "2027-03", Decimal(3), Decimal(5), "")]


def test_too_few_are_no_value_and_no_zero(world, card):
    ruled(card, minimum_n=6)
    released(counter(world), CN)
    assert services.measure_ratings(APRIL) == 0
    assert figures() == []


def test_more_releases_supersede_the_value_and_say_why(world, card):
    ruled(card)
    point = counter(world)
    released(point, CN)
    services.measure_ratings(APRIL)
    released(point, [5] * 5, number=20)
    assert services.measure_ratings(APRIL) == 1
    assert figures() == [("BUREAU", "2027-03", Decimal(8), Decimal(10), "")]
    last = Measurement.objects.current().get()
    assert "Counted anew" in last.note
    assert last.source == "ratings receipt, cn-five 1"


def test_excluded_rating_leaves_the_value_and_too_few_make_it_missing(world, card):
    ruled(card)
    released(counter(world), CN)
    services.measure_ratings(APRIL)
    Rating.objects.filter(value=1).update(state="excluded")
    services.measure_ratings(APRIL)
    assert figures() == [("BUREAU", "2027-03", None, None, "suppressed")]


def test_small_department_is_drawn_towards_the_others(world, card):
    ruled(card, prior=20)
    released(counter(world), [5] * 5)
    released(counter(world, of=service(world, "water", department=world.other)), [1] * 5, 50)
    services.measure_ratings(APRIL)
    assert [(code, n / d) for code, _month, n, d, _missing in figures()] == [
        ("BUREAU", Decimal("0.2")), ("OTHER", Decimal("0.8")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "at", "words"),
    [({"measure": "mean"}, "measure", "counts per 100; this measure needs a KPI that counts per 1"),
     ({"minimum_n": 4}, "minimum_n", "greater than or equal to 5"),
     ({"prior": 101}, "prior", "less than or equal to 100")],
)  # fmt: skip
def test_rule_that_cannot_be_is_refused_at_its_field(card, fields, at, words):
    with pytest.raises(DomainError, match=words) as refused:
        ruled(card, **fields)
    assert refused.value.field == at


def test_open_stream_can_make_no_value(card):
    with pytest.raises(DomainError, match="weigh nothing"):
        ruled(card, stream=Stream.objects.get(code="open"))


def test_only_the_whole_office_sets_a_rule_and_it_is_entered(world, card):
    with pytest.raises(PermissionDenied):
        services.set_rule(card, by=world.manager)
    ruled(card)
    ruled(card)
    assert Entry.objects.filter(verb="feedback.set_rating_rule").count() == 1


def test_rule_out_of_force_brings_nothing(world, card):
    ruled(card, is_active=False)
    released(counter(world), CN)
    assert services.measure_ratings(APRIL) == 0
