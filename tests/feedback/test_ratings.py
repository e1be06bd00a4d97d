"""One case, one rating; what came in stays. docs/public-voice.md, P5 to P9."""

import datetime
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError
from feedback import codes, services
from feedback.models import ClosedCase, Rating, RatingScale, Receipt
from tests.feedback.public import DAY, counter, rate, receipts, service

TODAY = datetime.datetime(2027, 3, 2, 15, 20, tzinfo=datetime.UTC)  # a Tuesday, 23:20 in Shanghai


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TODAY)


class TestCases:
    def test_second_import_changes_nothing(self, world):
        point = counter(world)
        cases = [services.Case(f"N-{n}", TODAY.date() - 400 * DAY) for n in range(3)]
        assert services.take_cases(point, cases, by=world.office) == 3
        assert services.take_cases(point, cases, by=world.office) == 0
        assert ClosedCase.objects.count() == 3

    def test_number_of_a_case_is_not_kept(self, world):
        point = counter(world)
        services.take_cases(point, [services.Case("ID-4711", TODAY.date() - 400 * DAY)], by=None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT feedback_closedcase::text FROM feedback_closedcase")
            assert "4711" not in cursor.fetchone()[0]

    @pytest.mark.parametrize(
        ("number", "day", "words"),
        [(" ", datetime.date(2020, 1, 1), "Case 1 has no number."),
         ("N", datetime.date(2999, 1, 1), "Case 1 is closed on 2999-01-01, which has not come")],
    )  # fmt: skip
    def test_bad_case_is_named_and_none_is_taken(self, world, number, day, words):
        with pytest.raises(DomainError, match=words):
            services.take_cases(counter(world), [services.Case(number, day)], by=None)
        assert ClosedCase.objects.count() == 0

    def test_office_of_the_branch_only(self, world):
        point = counter(world)
        with pytest.raises(PermissionDenied):
            services.take_cases(point, [], by=world.manager)
        with pytest.raises(PermissionDenied):
            services.mint(point, 1, by=world.manager)


class TestReceipts:
    def test_never_more_than_closed_cases(self, world):
        point = counter(world)
        receipts(point, 3)
        with pytest.raises(DomainError, match="There may be 0 more receipts"):
            services.mint(point, 1, by=None)
        assert services.without_receipt(point) == 0

    def test_neither_the_code_nor_the_case_is_kept(self, world):
        (code,) = receipts(counter(world))
        assert len(code) == codes.RECEIPT
        names = {field.name for field in Receipt._meta.get_fields()}
        assert names == {"digest", "point", "week", "expires_on"}
        assert bytes(Receipt.objects.get().digest).hex() != code

    def test_is_worth_one_rating(self, world):
        (code,) = receipts(counter(world))
        assert rate(code, 5).state == "kept"
        assert rate(code, 1).state == "used"
        assert list(Rating.objects.values_list("value", "stream__code")) == [(5, "receipt")]

    def test_expires(self, world):
        (code,) = receipts(counter(world))
        end = Receipt.objects.get().expires_on
        noon = datetime.time(4, tzinfo=datetime.UTC)
        late = datetime.datetime.combine(end + DAY, noon)
        assert rate(code, 5, at=late).state == "expired"
        assert rate(code, 5, at=datetime.datetime.combine(end, noon)).state == "kept"

    def test_forged_one_counts_nothing(self, world):
        counter(world)
        assert rate(codes.new(codes.RECEIPT)).state == "unknown"
        assert Rating.objects.count() == 0

    def test_second_rating_is_refused_by_the_database(self, world):
        (code,) = receipts(counter(world))
        rate(code)
        row = Rating.objects.get()
        row.pk, row.check_code = uuid.uuid4(), bytes(32)
        with pytest.raises(IntegrityError, match="rating_one_per_receipt"), transaction.atomic():
            row.save(force_insert=True)


class TestRating:
    def test_keeps_half_a_day_and_nothing_of_who(self, world):
        (code,) = receipts(counter(world))
        rate(code, 4, at=TODAY, language="en")
        row = Rating.objects.values().get()
        assert (row["rated_on"], row["half"]) == (datetime.date(2027, 3, 2), "pm")
        assert not any(isinstance(value, datetime.datetime) for value in row.values())

    def test_opinion_without_a_receipt_weighs_nothing(self, world):
        point = counter(world)
        assert rate(point.code, 1).state == "kept"
        assert Rating.objects.get().stream.counts is False
        assert Rating.objects.counting().count() == 0

    @pytest.mark.parametrize("value", [0, 6, -1])
    def test_answer_that_the_scale_has_not_is_refused(self, world, value):
        assert rate(counter(world).code, value).state == "answer"

    def test_place_that_is_closed_takes_nothing(self, world):
        point = counter(world)
        services.change_point(point, by=world.office, is_open=False)
        assert rate(point.code).state == "closed"

    def test_the_same_page_is_the_same_rating(self, world):
        point, page = counter(world), uuid.uuid4()
        first = rate(point.code, 4, page=page)
        again = rate(point.code, 4, page=page)
        assert (first.state, again.state) == ("kept", "kept")
        assert first.check == again.check
        assert rate(point.code, 2, page=page).state == "changed"
        assert list(Rating.objects.values_list("value", "changes")) == [(2, 1)]

    def test_is_changed_until_the_release(self, world):
        point = counter(world)
        given = [rate(code, 4, at=TODAY) for code in receipts(point, 5)]
        row = services.rating_of(given[0].check)
        assert (
            services.amend(row, value=1, reasons=["attitude", "nonsense"], text="慢") == "changed"
        )
        assert services.amend(row, value=1) == "kept"
        assert services.amend(row, value=9) == "answer"
        services.release_due(TODAY.date() + DAY)
        assert services.amend(row, value=5) == "late"
        row.refresh_from_db()
        assert (row.value, row.reasons, row.text) == (1, ["attitude"], "慢")

    def test_marked_one_is_held(self, world):
        rate(counter(world).code, 5, marks=["own_network"])
        assert Rating.objects.get().state == "held"

    def test_deleting_is_refused(self, world):
        rate(counter(world).code)
        with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
            Rating.objects.all().delete()

    def test_how_it_came_in_stays(self, world):
        rate(counter(world).code)
        with pytest.raises(IntegrityError, match="how a rating came in"), transaction.atomic():
            Rating.objects.update(rated_on=datetime.date(2020, 1, 1))


class TestScales:
    def test_shipped_ones_are_there_and_stay(self, world):
        found = RatingScale.objects.order_by("code").values_list("code", "values", "negatives")
        assert list(found) == [
            ("cn-five", [5, 4, 3, 2, 1], [2, 1]), ("thumbs", [1, 0], [0]),
            ("uk-five", [5, 4, 3, 2, 1], [2, 1]), ("us-trust", [1, 0], [0]),
        ]  # fmt: skip
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            RatingScale.objects.update(question_en="?")

    def test_middle_of_the_chinese_five_is_positive_and_of_the_british_not(self, db):
        middle = {
            scale.code: [one.is_positive for one in scale.answers if one.value == 3]
            for scale in RatingScale.objects.filter(code__in=["cn-five", "uk-five"])
        }
        assert middle == {"cn-five": [True], "uk-five": [False]}

    def test_rating_keeps_its_scale_when_the_service_changes(self, world):
        row = service(world)
        point = counter(world, of=row)
        rate(point.code, 3)
        services.change_service(row, by=None, scale=services.scale_named("thumbs"))
        rate(point.code, 1)
        kept = Rating.objects.order_by("value").values_list("scale__code", "value")
        assert list(kept) == [("thumbs", 1), ("cn-five", 3)]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_receipt_one_wins(world):
    (code,) = receipts(counter(world))
    start, states = threading.Barrier(16), []

    def attempt():
        try:
            start.wait()
            states.append(rate(code, 5).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _one in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["kept", *["used"] * 15]
    assert Rating.objects.count() == 1
