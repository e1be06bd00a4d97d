"""Measured values, read and reported."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators import intervals
from indicators.models import Measurement
from indicators.models.measurement import Missing, Quality
from indicators.models.revision import RevisionKind
from reports.api.fields import Number
from reports.api.serializers.plans import DepartmentRef, IndicatorRef, PeriodSerializer


class MeasurementFigures(serializers.ModelSerializer):
    """What was measured, without where."""

    value = Number(allow_null=True)
    numerator = Number(allow_null=True)
    denominator = Number(allow_null=True)
    missing = serializers.CharField(help_text=_("Why there is no value, or blank"))
    quality = serializers.CharField(help_text=_("provisional, estimated, or blank: final"))

    class Meta:
        model = Measurement
        fields = [
            "id", "value", "numerator", "denominator", "missing", "text", "quality", "source",
            "note", "recorded_at", "supersedes",
        ]  # fmt: skip
        read_only_fields = fields


class SurveySerializer(serializers.Serializer):
    """The answers that a survey's figure stands on, and the 95 % interval of a share."""

    n = serializers.IntegerField(help_text=_("Number of answers"))
    low = Number(allow_null=True, help_text=_("Where the 95% interval begins; null: not a share"))
    high = Number(allow_null=True, help_text=_("Where it ends"))


class MeasurementSerializer(MeasurementFigures):
    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True)
    survey = serializers.SerializerMethodField()

    class Meta(MeasurementFigures.Meta):
        fields = [
            "id", "department", "indicator", "period", *MeasurementFigures.Meta.fields[1:],
            "survey",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SurveySerializer(allow_null=True))
    def get_survey(self, row):
        """Null unless a target asks for the value by the answers of a survey."""
        return survey_of(row, row.indicator) if row.is_survey else None


def survey_of(row, indicator):
    """n and interval of a figure, or None where it is no rate."""
    found = intervals.answers(row.numerator, row.denominator, indicator.per)
    return SurveySerializer(found).data if found else None


class ReportSerializer(serializers.Serializer):
    """One figure: a value, or numerator and denominator, or why there is none."""

    department = serializers.CharField(max_length=60, help_text=_("Code of the department"))
    indicator = serializers.CharField(
        max_length=60, help_text=_("Code of the indicator; its newest version is meant")
    )
    period = serializers.CharField(
        max_length=40, help_text=_("Label, for example 2026-Q3 or 2026-09")
    )
    value = Number(required=False, allow_null=True)
    numerator = Number(required=False, allow_null=True)
    denominator = Number(required=False, allow_null=True)
    missing = serializers.ChoiceField(Missing.choices, required=False, allow_blank=True)
    text = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text=_("The figure as written")
    )
    quality = serializers.ChoiceField(
        Quality.choices, required=False, allow_blank=True,
        help_text=_("How sure it is; blank: final"),
    )  # fmt: skip
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)
    note = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, help_text=_("Why it is corrected")
    )
    revision = serializers.ChoiceField(
        RevisionKind.choices, required=False, allow_blank=True,
        help_text=_("Of what kind a correction is"),
    )  # fmt: skip
    effect = serializers.CharField(
        max_length=1000, required=False, allow_blank=True,
        help_text=_("What it does to earlier statements"),
    )  # fmt: skip

    def validate(self, attrs):
        says_value = attrs.get("value") is not None
        rate = [attrs.get("numerator") is not None, attrs.get("denominator") is not None]
        says_missing = bool(attrs.get("missing"))
        if any(rate) and not all(rate):
            absent = "denominator" if rate[0] else "numerator"
            raise serializers.ValidationError({absent: [_("A rate needs both parts.")]})
        if says_value + all(rate) + says_missing != 1:
            raise serializers.ValidationError(
                _("Give a value, or numerator and denominator, or why there is no value.")
            )
        return attrs
