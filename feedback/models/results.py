"""What the ballots say, of groups that are large enough: counts and comments, no ballots."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from appraisals.queries.rehearsals import Fenced
from feedback.counting import LEAST
from feedback.models.ballots import BallotQuestion, BallotRound, BallotSource
from feedback.queries import BallotGroupQuerySet
from indicators.models.fields import known


class BallotGroup(models.Model):
    """The colleagues of one kind of one subject; `merged` names the kinds counted with them."""

    round = models.ForeignKey(BallotRound, on_delete=models.PROTECT, related_name="groups")
    appraisal = models.ForeignKey(
        "appraisals.Appraisal", on_delete=models.PROTECT, related_name="ballot_groups"
    )
    source = models.CharField(max_length=12, choices=BallotSource)
    merged = ArrayField(models.CharField(max_length=12, choices=BallotSource), default=list)
    ballots = models.PositiveIntegerField()

    objects = Fenced.from_queryset(BallotGroupQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "appraisal", "source"], name="ballot_group_once"
            ),
            known("ballot_group_source_known", "source", BallotSource),
            models.CheckConstraint(
                name="ballot_group_large_enough", condition=Q(ballots__gte=LEAST)
            ),
        ]

    def __str__(self):
        return f"{self.source} of {self.appraisal_id}"


class BallotTally(models.Model):
    """How many of a group gave one answer to one question."""

    group = models.ForeignKey(BallotGroup, on_delete=models.PROTECT, related_name="tallies")
    question = models.ForeignKey(BallotQuestion, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=60)
    votes = models.PositiveIntegerField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "question", "level"], name="ballot_tally_once"
            ),
            models.CheckConstraint(name="ballot_tally_of_somebody", condition=Q(votes__gt=0)),
        ]

    def __str__(self):
        return f"{self.level}: {self.votes}"


class BallotComment(models.Model):
    """What somebody of a group wrote. Its number is random, and it knows nothing but the group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    group = models.ForeignKey(BallotGroup, on_delete=models.PROTECT, related_name="comments")
    text = models.CharField(max_length=500)

    objects = Fenced()

    class Meta:
        ordering = ["id"]  # random numbers: an order that says nothing

    def __str__(self):
        return "a comment"
