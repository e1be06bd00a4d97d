"""Reading who is where and who may see what. The access rules are numbered in docs/access.md."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from departments.models import RoleGrant, User

STAFF_READERS = ("office", "manager", "auditor", "supervision")
KEEPERS = ("office", "auditor", "supervision")  # who sees every role in his branch

# The grants in force on a day that are a user's own or lent to him (rule A2). Written in SQL: every
# page and every deed asks it, and Django takes longer to put it into words than the database to
# answer.
HELD = """
  FROM departments_rolegrant held
 WHERE held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
   AND (held.user_id = %s OR held.id IN (
        SELECT lent.grant_id FROM departments_delegation lent
         WHERE lent.delegate_id = %s AND lent.starts_on <= %s
           AND (lent.ends_on IS NULL OR lent.ends_on >= %s)))
"""
UNREAD = """
SELECT count(*) FROM departments_notification note
 WHERE note.recipient_id = %s AND note.read_at IS NULL
"""
IDS = "SELECT held.id" + HELD
PLACES = f"ARRAY(SELECT held.department_id {HELD} AND (%s OR held.role = ANY(%s)))"
WITH_UNREAD = f"SELECT held.id, held.role, held.department_id, ({UNREAD}) AS unread {HELD}"


def held_today(user: User) -> tuple[Any, ...]:
    """What HELD asks with."""
    day = timezone.localdate()
    return day, day, user.pk, user.pk, day, day


def on_day(day: datetime.date, prefix: str = "") -> Q:
    """The rows whose dates (both inclusive, an open end allowed) include `day`."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def office_at_a_root(user: User) -> models.QuerySet:
    """The grants that make `user` the performance office of a whole organisation (A2, A3)."""
    from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

    return RoleGrant.objects.held_by(user).filter(role="office", department__parent=None)


def kept_grants(user: User) -> Sequence[RoleGrant] | None:
    """What `held_by` gives a user who came with a request, asked once; None for any other user.

    His pages then name the grants, where others search for them within each query.
    """
    if not user.of_one_request:
        return None
    if user.known_grants is None:
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        rows = RoleGrant.objects.raw(WITH_UNREAD, (user.pk, *held_today(user)))
        user.known_grants = list(rows)
        user.unread = next((getattr(row, "unread", 0) for row in user.known_grants), 0)
    return user.known_grants


def named(words: str) -> Q:
    """One of the names of a row that is `Named` holds the words."""
    return Q(name__icontains=words) | Q(name_en__icontains=words) | Q(name_zh__icontains=words)


class DatedQuerySet(models.QuerySet):
    def in_force(self, day: datetime.date | None = None) -> Self:
        """The rows in force on `day` (default: today in the time zone of the house)."""
        return self.filter(on_day(day or timezone.localdate()))


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Oneself, the accounts of people one may see, and the holders of roles one keeps.

        Source: docs/access.md, rule A3.
        """
        from departments.models import Department, Person, RoleGrant  # noqa: PLC0415 -- leaf

        kept = Department.objects.led_by(user, *KEEPERS).values("pk")
        grants = RoleGrant.objects.filter(user=OuterRef("pk"))
        people = Person.objects.filter(user=OuterRef("pk"))
        unknown = ~Exists(grants) & ~Exists(people) & Exists(office_at_a_root(user))
        return self.filter(
            Q(pk=user.pk)
            | Exists(grants.filter(department__in=kept))
            | Exists(people.visible_to(user))
            | unknown
        )


class UserAccounts(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager of accounts, with our rows."""


class DepartmentQuerySet(DatedQuerySet):
    def led_by(self, user: User, *roles: str) -> Self:
        """The departments in a branch where `user` holds one of `roles` today (none named: any).

        Shape:  a subset; one semi-join over an index, no join added.
        Errors: none. A user without a grant gets an empty set.
        Source: docs/access.md, rules A1 and A2 (a grant lent to the user counts as his).
        """
        kept = kept_grants(user)
        if kept is not None:
            places = [g.department_id for g in kept if not roles or g.role in roles]
            return self.filter(lineage__overlap=places)
        which = (*held_today(user), not roles, list(roles))
        return self.filter(lineage__overlap=RawSQL(PLACES, which))  # noqa: S611 -- our own statement

    def visible_to(self, user: User) -> Self:
        """The departments of every branch in which `user` holds a grant. Rule A1."""
        return self.led_by(user)

    def beneath(self, department_id: int) -> Self:
        """The department and all departments beneath it."""
        return self.filter(lineage__contains=[department_id])

    def organisation(self) -> Self:
        """Every department of the organisations these belong to. Rule A13: whom one may ask or name
        is no secret, what they do is."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        roots = self.annotate(root=models.F("lineage__0")).values("root")
        return Department.objects.filter(lineage__0__in=roots)  # type: ignore[return-value]

    def for_list(self) -> Self:
        """A tree row: parent loaded, total order by level, code."""
        return self.select_related("parent").order_by("level", "code")

    def people_today(self) -> dict[int, int]:
        """How many people are appointed today in each of these departments itself, not beneath."""
        from departments.models import Appointment  # noqa: PLC0415 -- leaf

        counted = (
            Appointment.objects.in_force()
            .filter(post__department__in=self.values("pk"))
            .values("post__department")
            .annotate(people=models.Count("person", distinct=True))
        )
        return {row["post__department"]: row["people"] for row in counted}

    def for_tree(self) -> Self:
        """From each root downwards, every department right after the one above it."""
        return self.order_by("lineage")

    def search(self, words: str) -> Self:
        """Those whose code or one of whose names holds the words."""
        return self.filter(Q(code__icontains=words) | named(words))


class PostQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """The posts of departments `user` may see. Rule A1."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        return self.filter(department__in=Department.objects.led_by(user).values("pk"))

    def for_list(self) -> Self:
        return self.select_related("department").order_by("department__code", "code")


class PersonQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Oneself, those appointed in a branch one keeps or leads, and the unplaced. Rule A3."""
        from departments.models import Appointment, Department  # noqa: PLC0415 -- leaf

        seen = Department.objects.led_by(user, *STAFF_READERS).values("pk")
        held = Appointment.objects.filter(person=OuterRef("pk"))
        unplaced = ~Exists(held) & Exists(office_at_a_root(user))
        return self.filter(Q(user=user) | Exists(held.filter(post__department__in=seen)) | unplaced)

    def search(self, words: str) -> Self:
        """Those whose staff number, user name or one of whose names holds the words."""
        return self.filter(
            Q(staff_number__icontains=words) | named(words) | Q(user__username__icontains=words)
        )

    def for_list(self) -> Self:
        return self.select_related("user").order_by("staff_number")


class AppointmentQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, those of branches one keeps or leads, and whoever heads what one may see. A3.

        Shape:  a subset; no join added.
        """
        from departments.models import Department, Person, Post  # noqa: PLC0415 -- leaf

        own = Person.objects.filter(user=user)
        posts = Post.objects.filter(
            Q(department__in=Department.objects.led_by(user, *STAFF_READERS).values("pk"))
            | Q(is_head=True, department__in=Department.objects.led_by(user).values("pk"))
        )
        return self.filter(Q(person__in=own.values("pk")) | Q(post__in=posts.values("pk")))

    def for_list(self) -> Self:
        return self.select_related("person", "post", "post__department").order_by(
            "post__department__code", "post__code", "-starts_on", "pk"
        )


class RoleGrantQuerySet(DatedQuerySet):
    def held_by(self, user: User) -> Self:
        """The grants in force today that are the user's own or lent to him. Rule A2."""
        kept = kept_grants(user)
        if kept is not None:
            return self.filter(pk__in=[grant.pk for grant in kept])
        return self.of_today(user)

    def of_today(self, user: User) -> Self:
        """`held_by`, asked of the table whoever the user is."""
        return self.filter(pk__in=RawSQL(IDS, held_today(user)))  # noqa: S611 -- our own statement

    def visible_to(self, user: User) -> Self:
        """One's own, and those over branches one keeps. Rule A4."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        kept = Department.objects.led_by(user, *KEEPERS).values("pk")
        return self.filter(Q(user=user) | Q(department__in=kept))

    def for_list(self) -> Self:
        return self.select_related("user", "user__person", "department").order_by(
            "department__code", "role", "user__username", "pk"
        )


class DelegationQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Lent by or to oneself, and those over branches one keeps. Rule A4."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        kept = Department.objects.led_by(user, *KEEPERS).values("pk")
        return self.filter(Q(delegate=user) | Q(grant__user=user) | Q(grant__department__in=kept))

    def for_list(self) -> Self:
        return self.select_related("grant__user", "grant__department", "delegate").order_by(
            "-starts_on", "pk"
        )


class CalendarDayQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Everybody who holds a grant may read the calendar he works under. Rule A5."""
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        return self.filter(Exists(RoleGrant.objects.held_by(user)))

    def special_days(self) -> dict[datetime.date, str]:
        """What `departments.calendar` asks for: "holiday" or "make_up" by date."""
        return dict(self.values_list("day", "kind"))

    def for_list(self) -> Self:
        return self.order_by("day")


class PolicyPackQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Everybody who holds a grant may read the rules he works under. Rule A5."""
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        return self.filter(Exists(RoleGrant.objects.held_by(user)))

    def for_list(self) -> Self:
        return self.order_by("code", "-version")


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own and nobody else's. Rule A36."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def to_mail(self) -> Self:
        """Not read and in no e-mail, of somebody who gets e-mails."""
        return self.unread().filter(
            mail=None, recipient__is_active=True, recipient__mail_choice__in=["daily", "at_once"]
        ).exclude(recipient__email="")  # fmt: skip

    def for_list(self) -> Self:
        """All that a list row prints, the newest first."""
        return self.select_related("person", "department").order_by("-created_at", "-pk")


class NotificationMailQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """For the office and those who check, over a whole organisation. Rule A36."""
        from departments.models import RoleGrant  # noqa: PLC0415 -- leaf

        kept = RoleGrant.objects.held_by(user).filter(role__in=KEEPERS, department__parent=None)
        return self.filter(Exists(kept))

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def in_trouble(self) -> Self:
        """Tried in vain: given up, or still being tried."""
        return self.filter(Q(state="failed") | Q(state="waiting", tries__gt=0))

    def for_list(self) -> Self:
        return self.select_related("user").order_by("-day", "-pk")


class MutedKindQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)

    def under(self, sha256: str) -> Self:
        """The one whose secret has this hash, while its owner may sign in."""
        return self.filter(sha256=sha256, user__is_active=True)
