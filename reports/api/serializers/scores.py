"""Runs, department scores and the score of each target."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from departments.models import Department
from indicators import marks, scoring
from indicators.models import Score, ScoreCard, ScoreRun
from indicators.models.targets import Method
from reports.api.fields import Exact, MomentField
from reports.api.serializers.plans import (
    DepartmentRef,
    IndicatorRef,
    PeriodSerializer,
    TargetFigures,
)
from reports.api.serializers.values import MeasurementFigures, SurveySerializer, survey_of


class RunSerializer(serializers.ModelSerializer):
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    counts = serializers.DictField(read_only=True)

    class Meta:
        model = ScoreRun
        fields = [
            "id", "cycle", "state", "requested_at", "as_of", "started_at", "finished_at",
            "cancel_requested_at", "counts", "inputs_sha256", "results_sha256",
        ]  # fmt: skip
        read_only_fields = fields


class RunDetailSerializer(RunSerializer):
    """With the method versions it pinned and what could not be scored."""

    methods = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    failure = serializers.DictField(child=serializers.CharField(), read_only=True, allow_null=True)
    problems = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "methods", "failure", "problems"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_problems(self, run):
        """Those of departments the caller may see."""
        if not run.problems:
            return []
        codes = {problem["department"] for problem in run.problems}
        seen = Department.objects.visible_to(self.context["request"].user).filter(code__in=codes)
        shown = set(seen.values_list("code", flat=True))
        return [problem for problem in run.problems if problem["department"] in shown]


class RequestRunSerializer(serializers.Serializer):
    cycle = serializers.CharField(max_length=80, help_text=_("Name of the cycle"))
    as_of = MomentField(required=False, help_text=_("Score what was known then (default: now)"))


class CardSerializer(serializers.ModelSerializer):
    """The score of one department in one period, in percent, and its coverage, 0 to 1."""

    id = serializers.SerializerMethodField()
    run = serializers.IntegerField(source="run_id", read_only=True)
    department = DepartmentRef(read_only=True)
    period = PeriodSerializer(read_only=True)
    own = Exact(allow_null=True)
    own_coverage = Exact(allow_null=True)
    below = Exact(allow_null=True)
    below_coverage = Exact(allow_null=True)
    score = Exact(allow_null=True)
    coverage = Exact(allow_null=True)
    targets = serializers.SerializerMethodField()

    class Meta:
        model = ScoreCard
        fields = [
            "id", "run", "department", "period", "score", "coverage", "own", "own_coverage",
            "below", "below_coverage", "met", "not_met", "targets",
        ]  # fmt: skip
        read_only_fields = fields

    def get_id(self, card) -> str:
        return f"{card.run_id}-{card.department_id}-{card.period_id}"

    def get_targets(self, card) -> int:
        return len(card.target_ids)


class ScoreSerializer(serializers.ModelSerializer):
    """One target in one period: how far, what it adds to the department, and why."""

    id = serializers.SerializerMethodField()
    run = serializers.IntegerField(source="run_id", read_only=True)
    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(source="target.indicator", read_only=True)
    period = PeriodSerializer(read_only=True)
    target = TargetFigures(read_only=True)
    measurement = MeasurementFigures(read_only=True, allow_null=True)
    attainment = Exact(allow_null=True)
    points = Exact(allow_null=True)
    weight_share = Exact(allow_null=True, max_digits=14)
    coverage = Exact(allow_null=True, max_digits=14)
    met = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    flags = serializers.SerializerMethodField()
    survey = serializers.SerializerMethodField()

    class Meta:
        model = Score
        fields = [
            "id", "run", "department", "indicator", "period", "target", "measurement",
            "attainment", "points", "weight_share", "coverage", "met", "missing", "flags",
            "survey",
        ]  # fmt: skip
        read_only_fields = fields

    def get_id(self, score) -> str:
        return f"{score.run_id}-{score.target_id}-{score.period_id}"

    def get_met(self, score) -> bool | None:
        return scoring.describe(score.state)[0]

    def get_missing(self, score) -> str:
        return scoring.describe(score.state)[1]

    @extend_schema_field(SurveySerializer(allow_null=True))
    def get_survey(self, score):
        """Null unless the target is judged by the answers of a survey."""
        if score.target.method != Method.SURVEY or score.measurement is None:
            return None
        return survey_of(score.measurement, score.target.indicator)

    def get_flags(self, score) -> list[str]:
        return [*scoring.describe(score.state)[2], *marks.codes(score)]
