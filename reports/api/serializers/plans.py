"""Departments, definitions and targets, with ids, codes and names in both languages."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from departments.models import Department
from indicators.models import Cycle, Indicator, Period, Target
from reports.api.fields import Number

NAMES = ["name", "name_en", "name_zh"]


class DepartmentRef(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ["id", "code", *NAMES]
        read_only_fields = fields


class DepartmentSerializer(serializers.ModelSerializer):
    parent = serializers.SerializerMethodField()

    class Meta:
        model = Department
        fields = [
            "id", "code", *NAMES, "parent", "peer_group", "level", "starts_on", "ends_on",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(DepartmentRef(allow_null=True))
    def get_parent(self, department):
        """Null at the top of what the caller may see."""
        return DepartmentRef(department.parent).data if department.is_parent_seen else None


class PeriodSerializer(serializers.ModelSerializer):
    class Meta:
        model = Period
        fields = ["id", "label", "kind", "starts_on", "ends_on"]
        read_only_fields = fields


class CycleSerializer(serializers.ModelSerializer):
    period = PeriodSerializer(read_only=True)

    class Meta:
        model = Cycle
        fields = ["id", "name", "period", "published_run"]
        read_only_fields = fields


class IndicatorRef(serializers.ModelSerializer):
    class Meta:
        model = Indicator
        fields = ["id", "code", "version", *NAMES, "unit", "direction"]
        read_only_fields = fields


class IndicatorSerializer(serializers.ModelSerializer):
    frequency = serializers.CharField(help_text=_("A kind of period, or blank"))

    class Meta:
        model = Indicator
        fields = [
            "id", "code", "version", *NAMES, "unit", "direction", "frequency", "per", "decimals",
            "purpose", "definition", "definition_zh", "formula", "formula_zh", "source",
            "limitations", "limitations_zh", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class TargetFigures(serializers.ModelSerializer):
    """What a target asks for, without where."""

    value = Number(allow_null=True)
    low = Number(allow_null=True)
    high = Number(allow_null=True)
    baseline = Number(allow_null=True)
    tolerance_low = Number(allow_null=True)
    tolerance_high = Number(allow_null=True)
    score_table = serializers.ListField(
        child=serializers.ListField(child=Number(allow_null=True), min_length=3, max_length=3),
        allow_null=True,
        help_text=_("Rows of from, to, counts (docs/scoring.md, rules 23, 24 and 27)"),
    )
    penalty = Number(max_digits=9, decimal_places=4, allow_null=True)
    weight = Number(max_digits=9, decimal_places=4)
    cap = Number(max_digits=9, decimal_places=4)
    floor = Number(max_digits=9, decimal_places=4)

    class Meta:
        model = Target
        fields = [
            "id", "method", "value", "low", "high", "baseline", "tolerance_low", "tolerance_high",
            "score_table", "penalty", "minimum_n", "weight", "cap", "floor",
            "is_safety", "sums_children", "created_at", "replaced_at",
        ]  # fmt: skip
        read_only_fields = fields


class TargetSerializer(TargetFigures):
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True, allow_null=True)

    class Meta(TargetFigures.Meta):
        fields = [
            "id",
            "cycle",
            "department",
            "indicator",
            "period",
            *TargetFigures.Meta.fields[1:],
        ]
        read_only_fields = fields
