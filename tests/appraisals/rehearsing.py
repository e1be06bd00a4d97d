"""Rehearsals for tests: of a cycle that is being set up for the world, with a session in it."""

import uuid

from django.urls import reverse

from appraisals import services
from audit.rehearsing import on_stage
from tests.appraisals import cycles
from tests.kept import kept


@kept
def ready(world, **fields):
    """A draft that could be launched."""
    cycle = cycles.draft(world, **fields)
    cycles.in_planning(cycle)
    cycles.take_in(world, cycle)
    return cycle


@kept
def started(world, **fields):
    return services.start_rehearsal(ready(world, **fields), by=world.office)


def part_of(world, rehearsal, role):
    """The appraisal of the world's user with this role, in the rehearsal."""
    with on_stage(rehearsal.pk, world.office.pk):
        return cycles.appraisal_of(rehearsal, world.user(role))


def at(name, *args):
    return reverse(f"appraisals:{name}", args=args)


def token(**more):
    return {"form_token": str(uuid.uuid4())} | more


def act(client, rehearsal, user):
    """Let the session of `client` act as `user` from now on."""
    return client.post(at("rehearsal-act", rehearsal.pk), token(person=user.pk))


def go_on(rehearsal, *kinds, by):
    """Go on to each of these phases in turn."""
    for kind in kinds:
        services.next_phase(rehearsal, by=by, seen=kind)
