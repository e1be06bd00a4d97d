"""Cycles of appraisal, who takes part, grades and sources: read only, and no personal text."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    Evaluation,
    EvaluationLine,
    Grade,
    Phase,
    SourceScore,
)
from reports.api.fields import Number
from reports.api.serializers.agreements import PersonRef, username
from reports.api.serializers.plans import NAMES, DepartmentRef


class PhaseSerializer(serializers.ModelSerializer):
    """The days of a phase, both included, and whether it is open."""

    class Meta:
        model = Phase
        fields = ["kind", "starts_on", "ends_on", "state", "reopened"]
        read_only_fields = fields


class AppraisalCycleSerializer(serializers.ModelSerializer):
    year = serializers.CharField(
        source="cycle.name", read_only=True, help_text=_("Name of the performance year")
    )
    department = DepartmentRef(read_only=True)
    policy = serializers.CharField(
        source="policy.code", read_only=True, help_text=_("Code of the policy pack")
    )
    policy_version = serializers.IntegerField(source="policy.version", read_only=True)
    phases = PhaseSerializer(many=True, read_only=True)

    class Meta:
        model = AppraisalCycle
        fields = [
            "id", "code", *NAMES, "kind", "year", "department", "policy", "policy_version",
            "covers_departments", "covers_people", "levels", "categories", "department_scale",
            "person_scale", "state", "launched_at", "archived_at", "phases",
        ]  # fmt: skip
        read_only_fields = fields


class AppraisalSerializer(serializers.ModelSerializer):
    """Who is appraised by whom for which days; what anybody wrote is not offered."""

    cycle = serializers.CharField(source="appraisal_cycle.code", read_only=True)
    department = DepartmentRef(source="unit", read_only=True)
    person = PersonRef(read_only=True, allow_null=True)
    answers = username("subject_user")
    appraiser = username("appraiser")
    second_appraiser = username("second_appraiser")
    excluded_as = serializers.CharField(
        read_only=True, help_text=_("Code of the policy's reason why no grade is given")
    )

    class Meta:
        model = Appraisal
        fields = [
            "id", "cycle", "subject", "department", "person", "category", "answers", "appraiser",
            "second_appraiser", "appraiser_chosen", "counts_from", "counts_until", "excluded_as",
            "left_on",
        ]  # fmt: skip
        read_only_fields = fields


class OfAppraisal(serializers.ModelSerializer):
    """What a row tells of the appraisal it hangs on."""

    appraisal = serializers.IntegerField(source="appraisal_id", read_only=True)
    cycle = serializers.CharField(source="appraisal.appraisal_cycle.code", read_only=True)
    subject = serializers.CharField(source="appraisal.subject", read_only=True)
    department = DepartmentRef(source="appraisal.unit", read_only=True)
    person = PersonRef(source="appraisal.person", read_only=True, allow_null=True)


ABOUT = ["appraisal", "cycle", "subject", "department", "person"]


class GradeSerializer(OfAppraisal):
    """One decision: the grade, the score it rests on, why it differs, and which one it replaces."""

    score = Number(max_digits=7, decimal_places=2, read_only=True, allow_null=True)
    coverage = Number(
        max_digits=5, decimal_places=4, read_only=True, allow_null=True,
        help_text=_("Share of the weight that the score rests on, 0 to 1"),
    )  # fmt: skip
    supersedes = serializers.IntegerField(
        source="supersedes_id", read_only=True, allow_null=True,
        help_text=_("Number of the grade before it"),
    )  # fmt: skip
    in_force = serializers.BooleanField(source="is_in_force", read_only=True)
    decided_by = username("decided_by")

    class Meta:
        model = Grade
        fields = [
            "id", *ABOUT, "stage", "grade", "score", "coverage", "reason", "supersedes",
            "in_force", "decided_by", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class SourceScoreSerializer(OfAppraisal):
    """The mean of one side in per cent and from how many; null says why in `missing`."""

    percent = Number(max_digits=9, decimal_places=6, read_only=True, allow_null=True)
    missing = serializers.CharField(read_only=True, help_text=_("Why there is no mean"))

    class Meta:
        model = SourceScore
        fields = ["id", *ABOUT, "source", "percent", "raters", "missing", "received_at"]
        read_only_fields = fields


class EvaluationLineSerializer(serializers.ModelSerializer):
    """A section: its weight and its rating, 5 to 1; null where it could not be judged."""

    weight = Number(max_digits=9, decimal_places=6, read_only=True)
    rating = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = EvaluationLine
        fields = ["code", "name_en", "name_zh", "weight", "rating"]
        read_only_fields = fields


class EvaluationSerializer(OfAppraisal):
    """One evaluation that was handed in: its ratings and their mean in per cent, no text."""

    percent = Number(max_digits=9, decimal_places=6, read_only=True)
    lines = EvaluationLineSerializer(many=True, read_only=True)

    class Meta:
        model = Evaluation
        fields = ["id", *ABOUT, "source", "percent", "handed_in_at", "lines"]
        read_only_fields = fields
