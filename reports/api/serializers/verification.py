"""Proof, verdicts, samples, revisions and what a new run changed."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from indicators import sampling
from indicators.models import (
    Evidence,
    Measurement,
    SampleItem,
    Verification,
    VerificationSample,
)
from indicators.models.revision import RevisionKind
from indicators.models.verification import Controls, Verdict
from reports.api.fields import Exact, Number
from reports.api.serializers.plans import DepartmentRef, IndicatorRef, PeriodSerializer
from reports.api.serializers.values import MeasurementFigures


class PlacedMixin(serializers.Serializer):
    """Where the value stands that this hangs on."""

    measurement = serializers.IntegerField(source="measurement_id", read_only=True)
    department = DepartmentRef(source="measurement.department", read_only=True)
    indicator = IndicatorRef(source="measurement.indicator", read_only=True)
    period = PeriodSerializer(source="measurement.period", read_only=True)


PLACE = ["measurement", "department", "indicator", "period"]


class EvidenceSerializer(PlacedMixin, serializers.ModelSerializer):
    """One proof: what an index of evidence holds."""

    scan = serializers.CharField(
        read_only=True, help_text=_("clean or unscanned; blank for what is no file")
    )
    uploaded_by = serializers.CharField(source="uploaded_by.username", read_only=True)
    withdrawn_at = serializers.DateTimeField(
        source="withdrawal.withdrawn_at", read_only=True, allow_null=True, default=None
    )
    withdrawn_because = serializers.CharField(
        source="withdrawal.reason", read_only=True, default=""
    )

    class Meta:
        model = Evidence
        fields = [
            "id", *PLACE, "kind", "title", "file_name", "media_type", "size", "sha256", "scan",
            "url", "note", "uploaded_by", "uploaded_at", "keep_until", "withdrawn_at",
            "withdrawn_because",
        ]  # fmt: skip
        read_only_fields = fields


class VerificationSerializer(PlacedMixin, serializers.ModelSerializer):
    sample = serializers.IntegerField(source="sample_id", read_only=True, allow_null=True)
    found = Number(allow_null=True)
    verified_by = serializers.CharField(source="verified_by.username", read_only=True)

    class Meta:
        model = Verification
        fields = [
            "id", *PLACE, "sample", "verdict", "found", "reason", "verified_by", "verified_at",
        ]  # fmt: skip
        read_only_fields = fields


class VerifySerializer(serializers.Serializer):
    """A verdict on one value, by somebody outside its chain."""

    measurement = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text=_("Number of the value")
    )
    sample = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, allow_null=True,
        help_text=_("Number of the sample that drew it"),
    )  # fmt: skip
    verdict = serializers.ChoiceField(Verdict.choices)
    found = Number(required=False, allow_null=True, help_text=_("The figure you reach yourself"))
    reason = serializers.CharField(
        max_length=1000, required=False, allow_blank=True,
        help_text=_("Needed unless the value is verified"),
    )  # fmt: skip


class SampleSerializer(serializers.ModelSerializer):
    """A sample, what draws it again, and its result; no `category` until all is checked."""

    cycle = serializers.CharField(source="cycle.name", read_only=True)
    period = serializers.CharField(
        source="period.label", read_only=True, allow_null=True, default=None
    )
    department = DepartmentRef(read_only=True)
    drawn_by = serializers.CharField(source="drawn_by.username", read_only=True)
    drawn = serializers.IntegerField(read_only=True)
    verified = serializers.IntegerField(read_only=True)
    rejected = serializers.IntegerField(read_only=True)
    cannot_verify = serializers.IntegerField(read_only=True)
    category = serializers.SerializerMethodField()

    class Meta:
        model = VerificationSample
        fields = [
            "id", "cycle", "period", "department", "controls", "size", "seed", "tolerance", "as_of",
            "frame_count", "frame_sha256", "drawn_by", "drawn_at", "drawn", "verified", "rejected",
            "cannot_verify", "category",
        ]  # fmt: skip
        read_only_fields = fields

    def get_category(self, row) -> str:
        counts = sampling.Counts(row.drawn, row.verified, row.rejected, row.cannot_verify)
        strong = row.controls == Controls.STRONG
        return sampling.category(counts, strong_controls=strong, tolerance=row.tolerance)


class SampleItemSerializer(PlacedMixin, serializers.ModelSerializer):
    """A drawn value in the order of the draw, with the last verdict made for the sample."""

    sample = serializers.IntegerField(source="sample_id", read_only=True)
    value = MeasurementFigures(source="measurement", read_only=True)
    verdict = serializers.CharField(read_only=True, allow_null=True)
    found = Number(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = SampleItem
        fields = [
            "id", "sample", "position", *PLACE, "value", "verdict", "found", "reason",
        ]  # fmt: skip
        read_only_fields = fields


class RevisionSerializer(serializers.ModelSerializer):
    """A value that replaced another: both, the kind, why and with what effect."""

    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True)
    new = MeasurementFigures(source="*", read_only=True)
    old = MeasurementFigures(source="supersedes", read_only=True)
    kind = serializers.SerializerMethodField()
    effect = serializers.CharField(source="revision.effect", read_only=True, default="")
    revised_by = serializers.CharField(
        source="reported_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Measurement
        fields = [
            "id", "department", "indicator", "period", "old", "new", "kind", "effect", "revised_by",
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_kind(self, row) -> str:
        said = getattr(row, "revision", None)
        return said.kind if said else RevisionKind.CORRECTION.value


class ImpactRowSerializer(serializers.Serializer):
    """One department in both runs; ranks count within its peer group."""

    department = DepartmentRef(read_only=True)
    old = Exact(allow_null=True, read_only=True)
    new = Exact(allow_null=True, read_only=True)
    change = Exact(allow_null=True, read_only=True)
    old_rank = serializers.IntegerField(allow_null=True, read_only=True)
    new_rank = serializers.IntegerField(allow_null=True, read_only=True)
    rank_change = serializers.IntegerField(allow_null=True, read_only=True)
    old_grade = serializers.CharField(
        allow_null=True, read_only=True, help_text=_("Code of the grade by the policy of the cycle")
    )
    new_grade = serializers.CharField(allow_null=True, read_only=True)
    publishable_before = serializers.BooleanField(source="was_publishable", read_only=True)
    publishable_now = serializers.BooleanField(read_only=True)


class ImpactSerializer(serializers.Serializer):
    old = serializers.IntegerField(read_only=True)
    new = serializers.IntegerField(read_only=True)
    period = serializers.CharField(read_only=True)
    departments = ImpactRowSerializer(many=True, read_only=True)
