"""Who there is and where: departments, posts, people, roles, the working calendar, policy."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from departments.queries import (
    AppointmentQuerySet,
    CalendarDayQuerySet,
    DelegationQuerySet,
    DepartmentQuerySet,
    PersonQuerySet,
    PolicyPackQuerySet,
    PostQuerySet,
    RoleGrantQuerySet,
    UserAccounts,
)

# Both dates inclusive; an open end reaches to infinity.
DATES = Func(
    "starts_on",
    "ends_on",
    RangeBoundary(inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The check that both dates are in order, with a message a person can act on."""
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
        violation_error_message=_("The end date must not lie before the start date."),
    )


class Named(models.Model):
    """A thing with an official name and its name in the two languages of the house."""

    name = models.CharField(_("official name"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name to show: in the language of the reader, else the official one."""
        chinese = (get_language() or "").startswith("zh")
        named = (self.name_zh if chinese else self.name_en) or self.name
        return str(named or self.name_en or self.name_zh or _("(no name)"))


class MailChoice(models.TextChoices):
    DAILY = "daily", pgettext_lazy("e-mail", "Once a day, when there is something new")
    AT_ONCE = "at_once", pgettext_lazy("e-mail", "At once")
    NEVER = "never", pgettext_lazy("e-mail", "Never; I look here")


class User(AbstractUser):
    """An account. What it may see and do comes from its role grants, never from a flag here."""

    language = models.CharField(_("language"), max_length=10, blank=True)
    mail_choice = models.CharField(
        _("e-mail"), max_length=7, choices=MailChoice, default=MailChoice.DAILY, db_default="daily"
    )

    # A user who came with a request holds, until its end, what he held when first asked about.
    of_one_request = False
    known_grants: "list[RoleGrant] | None" = None
    # How many notifications he has not read; asked together with his grants.
    unread = 0

    objects = UserAccounts()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_mail_choice_known",
                condition=Q(mail_choice__in=["daily", "at_once", "never"]),
            )
        ]


class Department(Named):
    """A node of the organisation. `lineage` holds every ancestor's id and its own, root first."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    peer_group = models.CharField(_("peer group"), max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(editable=False, default=1)
    lineage = ArrayField(models.IntegerField(), editable=False, default=list)
    starts_on = models.DateField(_("exists from"))
    ends_on = models.DateField(_("exists until"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("department_ends_after_start"),
            models.CheckConstraint(
                name="department_not_its_own_parent", condition=~Q(parent=F("id"))
            ),
        ]
        indexes = [GinIndex(fields=["lineage"], name="department_lineage")]


class DepartmentPlacement(models.Model):
    """Under which parent a department stood, and when: the history a move leaves behind."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            ends_after_start("placement_ends_after_start"),
            ExclusionConstraint(
                name="placement_one_parent_at_a_time",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} under {self.parent_id} from {self.starts_on}"


class Post(Named):
    """A position in a department, held by appointment."""

    class Category(models.TextChoices):
        LEADING = "leading", _("Leading post")
        ADMINISTRATIVE = "administrative", _("Administrative post")
        PROFESSIONAL = "professional", _("Professional and technical post")
        ENFORCEMENT = "enforcement", _("Law enforcement post")
        SUPPORT = "support", _("Support post")

    code = models.CharField(_("code"), max_length=60, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    category = models.CharField(
        _("category"), max_length=20, choices=Category, default=Category.ADMINISTRATIVE
    )
    is_head = models.BooleanField(_("heads the department"), default=False)
    starts_on = models.DateField(_("exists from"))
    ends_on = models.DateField(_("exists until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("post_ends_after_start"),
            models.CheckConstraint(
                name="post_category_known",
                condition=Q(
                    category__in=[
                        "leading",
                        "administrative",
                        "professional",
                        "enforcement",
                        "support",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(is_head=True, ends_on__isnull=True),
                name="post_one_head_per_department",
                violation_error_message=_("This department already has a post that heads it."),
            ),
        ]


class Person(Named):
    """Somebody who works here; the account is optional and may come later."""

    staff_number = models.CharField(_("staff number"), max_length=40, unique=True)
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    starts_on = models.DateField(_("employed from"))
    ends_on = models.DateField(_("employed until"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [ends_after_start("person_ends_after_start")]


class Appointment(models.Model):
    """Who holds which post, since when. One substantive post at a time."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", _("Substantive")
        ACTING = "acting", _("Acting")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SUBSTANTIVE)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("appointment_ends_after_start"),
            models.CheckConstraint(
                name="appointment_kind_known", condition=Q(kind__in=["substantive", "acting"])
            ),
            models.CheckConstraint(
                name="appointment_acting_ends",
                condition=~Q(kind="acting") | Q(ends_on__isnull=False),
                violation_error_message=_("An acting appointment needs an end date."),
            ),
            ExclusionConstraint(
                name="appointment_one_substantive_post_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="substantive"),
                violation_error_message=_("This person already holds a post on these days."),
            ),
            ExclusionConstraint(
                name="appointment_one_holder_per_post_and_kind",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Somebody else holds this post on these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id} from {self.starts_on}"


class RoleGrant(models.Model):
    """A role over a branch of the tree, with dates. All access to rows comes from these."""

    class Role(models.TextChoices):
        OFFICE = "office", _("Performance office")
        MANAGER = "manager", _("Manager")
        EMPLOYEE = "employee", _("Employee")
        EVALUATOR = "evaluator", _("Evaluator")
        AUDITOR = "auditor", _("Auditor")
        SUPERVISION = "supervision", _("Supervision")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="grants")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("role_grant_ends_after_start"),
            models.CheckConstraint(
                name="role_grant_role_known",
                condition=Q(
                    role__in=[
                        "office",
                        "manager",
                        "employee",
                        "evaluator",
                        "auditor",
                        "supervision",
                    ]
                ),
            ),
            ExclusionConstraint(
                name="role_grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This role is already granted on these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.department_id}"


class Delegation(models.Model):
    """One grant lent to another user for some days. It lends no right to approve oneself."""

    grant = models.ForeignKey(RoleGrant, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=500)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("delegation_ends_after_start"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    ("grant", RangeOperators.EQUAL),
                    ("delegate", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This role is already delegated on these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} to {self.delegate_id} from {self.starts_on}"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a public holiday, or a make-up working day."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        MAKE_UP = "make_up", _("Make-up working day")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                name="calendar_day_kind_known", condition=Q(kind__in=["holiday", "make_up"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    @property
    def title(self) -> str:
        """The name in the language of the reader."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class PolicyPack(Named):
    """Deadlines, scales, quotas and defaults of one jurisdiction, as versioned data.

    A published version never changes (a trigger refuses it); a new rule is a new version.
    """

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(editable=False)

    objects = PolicyPackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="policy_pack_version_once"),
        ]
