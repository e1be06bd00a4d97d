"""The filters of scorecard plans, amendments, objectives, requirements and requests."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from indicators.models import Cycle
from indicators.models.missing import RequestCode, RequestState
from indicators.models.planning import ObjectiveKind
from indicators.models.plans import AmendmentState, PlanState
from indicators.models.requirements import RequirementState
from reports.api.fields import DayFilter, MomentFilter, TrueOrFalse, WholeNumber
from reports.api.filters import LONGEST, BranchFilter, InBranch, exactly


class InCycle(filters.FilterSet):
    """For rows that have no cycle of their own: those whose days lie in one."""

    cycle = filters.CharFilter(
        method="in_cycle", max_length=LONGEST, label=_("Name of a cycle: its days")
    )

    def cycle_named(self, name):
        cycles = Cycle.objects.visible_to(self.request.user).select_related("period")
        return cycles.filter(name=name).first()

    def in_cycle(self, queryset, name, value):
        cycle = self.cycle_named(value)
        return queryset.none() if cycle is None else self.within(queryset, cycle.period)


class PlanFilter(BranchFilter):
    cycle = exactly("cycle__name", _("Name of the cycle"))
    state = filters.ChoiceFilter(choices=PlanState.choices, label=_("State"))
    updated_since = MomentFilter(method="changed", label=_("Submitted or decided since"))

    def changed(self, queryset, name, value):
        return queryset.filter(Q(submitted_at__gte=value) | Q(decided_at__gte=value))


class AmendmentFilter(InBranch):
    of = "plan__department"
    cycle = exactly("plan__cycle__name", _("Name of the cycle"))
    plan = WholeNumber(field_name="plan_id", label=_("Number of the scorecard plan"))
    department = exactly("plan__department__code", _("Code of the department"))
    reason = exactly("reason", _("Code of the policy's list"))
    state = filters.ChoiceFilter(choices=AmendmentState.choices, label=_("State"))
    updated_since = MomentFilter(method="changed", label=_("Proposed or decided since"))

    def changed(self, queryset, name, value):
        return queryset.filter(Q(proposed_at__gte=value) | Q(decided_at__gte=value))


class ObjectiveFilter(InCycle, BranchFilter):
    code = exactly("code", _("Code"))
    parent = exactly("parent__code", _("Code of the parent"))
    plan = exactly("plan__code", _("Code of the plan"))
    kind = filters.ChoiceFilter(choices=ObjectiveKind.choices, label=_("Kind"))
    is_open = TrueOrFalse(method="open_or_not", label=_("Open, or closed"))

    def in_cycle(self, queryset, name, value):
        """Objectives planned in its days; the view takes the KPIs of that cycle alone."""
        cycle = self.cycle_named(value)
        return queryset.none() if cycle is None else queryset.planned_in(cycle)

    def open_or_not(self, queryset, name, value):
        return queryset.filter(closed_on__isnull=value)


class RequirementFilter(InCycle):
    department = filters.CharFilter(
        method="of_either", max_length=LONGEST, label=_("Code of either department")
    )
    asking = exactly("asking__code", _("Code of the department that asks"))
    asked = exactly("asked__code", _("Code of the department that is asked"))
    objective = exactly("objective__code", _("Code of the objective"))
    indicator = exactly("indicator__code", _("Code of the indicator"))
    state = filters.ChoiceFilter(choices=RequirementState.choices, label=_("State"))
    due_by = DayFilter(field_name="due_on", lookup_expr="lte", label=_("Needed by"))

    def of_either(self, queryset, name, value):
        return queryset.filter(Q(asking__code=value) | Q(asked__code=value))

    def within(self, queryset, span):
        return queryset.filter(due_on__gte=span.starts_on, due_on__lte=span.ends_on)


class MissingRequestFilter(InCycle, BranchFilter):
    indicator = exactly("indicator__code", _("Code of the indicator"))
    period = exactly("period__label", _("Label of the period"))
    code = filters.ChoiceFilter(choices=RequestCode.choices, label=_("Why missing"))
    state = filters.ChoiceFilter(choices=RequestState.choices, label=_("State"))
    updated_since = MomentFilter(method="changed", label=_("Asked or decided since"))

    def within(self, queryset, span):
        return queryset.filter(
            period__starts_on__gte=span.starts_on, period__ends_on__lte=span.ends_on
        )

    def changed(self, queryset, name, value):
        return queryset.filter(Q(requested_at__gte=value) | Q(decided_at__gte=value))
