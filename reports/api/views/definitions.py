"""Definition cards and targets over REST: read with what the rules say of them, and written."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse

from departments.models import Department, Person
from indicators import services
from indicators.models import Cycle, Indicator, Objective, Target
from indicators.services import smart_check
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers import plans
from reports.api.views.values import found
from reports.api.writing import KEY, Answer, answered
from reports.models import Scope

PLACES = ("cycle", "department", "indicator")


@reading(_("The definition cards of the indicators, every version."), _("One definition card."))
class IndicatorViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Definition cards. A break in method is a new version of the same code."""

    queryset = Indicator.objects.none()
    serializer_class = plans.IndicatorSerializer
    filterset_class = filters.IndicatorFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_INDICATORS
    write_scope = Scope.WRITE_INDICATORS
    write_roles = ("office",)
    page_order = ("id",)

    def get_queryset(self):
        return Indicator.objects.visible_to(self.request.user).with_detail().for_list()

    def get_serializer_context(self):
        return super().get_serializer_context() | {"policy": smart_check.policy_for()}

    @extend_schema(
        summary=_("Define an indicator. A rule that the policy makes blocking answers 422."),
        request=plans.DefineSerializer,
        parameters=[KEY],
        responses={201: plans.IndicatorSerializer},
    )
    def create(self, request):
        """Define an indicator. What the policy refuses is 422, with the place of each reason."""
        body = plans.DefineSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.define(dict(body.validated_data)))

    def define(self, given):
        fields = given | given.pop("detail", {})
        fields.pop("detail", None)
        if code := fields.pop("guard", ""):
            cards = Indicator.objects.visible_to(self.request.user).newest()
            fields["guard"] = found("guard", cards.filter(code=code))
        card = services.define_indicator(by=self.request.user, **fields)
        row = self.get_queryset().get(pk=card.pk)
        location = reverse("api:indicator-detail", [row.pk], request=self.request)
        return Answer(201, self.get_serializer(row).data, location)


@reading(_("The targets in force, or as they stood then."), _("One version of a target."))
class TargetViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Targets in force, or as they stood at `as_of`. An amendment is a new row."""

    queryset = Target.objects.none()
    serializer_class = plans.TargetSerializer
    filterset_class = filters.TargetFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_INDICATORS
    write_scope = Scope.WRITE_INDICATORS
    write_roles = ("office", "manager")
    page_order = ("id",)

    def get_queryset(self):
        rows = Target.objects.visible_to(self.request.user).for_list()
        return rows.select_related("department", "indicator", "cycle__period", "period", "owner")

    def paginate_queryset(self, queryset):
        """What the rules say of the whole page is found in two queries."""
        rows = super().paginate_queryset(queryset)
        self.said = smart_check.judge_targets(rows)
        return rows

    def get_serializer_context(self):
        return super().get_serializer_context() | {"said": getattr(self, "said", {})}

    @extend_schema(
        summary=_("Set a target. A rule that the policy makes blocking answers 422."),
        request=plans.AimSerializer,
        parameters=[KEY],
        responses={201: plans.TargetSerializer},
    )
    def create(self, request):
        """Set a target. What the policy refuses is 422, with the place of each reason."""
        body = plans.AimSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.set(dict(body.validated_data)))

    def set(self, given):
        user = self.request.user
        places = Department.objects.visible_to(user).filter(code=given["department"])
        department = found("department", places)
        cards = Indicator.objects.visible_to(user).filter(code=given["indicator"])
        indicator = found("indicator", cards.order_by("-version"))
        cycles = Cycle.objects.visible_to(user).filter(name=given["cycle"])
        fields = {name: value for name, value in given.items() if name not in PLACES}
        if code := fields.pop("objective", ""):
            aims = Objective.objects.visible_to(user).filter(code=code)
            fields["objective"] = found("objective", aims)
        if number := fields.pop("owner", ""):
            people = Person.objects.visible_to(user).filter(staff_number=number)
            fields["owner"] = found("owner", people)
        cycle = found("cycle", cycles)
        target = services.set_target(department, indicator, cycle, by=user, **fields)
        row = self.get_queryset().get(pk=target.pk)
        location = reverse("api:target-detail", [row.pk], request=self.request)
        return Answer(201, self.get_serializer(row).data, location)
