"""36 months of figures, as they were reported then: by whom, when, and what was put right later."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Department, User
from indicators.models import Indicator, Measurement, Period
from indicators.services.locks import hold_measurements
from perfmgmt.demo_city import people
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.organisation import NODES
from perfmgmt.demo_city.series import Figure, figures


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    """Figures first reported, then the corrections that supersede them."""
    hold_measurements()
    put = Writer()
    first = [put.row(figure.corrects or figure) for figure in figures()]
    made = load_in_bulk(Measurement, first, content["figures"])
    corrected = [
        put.row(figure, supersedes=before)
        for figure, before in zip(figures(), made, strict=True)
        if figure.corrects
    ]
    load_in_bulk(Measurement, corrected, content["figures"])
    numbers = {"figures": f"{len(made):,}", "corrected": len(corrected)}
    say(_("%(figures)s figures, %(corrected)d of them corrected later") % numbers)


class Writer:
    """Turns figures into rows; looks everything up once."""

    def __init__(self) -> None:
        self.departments = dict(Department.objects.values_list("code", "pk"))
        self.indicators = dict(Indicator.objects.filter(version=1).values_list("code", "pk"))
        self.periods = dict(Period.objects.values_list("label", "pk"))
        accounts = dict(User.objects.values_list("person__staff_number", "pk"))
        self.reporters = {node.code: accounts[people.head_of(node).number] for node in NODES}
        self.now = timezone.now()

    def row(self, figure: Figure, supersedes: Measurement | None = None) -> Measurement:
        line = figure.line
        return Measurement(
            department_id=self.departments[line.node.code],
            indicator_id=self.indicators[line.card.code],
            period_id=self.periods[figure.period],
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
            missing=figure.missing,
            text=figure.text,
            source=both(line.card.source),
            note=figure.note,
            reported_by_id=self.reporters[line.node.code],
            recorded_at=self.known_by_now(figure.recorded_at),
            supersedes=supersedes,
        )

    def known_by_now(self, recorded_at: datetime) -> datetime:
        """Never in the future: a score run counts only what was recorded before it."""
        return min(recorded_at, self.now)
