"""What somebody is told: here, by e-mail, in his calendar. Rules: docs/notifications.md."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from departments.notification_words import CODES
from departments.queries import (
    CalendarFeedQuerySet,
    MutedKindQuerySet,
    NotificationMailQuerySet,
    NotificationQuerySet,
)


class NotificationKind(models.TextChoices):
    """What one may mute, but for results and appeals: rights with a last day hang on those."""

    PLAN = "plan", pgettext_lazy("kind of notification", "Plans")
    COACHING = "coaching", pgettext_lazy("kind of notification", "Coaching")
    PHASE = "phase", pgettext_lazy("kind of notification", "Phases")
    DEADLINE = "deadline", pgettext_lazy("kind of notification", "What is due")
    SELF_ASSESSMENT = "assessment", pgettext_lazy("kind of notification", "Self-assessments")
    BALLOT = "ballot", pgettext_lazy("kind of notification", "Ballots")
    RESULT = "result", pgettext_lazy("kind of notification", "Results")
    DEVELOPMENT = "development", pgettext_lazy("kind of notification", "Development")
    APPEAL = "appeal", pgettext_lazy("kind of notification", "Appeals")
    DATA = "data", pgettext_lazy("kind of notification", "Data returns")
    OFFICE = "office", pgettext_lazy("kind of notification", "Performance office")


ALWAYS = (NotificationKind.RESULT, NotificationKind.APPEAL)


class MailState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("e-mail", "waiting")
    SENT = "sent", pgettext_lazy("e-mail", "sent")
    EMPTY = "empty", pgettext_lazy("e-mail", "not needed any more")
    FAILED = "failed", pgettext_lazy("e-mail", "given up")


class NotificationMail(models.Model):
    """One e-mail to one person: the row is the job, its state the truth.

    `number` is 0 for the digest of a day, of which there is one; those sent at once count on.
    Whoever sends it takes it first by `claimed_at`; after a time-out another may.
    """

    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=7, choices=MailState, default=MailState.WAITING)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)

    objects = NotificationMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "number"], name="notification_mail_once"
            ),
            models.CheckConstraint(
                name="notification_mail_state_known", condition=Q(state__in=MailState.values)
            ),
            models.CheckConstraint(
                name="notification_mail_sent_when_it_says_so",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["claimed_at"], condition=Q(state="waiting"), name="notification_mail_open"
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.user_id} {self.day} {self.number}"


class Notification(models.Model):
    """That one person is to hear of one thing, once: `about` is its number, `occasion` the time.

    No sentence is stored: `code` gives it in the language of the reader, with the name that
    `person` or `department` bears today, `day` and `detail`. `route` and `place` are where the
    next step is.
    """

    id = models.BigAutoField(primary_key=True)
    recipient = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=NotificationKind)
    code = models.CharField(max_length=24)
    about = models.BigIntegerField()
    occasion = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(
        "departments.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    day = models.DateField(null=True)
    detail = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=60)
    place = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(
        NotificationMail, on_delete=models.PROTECT, null=True, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "code", "about", "occasion"], name="notification_once"
            ),
            models.CheckConstraint(
                name="notification_kind_known", condition=Q(kind__in=NotificationKind.values)
            ),
            models.CheckConstraint(
                name="notification_code_known", condition=Q(code__in=list(CODES))
            ),
            models.CheckConstraint(
                name="notification_read_after_it_came",
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("created_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notification_list"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notification_unread"
            ),
            models.Index(
                fields=["about", "code"], condition=Q(read_at=None), name="notification_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.about} for {self.recipient_id}"


class MutedKind(models.Model):
    """A kind of which somebody wants to hear nothing: it arrives read, and in no e-mail."""

    user = models.ForeignKey("departments.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=NotificationKind)

    objects = MutedKindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="muted_kind_once"),
            models.CheckConstraint(
                name="muted_kind_may_be_muted",
                condition=Q(kind__in=[k for k in NotificationKind.values if k not in ALWAYS]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} mutes {self.kind}"


class CalendarFeed(models.Model):
    """The secret address of somebody's calendar. Only its hash is kept: it was shown once."""

    user = models.OneToOneField(
        "departments.User", on_delete=models.CASCADE, related_name="calendar_feed"
    )
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
