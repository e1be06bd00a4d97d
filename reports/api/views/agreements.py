"""What the pages of planning hold, for programs: read only, the deeds stay on the pages."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from indicators.models import (
    Amendment,
    MissingRequest,
    Objective,
    Period,
    Requirement,
    Target,
    TargetPlan,
)
from indicators.models.plans import AmendmentState
from indicators.services import amendments
from reports.api import agreement_filters as filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers import agreements as serializers
from reports.models import Scope


@reading(
    _("Scorecards as plans: state, steps, and the targets in force with their weights."),
    _("One scorecard plan."),
)
class PlanViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Scorecards that were submitted at least once; the targets of others stand in `targets/`."""

    queryset = TargetPlan.objects.none()
    serializer_class = serializers.PlanSerializer
    filterset_class = filters.PlanFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("id",)

    def get_queryset(self):
        return TargetPlan.objects.visible_to(self.request.user).for_list().with_steps()

    def paginate_queryset(self, queryset):
        """The lines of the whole page in one query."""
        rows = super().paginate_queryset(queryset)
        self.lines = self.lines_of(rows)
        return rows

    def get_object(self):
        row = super().get_object()
        self.lines = self.lines_of([row])
        return row

    def lines_of(self, plans):
        found = defaultdict(list)
        rows = Target.objects.visible_to(self.request.user).in_force().of_plans(plans)
        for row in rows.for_list():
            found[row.cycle_id, row.department_id].append(row)
        return found

    def get_serializer_context(self):
        return super().get_serializer_context() | {"lines": getattr(self, "lines", {})}


@reading(
    _("Amendments of approved scorecards: reason, before and after, who decided."),
    _("One amendment, with the scores under the old and the new targets."),
    responses=serializers.AmendmentDetailSerializer,
)
class AmendmentViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Changes of approved scorecards, each for a reason of the policy's list."""

    queryset = Amendment.objects.none()
    serializer_class = serializers.AmendmentSerializer
    filterset_class = filters.AmendmentFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("id",)

    def get_queryset(self):
        return Amendment.objects.visible_to(self.request.user).for_list().with_lines()

    def get_serializer_class(self):
        many = self.action == "list"
        return self.serializer_class if many else serializers.AmendmentDetailSerializer

    def get_object(self):
        row = super().get_object()
        row.scores = self.scores_of(row)
        return row

    def scores_of(self, row):
        """By period; of an amendment that was refused or taken back there are none."""
        if row.state not in (AmendmentState.WAITING, AmendmentState.APPLIED):
            return []
        found = amendments.compared(row)
        before, after = found.before.own, found.after.own
        periods = Period.objects.visible_to(self.request.user).filter(pk__in={*before, *after})
        return [
            {
                "period": period.label,
                "before": before.get(period.pk),
                "after": after.get(period.pk),
            }
            for period in periods.order_by("ends_on", "starts_on", "label")
        ]


@reading(
    _("The cascade: objectives with the one above, their owner and the KPIs that serve them."),
    _("One objective."),
)
class ObjectiveViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Objectives are shared; of their KPIs those of departments the caller may see."""

    queryset = Objective.objects.none()
    serializer_class = serializers.ObjectiveSerializer
    filterset_class = filters.ObjectiveFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("code",)

    def get_queryset(self):
        user = self.request.user
        targets = Target.objects.visible_to(user).in_force().for_list()
        if self.action == "list" and (name := self.request.query_params.get("cycle")):
            targets = targets.filter(cycle__name=name)
        return Objective.objects.visible_to(user).for_list().with_serving(targets)


@reading(
    _("What departments need from each other, by when, and what became of it."),
    _("One requirement."),
)
class RequirementViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Requirements between departments; both sides see them."""

    queryset = Requirement.objects.none()
    serializer_class = serializers.RequirementSerializer
    filterset_class = filters.RequirementFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("id",)

    def get_queryset(self):
        return Requirement.objects.visible_to(self.request.user).for_list().with_steps()


@reading(
    _("Requests to leave a missing value out of the score, with the decision."),
    _("One request."),
)
class MissingRequestViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Reasons that take a missing value out of the score: one asks, another decides."""

    queryset = MissingRequest.objects.none()
    serializer_class = serializers.MissingRequestSerializer
    filterset_class = filters.MissingRequestFilter
    read_scope = Scope.READ_MEASUREMENTS
    page_order = ("id",)

    def get_queryset(self):
        return MissingRequest.objects.visible_to(self.request.user).for_list()
