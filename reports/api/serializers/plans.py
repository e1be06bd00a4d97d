"""Departments, definitions and targets, with ids, codes and names in both languages."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from departments.models import Department
from indicators import completeness
from indicators.models import CardDetail, Cycle, Indicator, Period, Target
from indicators.models.targets import Method
from indicators.services import smart_check
from indicators.services.cards import DETAILED, detail_of
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


class FindingSerializer(serializers.Serializer):
    """What a SMART rule says: the rule, its letter, whether it blocks, and how to mend it."""

    rule = serializers.CharField(read_only=True)
    letter = serializers.CharField(read_only=True)
    mode = serializers.CharField(read_only=True)
    field = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)
    repair = serializers.CharField(read_only=True)


class DetailSerializer(serializers.ModelSerializer):
    """The long texts of a card."""

    class Meta:
        model = CardDetail
        fields = DETAILED
        extra_kwargs = {name: {"required": False} for name in DETAILED}


class CompletenessSerializer(serializers.Serializer):
    statements = serializers.IntegerField(help_text=_("Data-quality statements made, of five"))
    filled = serializers.IntegerField()
    asked = serializers.IntegerField()


class IndicatorSerializer(serializers.ModelSerializer):
    frequency = serializers.CharField(help_text=_("A kind of period, or blank"))
    classification = serializers.CharField(help_text=_("Classification, or blank"))
    kind = serializers.CharField(help_text=_("Type, or blank"))
    calculation = serializers.CharField(help_text=_("Calculation, or blank"))
    guard = serializers.CharField(
        source="guard.code", allow_null=True, default=None, help_text=_("Code of the guard KPI")
    )
    detail = serializers.SerializerMethodField()
    completeness = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()

    class Meta:
        model = Indicator
        fields = [
            "id", "code", "version", "minor", *NAMES, "unit", "direction", "frequency", "per",
            "decimals", "classification", "kind", "calculation", "guard", "purpose", "purpose_zh",
            "definition", "definition_zh", "formula", "formula_zh", "source", "source_zh",
            "limitations", "limitations_zh", "detail", "completeness", "findings", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(DetailSerializer)
    def get_detail(self, card):
        return DetailSerializer(detail_of(card)).data

    @extend_schema_field(CompletenessSerializer)
    def get_completeness(self, card):
        detail = detail_of(card)
        found = completeness.of(
            lambda name: str(getattr(card, name, None) or getattr(detail, name, None) or "")
        )
        return {
            "statements": found.statements, "filled": found.filled, "asked": found.asked,
        }  # fmt: skip

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, card):
        """What the SMART rules say of the card under the policy of the newest cycle."""
        policy = self.context.get("policy") or smart_check.policy_for()
        return FindingSerializer(smart_check.judge_card(card, policy), many=True).data


class TextOrBlank(serializers.CharField):
    def __init__(self, **options):
        super().__init__(**{"required": False, "allow_blank": True, **options})


class DefineSerializer(serializers.ModelSerializer):
    """A new card. Texts that are not given stay blank."""

    name = serializers.CharField(max_length=300)
    guard = TextOrBlank(max_length=60, help_text=_("Code of the guard KPI"))
    detail = DetailSerializer(required=False)

    class Meta:
        model = Indicator
        fields = [
            "code", *NAMES, "unit", "direction", "frequency", "per", "decimals", "classification",
            "kind", "calculation", "guard", "purpose", "purpose_zh", "definition",
            "definition_zh", "formula", "formula_zh", "source", "source_zh", "limitations",
            "limitations_zh", "detail",
        ]  # fmt: skip


class TargetFigures(serializers.ModelSerializer):
    """What a target asks for, without where."""

    value = Number(allow_null=True)
    low = Number(allow_null=True)
    high = Number(allow_null=True)
    baseline = Number(allow_null=True)
    tolerance_low = Number(allow_null=True)
    tolerance_high = Number(allow_null=True)
    threshold = Number(allow_null=True)
    stretch = Number(allow_null=True)
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
            "threshold", "stretch", "score_table", "penalty", "minimum_n", "weight", "cap", "floor",
            "is_safety", "sums_children", "created_at", "replaced_at",
        ]  # fmt: skip
        read_only_fields = fields


class TargetSerializer(TargetFigures):
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True, allow_null=True)
    findings = serializers.SerializerMethodField()

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, target):
        """What the SMART rules say of the target, given the values before its span."""
        said = self.context.get("said", {}).get(target.pk)
        if said is None:
            said = smart_check.judge_target(target)
        return FindingSerializer(said, many=True).data

    class Meta(TargetFigures.Meta):
        fields = [
            "id",
            "cycle",
            "department",
            "indicator",
            "period",
            *TargetFigures.Meta.fields[1:],
            "findings",
        ]
        read_only_fields = fields


class AimSerializer(serializers.Serializer):
    """A target to set; what is not given stays as it is."""

    cycle = serializers.CharField(max_length=80, help_text=_("Name of the cycle"))
    department = serializers.CharField(max_length=60, help_text=_("Code of the department"))
    indicator = serializers.CharField(
        max_length=60, help_text=_("Code of the indicator; its newest version is meant")
    )
    method = serializers.ChoiceField(Method.choices, required=False)
    value = Number(required=False, allow_null=True)
    low = Number(required=False, allow_null=True)
    high = Number(required=False, allow_null=True)
    baseline = Number(required=False, allow_null=True)
    tolerance_low = Number(required=False, allow_null=True)
    tolerance_high = Number(required=False, allow_null=True)
    weight = Number(required=False, max_digits=9, decimal_places=4)
    cap = Number(required=False, max_digits=9, decimal_places=4)
    floor = Number(required=False, max_digits=9, decimal_places=4)
    objective = TextOrBlank(max_length=60, help_text=_("Code of the objective"))
    owner = TextOrBlank(max_length=60, help_text=_("Staff number of the owner"))
