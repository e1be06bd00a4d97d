"""Ballots for tests: a division of people under one head, a round, its votes."""

import datetime

from django.db.models import F

from appraisals import services as appraisals
from appraisals.models import Phase
from departments.models import Appointment, Person, Post, RoleGrant, User
from feedback import services
from feedback.models import BallotInvitation
from tests.appraisals.cycles import IN_PLANNING, phase, running
from tests.factories import AppointmentFactory, PersonFactory, PostFactory, RoleGrantFactory
from tests.kept import kept
from tests.world import hashed

IN_EVALUATION = datetime.datetime(2027, 1, 20, 9, tzinfo=datetime.UTC)
OVERALL = [("Overall", "总体评价")]
ORDER = ("planning", "coaching", "self_assessment", "evaluation")


@kept
def colleagues(world, count, department=None):
    """`count` people of the bureau, whose head is the manager of the world."""
    place = department or world.bureau
    names = [f"{place.code.lower()}{number}" for number in range(count)]
    users = User.objects.bulk_create(User(username=name, password=hashed()) for name in names)
    people = Person.objects.bulk_create(
        PersonFactory.build(user=user, name_en=f"Person {user.username}") for user in users
    )
    posts = Post.objects.bulk_create(
        PostFactory.build(code=f"P-{name}", department=place) for name in names
    )
    Appointment.objects.bulk_create(
        AppointmentFactory.build(person=person, post=post)
        for person, post in zip(people, posts, strict=True)
    )
    RoleGrant.objects.bulk_create(
        RoleGrantFactory.build(user=user, role="employee", department=place) for user in users
    )
    return users


@kept
def in_evaluation(world, clock, **fields):
    """A cycle launched in time, a year later, when its phase of evaluation is open."""
    clock.move_to(IN_PLANNING)
    cycle = running(world, **({"policy": "cn-local"} | fields))
    clock.move_to(IN_EVALUATION)
    for kind in ORDER:
        row = appraisals.open_phase(phase(cycle, kind), by=None)
        if kind != "evaluation":
            appraisals.close_phase(row, by=None)
    return cycle


@kept
def drafted(cycle, **fields):
    asked = {
        "sources": ["peers", "subordinates"], "scale": "democratic-vote", "questions": OVERALL,
    }  # fmt: skip
    return services.create_round(cycle, by=None, **(asked | fields))


@kept
def opened(cycle, **fields):
    return services.open_round(drafted(cycle, **fields), by=None)


def vote(invitation, level="competent", comment=""):
    return services.cast(fresh(invitation), [level], comment, by=invitation.voter)


def fresh(invitation):
    return BallotInvitation.objects.select_related("round__appraisal_cycle", "voter").get(
        pk=invitation.pk
    )


def asked_about(row, appraisal, source=None):
    rows = row.invitations.filter(appraisal=appraisal).select_related("voter").order_by("pk")
    return list(rows.filter(source=source) if source else rows)


def closed(row):
    services.close_round(row, by=None)
    return services.count(row.pk)


def close_evaluation(cycle):
    appraisals.close_phase(Phase.objects.get(appraisal_cycle=cycle, kind="evaluation"), by=None)


def pairs(row):
    """(subject, voter, source) of everybody asked, by the names of the accounts."""
    return set(
        row.invitations.annotate(about=F("appraisal__subject_user__username")).values_list(
            "about", "voter__username", "source"
        )
    )
