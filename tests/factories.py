"""Rows for tests: straight into the tables, with valid defaults. One section per room."""

import datetime

import factory
from factory.django import DjangoModelFactory

from departments.models import (
    Appointment,
    CalendarDay,
    Delegation,
    Department,
    DepartmentPlacement,
    Person,
    PolicyPack,
    Post,
    RoleGrant,
    User,
)
from indicators.models import (
    Cycle,
    Evidence,
    Indicator,
    Measurement,
    Period,
    Target,
    Verification,
)
from indicators.periods import parse_period

LONG_AGO = datetime.date(2015, 1, 1)
PASSWORD = "a long enough pass phrase"

# --- departments


class UserFactory(DjangoModelFactory):
    """An account without any grant; its password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class DepartmentFactory(DjangoModelFactory):
    """A department with level, lineage and placement as the services would keep them."""

    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"D{n:04}")
    name = factory.LazyAttribute(lambda department: f"Department {department.code}")
    name_en = factory.LazyAttribute(lambda department: f"Department {department.code}")
    name_zh = factory.LazyAttribute(lambda department: f"部门{department.code}")
    parent = None
    starts_on = LONG_AGO

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        department = super()._create(model_class, *args, **kwargs)
        parent = department.parent
        department.lineage = [*(parent.lineage if parent else []), department.pk]
        department.level = len(department.lineage)
        department.save(update_fields=["lineage", "level"])
        DepartmentPlacement.objects.create(
            department=department,
            parent=parent,
            starts_on=department.starts_on,
            ends_on=department.ends_on,
        )
        return department


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    code = factory.Sequence(lambda n: f"P{n:05}")
    name = factory.LazyAttribute(lambda post: f"Post {post.code}")
    name_en = factory.LazyAttribute(lambda post: f"Post {post.code}")
    name_zh = factory.LazyAttribute(lambda post: f"岗位{post.code}")
    department = factory.SubFactory(DepartmentFactory)
    category = Post.Category.ADMINISTRATIVE
    starts_on = LONG_AGO


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    staff_number = factory.Sequence(lambda n: f"S{n:06}")
    name = factory.LazyAttribute(lambda person: f"Person {person.staff_number}")
    name_en = factory.LazyAttribute(lambda person: f"Person {person.staff_number}")
    name_zh = factory.LazyAttribute(lambda person: f"人员{person.staff_number}")
    user = None
    starts_on = LONG_AGO


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    post = factory.SubFactory(PostFactory)
    kind = Appointment.Kind.SUBSTANTIVE
    starts_on = LONG_AGO


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = RoleGrant.Role.EMPLOYEE
    department = factory.SubFactory(DepartmentFactory)
    starts_on = LONG_AGO


class DelegationFactory(DjangoModelFactory):
    """Lent from long ago until far ahead, so that it is in force today."""

    class Meta:
        model = Delegation

    grant = factory.SubFactory(RoleGrantFactory)
    delegate = factory.SubFactory(UserFactory)
    starts_on = LONG_AGO
    ends_on = datetime.date(2099, 12, 31)
    reason = "Leave"


class CalendarDayFactory(DjangoModelFactory):
    class Meta:
        model = CalendarDay

    day = factory.Sequence(lambda n: datetime.date(2026, 1, 1) + datetime.timedelta(days=n))
    kind = CalendarDay.Kind.HOLIDAY
    name_en = "Holiday"
    name_zh = "假日"


class PolicyPackFactory(DjangoModelFactory):
    """A row for lists; its content is not a complete pack (see departments/policy)."""

    class Meta:
        model = PolicyPack

    code = "test-pack"
    version = factory.Sequence(lambda n: n + 1)
    name = "Test pack"
    name_en = "Test pack"
    name_zh = "测试规则包"
    content = factory.LazyFunction(dict)
    sha256 = "0" * 64
    published_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


# --- indicators


class PeriodFactory(DjangoModelFactory):
    """A calendar month unless told otherwise; one row per label."""

    class Meta:
        model = Period
        django_get_or_create = ("label",)

    label = "2023-09"
    kind = factory.LazyAttribute(lambda period: parse_period(period.label).kind)
    starts_on = factory.LazyAttribute(lambda period: parse_period(period.label).starts_on)
    ends_on = factory.LazyAttribute(lambda period: parse_period(period.label).ends_on)


class CycleFactory(DjangoModelFactory):
    class Meta:
        model = Cycle
        django_get_or_create = ("name",)

    name = "2023"
    period = factory.LazyAttribute(lambda cycle: PeriodFactory(label=cycle.name))


class IndicatorFactory(DjangoModelFactory):
    """A monthly share in percent, the more the better."""

    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"K{n:04}")
    name = factory.LazyAttribute(lambda indicator: f"Indicator {indicator.code}")
    name_en = factory.LazyAttribute(lambda indicator: f"Indicator {indicator.code}")
    name_zh = factory.LazyAttribute(lambda indicator: f"指标{indicator.code}")
    unit = "%"
    direction = "higher"
    frequency = "month"
    decimals = 1


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    cycle = factory.SubFactory(CycleFactory)
    department = factory.SubFactory(DepartmentFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    method = "ratio_higher"
    value = 90
    created_at = datetime.datetime(2022, 12, 1, tzinfo=datetime.UTC)


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    period = factory.SubFactory(PeriodFactory)
    value = None


class EvidenceFactory(DjangoModelFactory):
    """A note, with the retention of ten years."""

    class Meta:
        model = Evidence

    kind = "note"
    note = "The signed list lies in room 12."
    keep_until = datetime.date(2036, 1, 1)


class VerificationFactory(DjangoModelFactory):
    """A value found to be true; `verified_by` must stand outside its chain."""

    class Meta:
        model = Verification

    verdict = "verified"
