"""Scores of departments and of targets, a page at a time."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from indicators.models import Score, ScoreCard, ScoreRun
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers.scores import CardSerializer, ScoreSerializer
from reports.models import Scope


def composite(name, parts):
    pattern = r"^[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}$"
    kind = {"type": "string", "pattern": pattern}
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=parts)


class OfRun(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """The rows of one run: the one asked for, else the latest finished one (of the cycle)."""

    read_scope = Scope.READ_SCORES
    lookup_field = "key"
    lookup_value_regex = "[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}"
    key_fields = ()

    def get_queryset(self):
        return self.queryset.model.objects.visible_to(self.request.user).for_list()

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        if self.action != "list":
            return queryset
        run = self.run()
        return queryset.of(run) if run else queryset.none()

    def run(self):
        runs = ScoreRun.objects.visible_to(self.request.user).done()
        number = self.request.query_params.get("run")
        if number:
            return get_object_or_404(runs, pk=int(float(number)))
        if cycle := self.request.query_params.get("cycle"):
            runs = runs.filter(cycle__name=cycle)
        return runs.order_by("-finished_at", "-pk").first()

    def get_object(self):
        numbers = map(int, self.kwargs["key"].split("-"))
        where = dict(zip(self.key_fields, numbers, strict=True))
        runs = ScoreRun.objects.visible_to(self.request.user).done()
        return get_object_or_404(self.get_queryset().filter(run__in=runs.values("pk")), **where)


CARD_KEY = composite("key", _("run-department-period, as in `id`"))
SCORE_KEY = composite("key", _("run-target-period, as in `id`"))


@reading(
    _("The score of each department in each period of a run."),
    _("The score of one department in one period."),
    parameters=[CARD_KEY],
)
class CardViewSet(OfRun):
    """The score of each department in each period of a run."""

    queryset = ScoreCard.objects.none()
    serializer_class = CardSerializer
    filterset_class = filters.CardFilter
    page_order = ("department_id", "period_id")
    key_fields = ("run", "department", "period")


@reading(
    _("The score of each target in each period of a run."),
    _("One score with all that explains it."),
    parameters=[SCORE_KEY],
)
class ScoreViewSet(OfRun):
    """The score of each target in each period of a run, with the figures it was made of."""

    queryset = Score.objects.none()
    serializer_class = ScoreSerializer
    filterset_class = filters.ScoreFilter
    page_order = ("department_id", "target_id", "period_id")
    key_fields = ("run", "target", "period")

    def get_queryset(self):
        return super().get_queryset().with_marks(pinned=True)
