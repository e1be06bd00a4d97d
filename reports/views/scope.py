"""What a page looks at: cycle, run and period from the query string, with good defaults."""

import datetime
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.services import held_roles
from indicators.models import Cycle, Period, ScoreCard, ScoreRun
from reports import timewords

LONGEST_NUMBER = 10  # digits of a run
HEAVY = ("pins", "problems", "methods", "failure")  # columns of a run that pages do not print


@dataclass
class Scope:
    """The cycle and run that are read. `query` is what links must carry to stay in this view."""

    today: datetime.date
    cycles: list[Cycle]
    cycle: Cycle | None
    run: ScoreRun | None = None
    query: dict[str, str] = field(default_factory=dict)
    role: str = ""  # of the home page, where somebody has several

    @property
    def as_of(self) -> datetime.datetime | None:
        """The moment whose values are read: that of a chosen run, now on the live board."""
        return self.run.as_of if self.run and "run" in self.query else None

    def link(self, url: str, **more: object) -> str:
        """`url` with this view's choice, so that one stays in the same cycle and period."""
        chosen = self.query | {key: str(value) for key, value in more.items() if value}
        return f"{url}?{urlencode(chosen)}" if chosen else url


def scope(request) -> Scope:
    """Two or three queries: the cycles, and the run that is asked for or else the board."""
    today = timezone.localdate()
    heavy = [f"published_run__{name}" for name in HEAVY]
    cycles = list(Cycle.objects.visible_to(request.user).for_list().defer(*heavy))
    found = Scope(today, cycles, None)
    if asked := request.GET.get("run"):
        found.run = one_run(request.user, asked)
        found.cycle = next(c for c in cycles if c.pk == found.run.cycle_id)
        found.query["run"] = asked
        return found
    found.cycle = chosen_cycle(cycles, request.GET.get("cycle"), today)
    if found.cycle and request.GET.get("cycle"):
        found.query["cycle"] = str(found.cycle.pk)
    if found.cycle:
        found.run = runs(request.user).board(found.cycle)
    return found


def may_read(user, view: Scope) -> None:
    """What is shared is for those who hold a grant; for others it is not there. Rule A5."""
    if not view.cycles and not held_roles(user):
        raise Http404


def runs(user):
    return ScoreRun.objects.visible_to(user).defer(*HEAVY)


def one_run(user, number: str) -> ScoreRun:
    digits = number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER
    run = runs(user).done().filter(pk=number).first() if digits else None
    if run is None:
        raise Http404
    return run


def chosen_cycle(cycles: list[Cycle], asked: str | None, today: datetime.date) -> Cycle | None:
    """The one asked for, else the newest that has begun, else the newest."""
    if asked:
        found = next((cycle for cycle in cycles if str(cycle.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    begun = (cycle for cycle in cycles if cycle.period.starts_on <= today)
    return next(begun, cycles[0] if cycles else None)


def chosen_card(
    cards: list[ScoreCard], asked: str | None, today: datetime.date
) -> ScoreCard | None:
    """The card of the period asked for, else of the newest ended one; the fuller card of two."""
    if asked:
        return next((card for card in cards if card.period.label == asked), None)
    ended = [card for card in cards if card.period.ends_on <= today] or cards
    return max(ended, key=lambda c: (c.period.ends_on, len(c.target_ids), c.weight), default=None)


class PeriodForm(forms.Form):
    """Which cycle and which of its periods: a plain GET form, no script needed."""

    cycle = forms.ChoiceField(label=_("Cycle"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(
        self, scope: Scope, periods: list[Period], period: Period | None, units=(), unit=None
    ):
        """`units` are the departments to choose from, where somebody has several."""
        initial = {
            "cycle": str(scope.cycle.pk) if scope.cycle else "",
            "period": period.label if period else "",
        }
        super().__init__(initial=initial)
        self.fields["cycle"].choices = [(str(c.pk), c.name) for c in scope.cycles]
        self.fields["period"].choices = [(p.label, timewords.long(p)) for p in periods]
        if not periods:
            del self.fields["period"]
        if len(units) > 1:
            choices = [(one.code, one.title) for one in units]
            self.fields["unit"] = forms.ChoiceField(
                label=_("Department"), choices=choices, initial=unit.code
            )
        if scope.role:
            self.fields["as"] = forms.CharField(widget=forms.HiddenInput, initial=scope.role)
        if asked := scope.query.get("run"):
            del self.fields["cycle"]
            self.fields["run"] = forms.CharField(widget=forms.HiddenInput, initial=asked)
