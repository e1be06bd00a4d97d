"""Who is told, once, in his own language; what is muted, settled, read."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation

from audit.errors import DomainError
from audit.models import Entry
from departments import services
from departments.models import (
    CalendarFeed,
    Department,
    MutedKind,
    Notification,
    NotificationKind,
    NotificationMail,
)
from departments.notification_words import CODES, Code, sentence
from departments.services import Matter

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 3, 31)
MATTER = Matter(Code.PLAN_PROPOSED, "appraisals:plan")


def tell(world, *roles, matter=MATTER, about=7, by=None):
    people = [world.user(role) for role in roles]
    return services.notify(
        matter, people, about=about, place=about, person=world.person("employee").pk, by=by
    )


def heard(user):
    return list(Notification.objects.visible_to(user).for_list())


def test_each_is_told_once_but_not_who_did_it_nor_who_left(world):
    world.evaluator.is_active = False
    world.evaluator.save(update_fields=["is_active"])
    assert tell(world, "manager", "employee", "evaluator", by=world.employee) == 1
    assert tell(world, "manager", "manager", by=world.employee) == 0
    assert [row.recipient for row in Notification.objects.all()] == [world.manager]
    again = Matter(Code.PLAN_PROPOSED, "appraisals:plan", occasion="2")
    assert tell(world, "manager", matter=again) == 1


def test_nobody_is_nobody(world):
    assert services.notify(MATTER, [None], about=1, by=None) == 0


def test_the_sentence_is_of_the_language_and_the_name_of_today(world):
    matter = Matter(Code.ACTION_DUE, "appraisals:action-settle", day=DUE)
    tell(world, "manager", matter=matter)
    [row] = heard(world.manager)
    assert sentence(row) == "A development action is due by 2026-03-31: The employee"
    with translation.override("zh-hans"):
        assert sentence(row) == "改进措施应在2026-03-31前完成：employee"


def test_every_sentence_fills_in_and_belongs_to_a_kind(world):
    assert set(CODES) == set(Code.values)
    assert set(CODES.values()) <= set(NotificationKind.values)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for code in Code.values:
                row = Notification(code=code, day=DUE, detail="planning", person=None)
                assert "%" not in sentence(row)


def test_the_rows_of_a_query_are_told_in_one_statement(world, django_assert_num_queries):
    rows = Department.objects.filter(grants__isnull=False)
    matter = Matter(Code.RETURN_DUE, "indicators:returns", day=DUE)
    with django_assert_num_queries(3):  # with the two ends of a savepoint
        told = services.notify_all(
            matter, rows, "grants__user", about="pk", department="pk", by=world.office
        )
    assert told == 5
    assert {row.department for row in heard(world.manager)} == {world.bureau}
    assert services.notify_all(matter, rows, "grants__user", about="pk", by=world.office) == 0


def test_what_is_muted_arrives_read(world):
    services.choose_notifications(world.manager, "never", ["plan"], by=world.manager)
    assert tell(world, "manager", "employee") == 2
    assert Notification.objects.unread().get().recipient == world.employee
    assert heard(world.manager)[0].read_at is not None


def test_a_choice_is_an_entry_and_the_same_again_none(world):
    for _again in range(2):
        services.choose_notifications(world.manager, "at_once", ["plan", "data"], by=world.manager)
    services.choose_notifications(world.manager, "at_once", ["data"], by=world.manager)
    world.manager.refresh_from_db()
    assert world.manager.mail_choice == "at_once"
    assert [row.kind for row in MutedKind.objects.visible_to(world.manager)] == ["data"]
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "departments.choose_mail", "departments.mute_notifications",
        "departments.mute_notifications",
    ]  # fmt: skip


@pytest.mark.parametrize(("mail", "muted"), [("daily", ["result"]), ("hourly", []), ("", ["x"])])
def test_a_choice_that_is_none_is_refused(world, mail, muted):
    with pytest.raises(DomainError):
        services.choose_notifications(world.manager, mail, muted, by=world.manager)


def test_nobody_chooses_or_reads_for_another(world):
    tell(world, "manager")
    with pytest.raises(PermissionDenied):
        services.choose_notifications(world.manager, "never", [], by=world.office)
    with pytest.raises(PermissionDenied):
        services.mark_read(heard(world.manager)[0], by=world.office)
    with pytest.raises(PermissionDenied):
        services.make_calendar_feed(world.manager, by=world.office)
    with pytest.raises(PermissionDenied):
        services.revoke_calendar_feed(world.manager, by=world.office)
    assert Notification.objects.visible_to(world.office).count() == 0


def test_reading_one_and_all(world):
    for about in (1, 2, 3):
        tell(world, "manager", "employee", about=about)
    [row, *_others] = heard(world.manager)
    assert services.mark_read(row, by=world.manager)
    assert not services.mark_read(row, by=world.manager)
    assert services.mark_all_read(by=world.manager) == 2
    assert Notification.objects.unread().count() == 3  # those of the employee


def test_what_is_done_need_not_be_heard(world):
    tell(world, "manager", "employee")
    tell(world, "manager", about=8)
    assert services.settle([Code.PLAN_PROPOSED], [7], of=world.manager) == 1
    assert services.settle([Code.PLAN_PROPOSED, Code.PLAN_AGREED], [7]) == 1
    assert [row.about for row in Notification.objects.unread()] == [8]


def test_a_rolled_back_deed_tells_nobody(world):
    with transaction.atomic():
        assert tell(world, "manager") == 1
        transaction.set_rollback(True)
    assert heard(world.manager) == []


def test_what_was_read_long_ago_is_forgotten(world):
    long_ago = timezone.now() - datetime.timedelta(days=401)
    for about in (1, 2, 3):
        tell(world, "manager", about=about)
    Notification.objects.filter(about__in=(1, 2)).update(created_at=long_ago)
    Notification.objects.filter(about=1).update(
        read_at=long_ago, mail=mail(world, day=long_ago.date(), state="sent", sent_at=long_ago)
    )
    assert (services.forget_notifications(), services.forget_notifications()) == (1, 0)
    assert list(Notification.objects.order_by("about").values_list("about", flat=True)) == [2, 3]
    assert NotificationMail.objects.count() == 0


def test_a_calendar_is_known_by_its_hash_and_ends(world):
    first = services.make_calendar_feed(world.manager, by=world.manager)
    second = services.make_calendar_feed(world.manager, by=world.manager)
    assert first not in str(CalendarFeed.objects.values())
    assert services.owner_of_calendar(first) is None
    assert services.owner_of_calendar(second) == world.manager
    assert services.revoke_calendar_feed(world.manager, by=world.manager)
    assert not services.revoke_calendar_feed(world.manager, by=world.manager)
    assert services.owner_of_calendar(second) is None


def notification(world, **fields):
    given = {"recipient": world.manager, "kind": "plan", "code": "plan_agreed", "about": 1,
             "route": "home", "created_at": timezone.now()}  # fmt: skip
    return Notification.objects.create(**(given | fields))


def mail(world, **fields):
    return NotificationMail.objects.create(**({"user": world.manager, "day": DUE} | fields))


BROKEN = {
    "notification_once": lambda w: [notification(w) for _n in range(2)],
    "notification_kind_known": lambda w: notification(w, kind="gossip"),
    "notification_code_known": lambda w: notification(w, code="gossip"),
    "notification_read_after_it_came": lambda w: notification(
        w, read_at=timezone.now() - datetime.timedelta(days=1)),
    "notification_mail_once": lambda w: [mail(w) for _n in range(2)],
    "notification_mail_state_known": lambda w: mail(w, state="lost"),
    "notification_mail_sent_when_it_says_so": lambda w: mail(w, state="sent"),
    "muted_kind_once": lambda w: [
        MutedKind.objects.create(user=w.manager, kind="plan") for _n in range(2)],
    "muted_kind_may_be_muted": lambda w: MutedKind.objects.create(user=w.manager, kind="result"),
    "user_mail_choice_known": lambda w: type(w.manager).objects.filter(
        pk=w.manager.pk).update(mail_choice="hourly"),
    "departments_calendarfeed_sha256": lambda w: [
        CalendarFeed.objects.create(user=user, sha256="a", made_at=timezone.now())
        for user in (w.manager, w.employee)],
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_holds_the_rule(world, name):
    with pytest.raises((IntegrityError, DatabaseError), match=name), transaction.atomic():
        BROKEN[name](world)
