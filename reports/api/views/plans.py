"""Departments, cycles and periods: read only."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from departments.models import Department
from indicators.models import Cycle, Period
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers import plans
from reports.models import Scope


@reading(_("The departments of the branches where you hold a role."), _("One department."))
class DepartmentViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """The departments of the branches where the caller holds a role."""

    queryset = Department.objects.none()
    serializer_class = plans.DepartmentSerializer
    filterset_class = filters.DepartmentFilter
    read_scope = Scope.READ_ORGANISATION
    page_order = ("code",)

    def get_queryset(self):
        seen = Department.objects.visible_to(self.request.user)
        parent = seen.filter(pk=OuterRef("parent")).order_by()
        return seen.for_list().annotate(is_parent_seen=Exists(parent))


@reading(_("The cycles: spans whose targets are scored together."), _("One cycle."))
class CycleViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Performance years and other spans whose targets are scored together."""

    queryset = Cycle.objects.none()
    serializer_class = plans.CycleSerializer
    filterset_class = filters.CycleFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("id",)

    def get_queryset(self):
        return Cycle.objects.visible_to(self.request.user).for_list()


@reading(_("The periods under the labels you write."), _("One period."))
class PeriodViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Spans of days under the labels that the government writes."""

    queryset = Period.objects.none()
    serializer_class = plans.PeriodSerializer
    filterset_class = filters.PeriodFilter
    read_scope = Scope.READ_INDICATORS
    page_order = ("id",)

    def get_queryset(self):
        return Period.objects.visible_to(self.request.user)
