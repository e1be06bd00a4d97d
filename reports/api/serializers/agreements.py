"""Scorecards as plans, their amendments, objectives, requirements, and requests: read only."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from departments.models import Person
from indicators.models import (
    Amendment,
    AmendmentLine,
    MissingRequest,
    Objective,
    PlanPeriod,
    PlanStep,
    Requirement,
    RequirementStep,
    Target,
    TargetPlan,
)
from indicators.models.plans import Deed
from indicators.services import amendments
from indicators.services.planning import AIMED
from indicators.services.plans import weights_of
from indicators.weights import total_of
from reports.api.fields import Exact, Number
from reports.api.serializers.plans import (
    NAMES,
    DepartmentRef,
    IndicatorRef,
    PeriodSerializer,
    TargetFigures,
)

# `class Meta: fields` of a target that is to be, without what only a stored row has.
AIM = [
    name for name in TargetFigures.Meta.fields if name not in {"id", "created_at", "replaced_at"}
]


def username(source):
    return serializers.CharField(
        source=f"{source}.username", read_only=True, allow_null=True, default=None
    )


class PersonRef(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = ["id", "staff_number", *NAMES]
        read_only_fields = fields


class PlanLineSerializer(TargetFigures):
    """A target in force of the scorecard; its weight counts where it has no period."""

    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True, allow_null=True)
    owner = PersonRef(read_only=True, allow_null=True)

    class Meta(TargetFigures.Meta):
        fields = ["id", "indicator", "period", "owner", *TargetFigures.Meta.fields[1:]]
        read_only_fields = fields


class PlanStepSerializer(serializers.ModelSerializer):
    deed = serializers.ChoiceField(Deed.choices, read_only=True)
    by = username("by")

    class Meta:
        model = PlanStep
        fields = ["deed", "by", "at", "reason"]
        read_only_fields = fields


class PlanSerializer(serializers.ModelSerializer):
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    department = DepartmentRef(read_only=True)
    submitted_by = username("submitted_by")
    decided_by = username("decided_by")
    weights = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    steps = PlanStepSerializer(many=True, read_only=True)

    class Meta:
        model = TargetPlan
        fields = [
            "id", "cycle", "department", "state", "version", "submitted_by", "submitted_at",
            "decided_by", "decided_at", "weights", "lines", "steps",
        ]  # fmt: skip
        read_only_fields = fields

    def targets(self, plan):
        return self.context["lines"].get((plan.cycle_id, plan.department_id), [])

    @extend_schema_field(Number(help_text=_("What the weights sum to; 100 when it is agreed")))
    def get_weights(self, plan):
        return Number().to_representation(total_of(weights_of(self.targets(plan))))

    @extend_schema_field(PlanLineSerializer(many=True))
    def get_lines(self, plan):
        return PlanLineSerializer(self.targets(plan), many=True).data


class AmendedSerializer(TargetFigures):
    """The figures of a target before or after an amendment."""

    class Meta(TargetFigures.Meta):
        fields = AIM
        read_only_fields = fields


class AmendmentLineSerializer(serializers.ModelSerializer):
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True, allow_null=True)
    before = AmendedSerializer(read_only=True, allow_null=True)
    after = serializers.SerializerMethodField()

    class Meta:
        model = AmendmentLine
        fields = ["indicator", "period", "before", "after"]
        read_only_fields = fields

    @extend_schema_field(AmendedSerializer(allow_null=True))
    def get_after(self, line):
        """Null where the target ends. Of an amendment that waits: as it is to be."""
        if line.after is not None:
            return AmendedSerializer(line.after).data
        given = amendments.fields_of(line)
        if given is None:
            return None
        kept = {name: getattr(line.before, name) for name in AIMED} if line.before else {}
        return AmendedSerializer(Target(**(kept | given))).data


class AmendmentSerializer(serializers.ModelSerializer):
    plan = serializers.IntegerField(source="plan_id", read_only=True)
    cycle = serializers.CharField(source="plan.cycle.name", read_only=True)
    department = DepartmentRef(source="plan.department", read_only=True)
    reason = serializers.CharField(read_only=True, help_text=_("Code of the policy's list"))
    proposed_by = username("proposed_by")
    decided_by = username("decided_by")
    lines = AmendmentLineSerializer(many=True, read_only=True)

    class Meta:
        model = Amendment
        fields = [
            "id", "plan", "cycle", "department", "reason", "explanation", "state", "proposed_by",
            "proposed_at", "decided_by", "decided_at", "answer", "published_on", "lines",
        ]  # fmt: skip
        read_only_fields = fields


class OwnScoresSerializer(serializers.Serializer):
    """The own score of the department in a period; null where it has none."""

    period = serializers.CharField(help_text=_("Label of the period"))
    before = Exact(allow_null=True, help_text=_("Under the targets before the amendment"))
    after = Exact(allow_null=True, help_text=_("Under the targets after it"))


class AmendmentDetailSerializer(AmendmentSerializer):
    """With the own scores under the old and the new targets, of the values known now."""

    scores = OwnScoresSerializer(many=True, read_only=True)

    class Meta(AmendmentSerializer.Meta):
        fields = [*AmendmentSerializer.Meta.fields, "scores"]
        read_only_fields = fields


class PlanPeriodRef(serializers.ModelSerializer):
    class Meta:
        model = PlanPeriod
        fields = ["id", "code", *NAMES, "starts_on", "ends_on"]
        read_only_fields = fields


class ServingSerializer(serializers.ModelSerializer):
    """A KPI that serves an objective: of which department, in which cycle, and who owns it."""

    target = serializers.IntegerField(source="id", read_only=True)
    cycle = serializers.CharField(source="cycle.name", read_only=True)
    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = serializers.CharField(
        source="period.label", read_only=True, allow_null=True, default=None
    )
    owner = PersonRef(read_only=True, allow_null=True)
    weight = Number(max_digits=9, decimal_places=4, read_only=True)

    class Meta:
        model = Target
        fields = ["target", "cycle", "department", "indicator", "period", "owner", "weight"]
        read_only_fields = fields


class ObjectiveRef(serializers.ModelSerializer):
    class Meta:
        model = Objective
        fields = ["id", "code", *NAMES]
        read_only_fields = fields


class ObjectiveSerializer(serializers.ModelSerializer):
    """An objective, the one above it, the department that owns it, and the KPIs that serve it."""

    owner = DepartmentRef(source="department", read_only=True)
    parent = ObjectiveRef(read_only=True, allow_null=True)
    plan = PlanPeriodRef(read_only=True, allow_null=True)
    kpis = ServingSerializer(
        source="serving", many=True, read_only=True,
        help_text=_("Targets in force that you may see; with `cycle` those of that cycle"),
    )  # fmt: skip

    class Meta:
        model = Objective
        fields = [
            "id", "code", *NAMES, "kind", "owner", "parent", "plan", "closed_on",
            "closed_because", "kpis",
        ]  # fmt: skip
        read_only_fields = fields


class RequirementStepSerializer(serializers.ModelSerializer):
    by = username("by")

    class Meta:
        model = RequirementStep
        fields = ["state", "by", "at", "reason"]
        read_only_fields = fields


class RequirementSerializer(serializers.ModelSerializer):
    """What one department needs from another, by when, and every step with who and why."""

    asking = DepartmentRef(read_only=True)
    asked = DepartmentRef(read_only=True)
    objective = ObjectiveRef(read_only=True, allow_null=True)
    indicator = IndicatorRef(read_only=True, allow_null=True)
    state = serializers.CharField(read_only=True)
    asked_by = username("asked_by")
    steps = RequirementStepSerializer(source="in_order", many=True, read_only=True)

    class Meta:
        model = Requirement
        fields = [
            "id", "asking", "asked", "objective", "indicator", "what", "due_on", "answer_due_on",
            "state", "asked_by", "asked_at", "steps",
        ]  # fmt: skip
        read_only_fields = fields


class MissingRequestSerializer(serializers.ModelSerializer):
    """A request to leave a missing value out of the score, with its decision."""

    department = DepartmentRef(read_only=True)
    indicator = IndicatorRef(read_only=True)
    period = PeriodSerializer(read_only=True)
    code = serializers.CharField(read_only=True, help_text=_("Why there is no value"))
    state = serializers.CharField(read_only=True)
    requested_by = username("requested_by")
    decided_by = username("decided_by")

    class Meta:
        model = MissingRequest
        fields = [
            "id", "department", "indicator", "period", "code", "reason", "state", "requested_by",
            "requested_at", "decided_by", "decided_at", "decision_reason",
        ]  # fmt: skip
        read_only_fields = fields
