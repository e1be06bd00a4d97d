"""Third-party engagements for programs: read only, the deeds stay on the pages."""

from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from feedback import services
from feedback.models import Engagement
from reports.api import engagement_filters as filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers import engagements as serializers
from reports.models import Scope

POINTS = "units__standing__marks__criterion"


@reading(
    _("Third-party engagements: state, criteria, units, marks once signed, signed reports."),
    _("One engagement, with the points of each criterion and how far the markers agree."),
    responses=serializers.EngagementDetailSerializer,
)
class EngagementViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Engagements of branches one keeps or checks, and those one has a seat in."""

    queryset = Engagement.objects.none()
    serializer_class = serializers.EngagementSerializer
    filterset_class = filters.EngagementFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        user = self.request.user
        rows = Engagement.objects.visible_to(user).for_list().with_parts(user)
        return rows if self.action == "list" else rows.prefetch_related(POINTS)

    def get_serializer_class(self):
        many = self.action == "list"
        return self.serializer_class if many else serializers.EngagementDetailSerializer

    def get_object(self):
        row = super().get_object()
        row.agreement = services.agreed(row)
        return row
