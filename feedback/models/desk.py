"""Tickets over bad ratings: who looks, until when, what came of it. docs/rectification.md."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from feedback.models.ratings import Rating
from feedback.queries import FollowUpQuerySet, TicketQuerySet
from indicators.models.fields import known

LONGEST = 2000  # characters of a text of the desk


class TicketState(models.TextChoices):
    OPEN = "open", pgettext_lazy("ticket", "not looked at yet")
    TAKEN = "taken", pgettext_lazy("ticket", "somebody looks at it")
    CLASSIFIED = "classified", pgettext_lazy("ticket", "judged")
    ACTED = "acted", pgettext_lazy("ticket", "something was done")
    REPLIED = "replied", pgettext_lazy("ticket", "answered")
    CLOSED = "closed", pgettext_lazy("ticket", "closed")


class TicketKind(models.TextChoices):
    REASONABLE = "reasonable", pgettext_lazy("ticket", "reasonable: put right now")
    COMPLEX = "complex", pgettext_lazy("ticket", "complex: into the ledger of problems, with a day")
    NO_BASIS = "no_basis", pgettext_lazy("ticket", "no basis in law: explain")
    MIS_RATED = "mis_rated", pgettext_lazy("ticket", "not about this service, or no honest rating")


class Handling(models.TextChoices):
    """What the rater thinks of the answer."""

    SATISFIED = "satisfied", pgettext_lazy("answer to a rating", "Satisfied")
    FAIRLY = "fairly", pgettext_lazy("answer to a rating", "Fairly satisfied")
    NOT = "not", pgettext_lazy("answer to a rating", "Not satisfied")


class Ending(models.TextChoices):
    ANSWERED = "answered", pgettext_lazy("end of a ticket", "answered")
    EXCLUDED = "excluded", pgettext_lazy("end of a ticket", "the rating does not count")


class Ticket(models.Model):
    """A negative rating that was released: one answer is due. The steps: services.desk.STEPS.

    `finding` says why it was judged so, `later_by` until when a complex one is put right. `reply`
    is what the rater reads. A rater who is not satisfied opens it again, once.
    """

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="ticket")
    opened_on = models.DateField()
    contact_by = models.DateField()
    rectify_by = models.DateField()
    state = models.CharField(max_length=10, choices=TicketState, default=TicketState.OPEN)
    owner = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=TicketKind, blank=True)
    finding = models.CharField(max_length=LONGEST, blank=True)
    later_by = models.DateField(null=True)
    deed = models.CharField(max_length=LONGEST, blank=True)
    reply = models.CharField(max_length=LONGEST, blank=True)
    replied_on = models.DateField(null=True)
    handling = models.CharField(max_length=9, choices=Handling, blank=True)
    is_reopened = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            known("ticket_state", "state", TicketState),
            known("ticket_kind", "kind", TicketKind, blank=True),
            known("ticket_handling", "handling", Handling, blank=True),
            known("ticket_ending", "ending", Ending, blank=True),
            models.CheckConstraint(
                name="ticket_has_an_owner",
                condition=Q(state="open", owner=None) | Q(state="closed") | Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_is_judged",
                condition=~Q(state__in=["classified", "acted", "replied"]) | ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="ticket_later_when_complex",
                condition=Q(kind="complex", later_by__isnull=False) & ~Q(finding="")
                | ~Q(kind="complex") & Q(later_by=None),
            ),
            models.CheckConstraint(
                name="ticket_says_what_was_done", condition=~Q(state="acted") | ~Q(deed="")
            ),
            models.CheckConstraint(
                name="ticket_is_answered",
                condition=~Q(state="replied") & ~Q(ending="answered")
                | ~Q(reply="") & Q(replied_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_handling_of_a_reply", condition=Q(handling="") | ~Q(reply="")
            ),
            models.CheckConstraint(
                name="ticket_reopened_by_its_rater",
                condition=Q(is_reopened=False) | Q(handling="not"),
            ),
            models.CheckConstraint(
                name="ticket_ends_once_closed",
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(ending="")
                | ~Q(state="closed") & Q(closed_on=None, ending=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["rectify_by"], condition=~Q(state="closed"), name="ticket_not_closed"
            ),
            models.Index(
                fields=["owner"], condition=~Q(state="closed"), name="ticket_of_an_owner"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"ticket {self.pk}: {self.state}"

    @property
    def is_closed(self):
        return self.state == TicketState.CLOSED


class TicketEvent(models.Model):
    """A step of a ticket: who, which day, in which words. Append-only (a trigger).

    The day only: what a rater does shall not be told from its second. Nobody: the rater, the house.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=12)
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    day = models.DateField()
    note = models.CharField(max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.step} of ticket {self.ticket_id}"


class CallBack(models.Model):
    """Supervision asked the rater what he thinks of the answer, or tried to. Append-only."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="call_backs")
    is_reached = models.BooleanField()
    is_second = models.BooleanField(default=False)  # after the ticket was opened again
    note = models.CharField(max_length=LONGEST, blank=True)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"call back of ticket {self.ticket_id}"


class WeDid(models.Model):
    """What was done about a rating, for everybody to read on the page of the service.

    `quote` are the words of the rater, when they are shown beside it. Where something looks like
    personal data (`findings`), whoever publishes it says why it may stand.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="we_did")
    text_en = models.CharField(_("in English"), max_length=LONGEST, blank=True)
    text_zh = models.CharField(_("in Chinese"), max_length=LONGEST, blank=True)
    quote = models.CharField(max_length=500, blank=True)
    findings = models.JSONField(default=list)
    confirmed_because = models.CharField(max_length=500, blank=True)
    published_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="we_did_says_something", condition=~Q(text_en="") | ~Q(text_zh="")
            ),
            models.CheckConstraint(
                name="we_did_findings_confirmed",
                condition=Q(findings=[]) | ~Q(confirmed_because=""),
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    @property
    def text(self):
        """In the language of the reader, else in the other."""
        first, second = self.text_en, self.text_zh
        if (get_language() or "").startswith("zh"):
            first, second = second, first
        return first or second


class FollowUpKind(models.TextChoices):
    OBJECTIVE = "objective", pgettext_lazy("follow-up", "proposal for an objective")
    IMPROVEMENT = "improvement", pgettext_lazy("follow-up", "action of improvement")
    TRAINING = "training", pgettext_lazy("follow-up", "training")


class FollowUp(models.Model):
    """What a ticket teaches beyond its own case: what is done, by whom, until when."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(_("kind"), max_length=11, choices=FollowUpKind)
    text = models.CharField(_("what is to be done"), max_length=500)
    owner = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"))
    objective = models.ForeignKey(
        "indicators.Objective", on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_on = models.DateField(null=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            known("follow_up_kind", "kind", FollowUpKind),
            models.CheckConstraint(name="follow_up_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="follow_up_done_with_an_outcome",
                condition=Q(done_on=None, outcome="") | Q(done_on__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="follow_up_objective_of_a_proposal",
                condition=Q(objective=None) | Q(kind="objective", done_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_on=None), name="follow_up_to_do"),
        ]

    def __str__(self):
        return self.text
