"""Surveys: waves, strata, invitations, what they say. Rules: docs/public-voice.md, P18 and P19."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office
from feedback.counting import LEAST
from feedback.models import (
    Channel,
    PublicService,
    Rating,
    Stream,
    StreamKind,
    SurveyInvitation,
    SurveyStratum,
    SurveyWave,
)
from feedback.poststratifying import Result, Stratum, weighted
from feedback.services.cases import made_out
from feedback.services.catalogue import add_point
from indicators.services.errors import checked, lock_key


@dataclass(frozen=True, slots=True)
class Group:
    """A stratum as the office plans it."""

    channel: str
    service_group: str
    age_band: str
    population: int


@transaction.atomic
def add_wave(
    service: PublicService, groups: Sequence[Group], *, by: User | None, **fields: Any
) -> SurveyWave:
    """A survey with its strata, a stream and a place of its own. Errors: DomainError."""
    require_office(by, service.department)
    if not groups:
        raise DomainError(_("A survey needs at least one group."), "groups")
    names = {"name_en": fields["name_en"], "name_zh": fields["name_zh"]}
    wave = SurveyWave(service=service, **fields)
    checked(wave, leave=["id", "service", "stream", "point"])
    wave.point = add_point(service, by=by, channel=Channel.ONLINE, **names)
    wave.stream = Stream.objects.create(
        code=f"survey-{wave.point.code.lower()}", kind=StreamKind.SURVEY, **names
    )
    wave.save(force_insert=True)
    for group in groups:
        row = SurveyStratum(wave=wave, **asdict(group))
        try:
            checked(row, leave=["id"])
        except DomainError as error:
            raise DomainError(f"{row}: {error}", "groups") from None
        row.save(force_insert=True)
    details = {"service": service.code, "groups": len(groups)}
    audit.record("feedback.add_wave", wave, by=by, details=details)
    return wave


@transaction.atomic
def invite_stratum(stratum: SurveyStratum, number: int, *, by: User | None) -> list[str]:
    """So many codes to send to people drawn from the stratum; shown once and kept nowhere.

    Errors: WrongState once the survey is over; DomainError beyond the people of the stratum.
    """
    wave = stratum.wave
    require_office(by, wave.service.department)
    if wave.ends_on <= timezone.localdate():
        raise WrongState(_("The survey is over, or ends today: nobody could answer any more."))
    lock_key("receipts", wave.point_id)
    left = stratum.population - stratum.invitations.count()
    if not 0 < number <= left:
        message = _("%(left)d people of this group are not invited yet.") % {"left": left}
        raise DomainError(message, "number")
    new, rows = made_out(wave.point, number, wave.ends_on)
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(receipt=row, stratum=stratum) for row in rows
    )
    audit.record("feedback.invite_stratum", stratum, by=by, details={"number": number})
    return new


def result_of(
    wave: SurveyWave, strata: Sequence[Any], *, on: datetime.date | None = None
) -> Result | None:
    """What the survey says, once it is over and all its answers, five at least, are released.

    `strata` come with their answers. None before: the difference of two looks would be what one
    person said.
    """
    is_over = (on or timezone.localdate()) > wave.ends_on
    if not is_over or Rating.objects.undecided(wave.stream_id).exists():
        return None
    found = weighted([Stratum(one.population, one.answered, one.hits) for one in strata])
    return found if found and found.n >= LEAST else None
