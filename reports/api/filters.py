"""The filters of the lists. A code nobody may see gives an empty list, like a wrong one."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from departments.models import Department
from indicators.models import Cycle
from indicators.models.cards import Classification, Direction, IndicatorKind
from indicators.models.measurement import Missing
from indicators.models.planning import PeriodKind
from indicators.models.radar import SignalKind, SignalState
from indicators.models.scores import RunState
from indicators.scoring import State
from reports.api.fields import DayFilter, MomentFilter, TrueOrFalse, WholeNumber

LONGEST = 300


def exactly(field, label):
    return filters.CharFilter(field_name=field, label=label, max_length=LONGEST)


class InBranch(filters.FilterSet):
    """By a branch that the caller may see; `of`: the way to the department of a row."""

    branch = filters.CharFilter(
        method="in_branch", max_length=LONGEST, label=_("Code of a department: it and all beneath")
    )
    of = "department"

    def in_branch(self, queryset, name, value):
        tops = Department.objects.visible_to(self.request.user).filter(code=value)
        top = tops.values_list("pk", flat=True).first()
        if top is None:
            return queryset.none()
        return queryset.filter(**{f"{self.of}__lineage__contains": [top]})


class BranchFilter(InBranch):
    """Filters for whatever hangs on a department."""

    department = exactly("department__code", _("Code of the department"))


class DepartmentFilter(filters.FilterSet):
    code = exactly("code", _("Code"))
    parent = exactly("parent__code", _("Code of the parent"))
    peer_group = exactly("peer_group", _("Peer group"))
    level = WholeNumber(label=_("Level"))
    branch = filters.CharFilter(
        method="in_branch", max_length=LONGEST, label=_("Code of a department: it and all beneath")
    )
    on = DayFilter(method="in_force_on", label=_("Those that exist on this date"))

    def in_branch(self, queryset, name, value):
        top = queryset.filter(code=value).values_list("pk", flat=True).first()
        return queryset.none() if top is None else queryset.beneath(top)

    def in_force_on(self, queryset, name, value):
        return queryset.in_force(value)


class IndicatorFilter(filters.FilterSet):
    code = exactly("code", _("Code"))
    name = exactly("name", _("Official name"))
    unit = exactly("unit", _("Unit"))
    direction = filters.ChoiceFilter(choices=Direction.choices, label=_("Direction"))
    classification = filters.ChoiceFilter(
        choices=Classification.choices, label=_("Classification")
    )  # fmt: skip
    kind = filters.ChoiceFilter(choices=IndicatorKind.choices, label=_("Type"))
    updated_since = MomentFilter(field_name="created_at", lookup_expr="gte", label=_("Since"))


class PeriodFilter(filters.FilterSet):
    label = exactly("label", _("Label"))
    kind = filters.ChoiceFilter(choices=PeriodKind.choices, label=_("Kind"))
    starts_from = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("From"))
    ends_by = DayFilter(field_name="ends_on", lookup_expr="lte", label=_("Until"))


class CycleFilter(filters.FilterSet):
    name = exactly("name", _("Name"))
    period = exactly("period__label", _("Label of the period"))


class TargetFilter(BranchFilter):
    cycle = exactly("cycle__name", _("Name of the cycle"))
    period = exactly("period__label", _("Label of the period"))
    indicator = exactly("indicator__code", _("Code of the indicator"))
    as_of = MomentFilter(method="keep", label=_("As it stood then (default: now)"))
    updated_since = MomentFilter(method="changed", label=_("Set or replaced since"))

    def keep(self, queryset, name, value):
        return queryset

    def changed(self, queryset, name, value):
        return queryset.filter(Q(created_at__gte=value) | Q(replaced_at__gte=value))

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        if given["updated_since"] and not given["as_of"]:
            return queryset  # whoever follows changes wants the replaced versions too
        return queryset.in_force(given["as_of"])


class MeasurementFilter(BranchFilter):
    indicator = exactly("indicator__code", _("Code of the indicator"))
    period = exactly("period__label", _("Label of the period"))
    cycle = filters.CharFilter(
        method="in_cycle", max_length=LONGEST, label=_("Name of a cycle: its days")
    )
    missing = filters.ChoiceFilter(choices=Missing.choices, label=_("Why missing"))
    as_of = MomentFilter(method="keep", label=_("As it stood then (default: now)"))
    history = TrueOrFalse(method="keep", label=_("Also values that were corrected"))
    updated_since = MomentFilter(field_name="recorded_at", lookup_expr="gte", label=_("Since"))

    def keep(self, queryset, name, value):
        return queryset

    def in_cycle(self, queryset, name, value):
        cycles = Cycle.objects.visible_to(self.request.user).select_related("period")
        cycle = cycles.filter(name=value).first()
        if cycle is None:
            return queryset.none()
        span = cycle.period
        return queryset.filter(
            period__starts_on__gte=span.starts_on, period__ends_on__lte=span.ends_on
        )

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        if given["history"]:
            moment = given["as_of"]
            return queryset.filter(recorded_at__lte=moment) if moment else queryset
        return queryset.current(given["as_of"])


class RunFilter(filters.FilterSet):
    cycle = exactly("cycle__name", _("Name of the cycle"))
    state = filters.ChoiceFilter(choices=RunState.choices, label=_("State"))
    updated_since = MomentFilter(method="changed", label=_("Requested or finished since"))

    def changed(self, queryset, name, value):
        return queryset.filter(Q(requested_at__gte=value) | Q(finished_at__gte=value))


class CardFilter(BranchFilter):
    """`run` and `cycle` are read by the view: without them it shows the latest finished run."""

    run = WholeNumber(method="keep", label=_("Number of the run"))
    cycle = filters.CharFilter(
        method="keep", max_length=LONGEST, label=_("Name of a cycle: its latest run")
    )
    period = exactly("period__label", _("Label of the period"))

    def keep(self, queryset, name, value):
        return queryset


class CellFilter(filters.FilterSet):
    """The filters of scores that do not choose the run."""

    indicator = exactly("target__indicator__code", _("Code of the indicator"))
    met = TrueOrFalse(method="judged", label=_("Met or not"))

    def judged(self, queryset, name, value):
        wanted = State.MET if value else State.NOT_MET
        return queryset.alias(wanted=F("state").bitand(int(wanted))).filter(wanted__gt=0)


class ScoreFilter(CellFilter, CardFilter):
    pass


class FileFilter(CellFilter, BranchFilter):
    """For the files of one run; the last two say how the file is written."""

    period = exactly("period__label", _("Label of the period"))
    text = filters.ChoiceFilter(
        method="keep",
        choices=[("safe", _("safe")), ("exact", _("exact"))],
        label=_("exact: texts that a spreadsheet would run stay as they are (CSV)"),
    )
    bom = TrueOrFalse(method="keep", label=_("Begin with a byte order mark (CSV)"))

    def keep(self, queryset, name, value):
        return queryset


class ExportFilter(filters.FilterSet):
    run = WholeNumber(field_name="run_id", label=_("Number of the run"))
    state = filters.ChoiceFilter(choices=RunState.choices, label=_("State"))


def refusal(chosen):
    """What is wrong with the parameters, as the REST framework says it."""
    return ValidationError(chosen.errors)


class SignalFilter(BranchFilter):
    kind = filters.ChoiceFilter(choices=SignalKind.choices, label=_("Signal"))
    state = filters.ChoiceFilter(choices=SignalState.choices, label=_("State"))
    cycle = exactly("cycle__name", _("Name of the cycle"))
