"""What auditors read of a cycle of appraisal; what people wrote in it stays on its pages."""

from django.utils.translation import gettext_lazy as _
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from appraisals.models import Appraisal, AppraisalCycle, Evaluation, Grade, SourceScore
from reports.api import appraisal_filters as filters
from reports.api.base import ApiViewSet, reading
from reports.api.serializers import appraisals as serializers
from reports.models import Scope


@reading(
    _("Cycles of appraisal: the policy they pin, whom they cover, and their phases."),
    _("One cycle of appraisal."),
)
class AppraisalCycleViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Cycles that were launched; one that is being set up is there for its office only."""

    queryset = AppraisalCycle.objects.none()
    serializer_class = serializers.AppraisalCycleSerializer
    filterset_class = filters.AppraisalCycleFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        return AppraisalCycle.objects.visible_to(self.request.user).for_list().with_phases()


@reading(
    _("Who takes part in cycles of appraisal, who appraises, and for which days."),
    _("One appraisal."),
)
class AppraisalViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Departments and people in a cycle."""

    queryset = Appraisal.objects.none()
    serializer_class = serializers.AppraisalSerializer
    filterset_class = filters.AppraisalFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        return Appraisal.objects.visible_to(self.request.user).for_list().with_superiors()


@reading(
    _("Every decision on a grade, in force and superseded, with its score and its reason."),
    _("One decision on a grade."),
)
class GradeViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Grades of others; one's own stands in the written notice."""

    queryset = Grade.objects.none()
    serializer_class = serializers.GradeSerializer
    filterset_class = filters.GradeFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        return Grade.objects.visible_to(self.request.user).for_list()


@reading(
    _("What each side made of a subject: a mean and a number of raters, as it holds now."),
    _("The view of one side."),
)
class SourceScoreViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Means that hold; those before them could tell, by a difference, what one rater gave."""

    queryset = SourceScore.objects.none()
    serializer_class = serializers.SourceScoreSerializer
    filterset_class = filters.SourceScoreFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        return SourceScore.objects.visible_to(self.request.user).in_force().for_list()


@reading(
    _("Evaluations that were handed in: for which side, when, the ratings and their mean."),
    _("One evaluation that was handed in."),
)
class EvaluationViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Without comments and without the name of the evaluator; never those of oneself."""

    queryset = Evaluation.objects.none()
    serializer_class = serializers.EvaluationSerializer
    filterset_class = filters.EvaluationFilter
    read_scope = Scope.READ_APPRAISALS
    page_order = ("id",)

    def get_queryset(self):
        return Evaluation.objects.visible_to(self.request.user).handed_in().with_lines()
