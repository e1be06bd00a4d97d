"""Third-party engagements: read only, and nothing of marks before everybody concerned sees them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.models import (
    Criterion,
    Engagement,
    EngagementUnit,
    EvaluatorOrganisation,
    FinalMark,
    SignedReport,
)
from reports.api.fields import Number
from reports.api.serializers.agreements import username
from reports.api.serializers.plans import DepartmentRef, IndicatorRef, PeriodSerializer

NAMES = ["name_en", "name_zh"]  # here both are always given


def figure(**options):
    return Number(max_digits=9, decimal_places=3, read_only=True, **options)


class OrganisationRef(serializers.ModelSerializer):
    class Meta:
        model = EvaluatorOrganisation
        fields = ["id", "registration_number", *NAMES]
        read_only_fields = fields


class CriterionSerializer(serializers.ModelSerializer):
    weight = figure(help_text=_("All criteria together: 100"))
    full_points = figure(allow_null=True, help_text=_("Points of the highest level"))

    class Meta:
        model = Criterion
        fields = ["place", *NAMES, "weight", "full_points"]
        read_only_fields = fields


class UnitSerializer(serializers.ModelSerializer):
    """A unit by its letter; its department for whoever may know it."""

    department = serializers.SerializerMethodField()
    mark = serializers.SerializerMethodField()

    class Meta:
        model = EngagementUnit
        fields = ["letter", "department", "mark"]
        read_only_fields = fields

    @extend_schema_field(DepartmentRef(allow_null=True))
    def get_department(self, unit):
        return DepartmentRef(unit.key.department).data if self.context["named"] else None

    @extend_schema_field(figure(allow_null=True, help_text=_("Out of 100, once it is signed")))
    def get_mark(self, unit):
        return Number().to_representation(unit.standing[0].mark) if unit.standing else None


class FinalMarkSerializer(serializers.ModelSerializer):
    criterion = serializers.IntegerField(
        source="criterion.place", read_only=True, help_text=_("Place of the criterion")
    )
    points = figure()

    class Meta:
        model = FinalMark
        fields = ["criterion", "points", "is_adjudicated", "reply"]
        read_only_fields = fields


class UnitDetailSerializer(UnitSerializer):
    marks = serializers.SerializerMethodField()

    class Meta(UnitSerializer.Meta):
        fields = [*UnitSerializer.Meta.fields, "marks"]
        read_only_fields = fields

    @extend_schema_field(FinalMarkSerializer(many=True))
    def get_marks(self, unit):
        rows = [mark for result in unit.standing for mark in result.marks.all()]
        rows.sort(key=lambda mark: mark.criterion.place)
        return FinalMarkSerializer(rows, many=True).data


class SignedReportSerializer(serializers.ModelSerializer):
    """A signed report by its fingerprint; a correction is the next number."""

    signed_by = username("signed_by")
    signed_at = serializers.DateTimeField(source="at", read_only=True)

    class Meta:
        model = SignedReport
        fields = ["number", "sha256", "signed_by", "signed_at"]
        read_only_fields = fields


class EngagementSerializer(serializers.ModelSerializer):
    organisation = OrganisationRef(read_only=True)
    department = serializers.SerializerMethodField()
    period = PeriodSerializer(read_only=True)
    indicator = serializers.SerializerMethodField()
    sheets_handed_in = serializers.IntegerField(
        source="handed_in", read_only=True, help_text=_("Of two for each unit")
    )
    criteria = CriterionSerializer(many=True, read_only=True)
    units = serializers.SerializerMethodField()
    reports = SignedReportSerializer(many=True, read_only=True)
    of_units = UnitSerializer

    class Meta:
        model = Engagement
        fields = [
            "id", *NAMES, "state", "organisation", "department", "period", "indicator", "scope_en",
            "scope_zh", "is_blind", "starts_on", "ends_on", "report_due_on", "reply_until",
            "commissioned_on", "reported_on", "sheets_handed_in", "criteria", "units", "reports",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(DepartmentRef(allow_null=True))
    def get_department(self, row):
        """For which it was commissioned; null for who marks in a blind one."""
        return DepartmentRef(row.department).data if row.knows_names else None

    @extend_schema_field(IndicatorRef(allow_null=True))
    def get_indicator(self, row):
        """The marks become its values; null for who marks in a blind one."""
        return IndicatorRef(row.indicator).data if row.knows_names else None

    @extend_schema_field(UnitSerializer(many=True))
    def get_units(self, row):
        context = {"named": row.knows_names}
        return self.of_units(row.units.all(), many=True, context=context).data


class AgreementSerializer(serializers.Serializer):
    """How far both markers agree; null where nothing could have differed."""

    pairs = serializers.IntegerField(read_only=True, help_text=_("Marks compared"))
    exact = figure(help_text=_("The same level, %"))
    kappa = figure(allow_null=True, help_text=_("Cohen's, weighted by the distance of levels"))
    alpha = figure(allow_null=True, help_text=_("Krippendorff's, of the shares of the points"))
    difference = figure(help_text=_("Mean of first minus second, in per cent of the points"))


class CriterionAgreementSerializer(AgreementSerializer):
    criterion = serializers.IntegerField(read_only=True, help_text=_("Place of the criterion"))


class AgreedSerializer(serializers.Serializer):
    criteria = serializers.SerializerMethodField()
    overall = AgreementSerializer(read_only=True)

    @extend_schema_field(CriterionAgreementSerializer(many=True))
    def get_criteria(self, found):
        return [
            {"criterion": one.place, **AgreementSerializer(figures).data}
            for one, figures in found.by_criterion
        ]


class EngagementDetailSerializer(EngagementSerializer):
    """With the points of each criterion once signed, and how far the markers agree."""

    agreement = AgreedSerializer(
        read_only=True, allow_null=True,
        help_text=_("Null before both markers have handed in every unit"),
    )  # fmt: skip
    of_units = UnitDetailSerializer

    class Meta(EngagementSerializer.Meta):
        fields = [*EngagementSerializer.Meta.fields, "agreement"]
        read_only_fields = fields

    @extend_schema_field(UnitDetailSerializer(many=True))
    def get_units(self, row):
        return super().get_units(row)
