"""Rounds of ballots, who is asked, and the box. Rules: docs/ballots.md; docs/adr/0013."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.queries.rehearsals import Fenced
from departments.models import Named
from feedback.counting import LEAST
from feedback.queries import BallotInvitationQuerySet, BallotRoundQuerySet
from feedback.sealing import SEALED_SIZE
from indicators.models.fields import known

MOST = 30  # whom a subject needs of one kind; more only makes work


class BallotSource(models.TextChoices):
    """The kinds of colleagues, by the names that a policy weighs them under."""

    PEERS = "peers", pgettext_lazy("who votes", "colleagues of the same unit")
    SUBORDINATES = "subordinates", pgettext_lazy("who votes", "subordinates")
    COOPERATING = "cooperating", pgettext_lazy("who votes", "heads of cooperating departments")


class SmallGroups(models.TextChoices):
    DROP = "drop", pgettext_lazy("small group", "destroy them unread")
    MERGE = "merge", pgettext_lazy("small group", "count them with the colleagues of the same unit")


class RoundState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("ballots", "being set up")
    OPEN = "open", pgettext_lazy("ballots", "open")
    CLOSED = "closed", pgettext_lazy("ballots", "closed, being counted")
    RELEASED = "released", pgettext_lazy("ballots", "counted")


class BallotRound(models.Model):
    """The one vote of colleagues in a cycle of appraisal. One only: from two, the difference of
    their means would name those who were asked once.

    `private_key` opens the box; it is itself sealed with the secret of the installation and is
    there only from the opening until the ballots are counted.
    """

    appraisal_cycle = models.ForeignKey(
        "appraisals.AppraisalCycle", on_delete=models.PROTECT, related_name="ballot_rounds"
    )
    sources = ArrayField(
        models.CharField(max_length=12, choices=BallotSource), verbose_name=_("who is asked")
    )
    scale = models.CharField(_("answers"), max_length=60)
    small_groups = models.CharField(
        _("ballots of a group that is too small"),
        max_length=5, choices=SmallGroups, default=SmallGroups.DROP,
    )  # fmt: skip
    most = models.PositiveSmallIntegerField(
        _("how many of each kind are asked about one subject, at most"),
        default=15, validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
    )  # fmt: skip
    asks_comment = models.BooleanField(_("ask for a comment"), default=True)
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.DRAFT)
    public_key = models.BinaryField(max_length=32, null=True, editable=False)
    private_key = models.BinaryField(max_length=60, null=True, editable=False)
    counted = models.PositiveIntegerField(null=True, editable=False)
    destroyed = models.PositiveIntegerField(null=True, editable=False)

    objects = Fenced.from_queryset(BallotRoundQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal_cycle"], name="ballot_round_once",
                violation_error_message=_("This cycle has its ballots already."),
            ),
            known("ballot_round_state_known", "state", RoundState),
            known("ballot_round_small_groups_known", "small_groups", SmallGroups),
            models.CheckConstraint(
                name="ballot_round_sources_known",
                condition=Q(sources__contained_by=BallotSource.values, sources__len__gt=0),
                violation_error_message=_("Choose who is asked."),
            ),
            models.CheckConstraint(
                name="ballot_round_asks_enough",
                condition=Q(most__gte=LEAST, most__lte=MOST),
                violation_error_message=_("Choose a number from 5 to 30."),
            ),
            models.CheckConstraint(
                name="ballot_round_key_while_there_is_a_box",
                condition=Q(
                    state__in=["open", "closed"], public_key__isnull=False,
                    private_key__isnull=False,
                ) | Q(state__in=["draft", "released"], private_key__isnull=True),
            ),
            models.CheckConstraint(
                name="ballot_round_counted_when_released",
                condition=Q(state="released", counted__isnull=False, destroyed__isnull=False)
                | ~Q(state="released") & Q(counted__isnull=True, destroyed__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"ballots of {self.appraisal_cycle_id}: {self.state}"


class BallotQuestion(Named):
    """What is asked about every subject, by its place on the page."""

    round = models.ForeignKey(BallotRound, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="ballot_question_once"),
            models.CheckConstraint(
                name="ballot_question_asks", condition=~Q(name_en="") & ~Q(name_zh="")
            ),
        ]
        ordering = ["place"]


class BallotInvitation(models.Model):
    """Who is asked about whom, and whether he has voted: nothing else, and not when."""

    round = models.ForeignKey(BallotRound, on_delete=models.CASCADE, related_name="invitations")
    appraisal = models.ForeignKey(
        "appraisals.Appraisal", on_delete=models.PROTECT, related_name="ballot_invitations"
    )
    voter = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="ballot_invitations"
    )
    source = models.CharField(max_length=12, choices=BallotSource)
    by_hand = models.BooleanField(default=False)
    voted = models.BooleanField(default=False)

    objects = Fenced.from_queryset(BallotInvitationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "appraisal", "voter"], name="ballot_invitation_once",
                violation_error_message=_("This person is asked about this subject already."),
            ),
            known("ballot_invitation_source_known", "source", BallotSource),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["voter"], condition=Q(voted=False), name="ballot_to_cast"),
        ]

    def __str__(self):
        return f"invitation {self.pk}"


class SealedBallot(models.Model):
    """A ballot in the box: of one size whatever it says, and only the key of the round opens it.

    The box holds no author, no subject, no time and no order: see services.ballot_box.mix.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(BallotRound, on_delete=models.PROTECT, related_name="box")
    sealed = models.BinaryField(max_length=SEALED_SIZE)
    is_mixed = models.BooleanField(default=False)

    objects = Fenced()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_ballot_of_one_size",
                condition=Exact(Length("sealed"), SEALED_SIZE),
            )
        ]
        indexes = [
            models.Index(fields=["round"], condition=Q(is_mixed=False), name="ballot_not_mixed"),
        ]

    def __str__(self):
        return "a sealed ballot"
