"""Signals of the radar: for those who check, and for managers once they are in review."""

from django.utils.translation import gettext_lazy as _lazy
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from indicators.models import Signal
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers.radar import SignalSerializer
from reports.models import Scope


@reading(_lazy("Patterns in reported figures that are worth a question."), _lazy("One signal."))
class SignalViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Patterns in reported figures that are worth a question. None of them changes a score."""

    queryset = Signal.objects.none()
    serializer_class = SignalSerializer
    filterset_class = filters.SignalFilter
    read_scope = Scope.READ_SCORES
    page_order = ("id",)

    def get_queryset(self):
        rows = Signal.objects.visible_to(self.request.user)
        return rows.select_related("department", "indicator", "cycle")
