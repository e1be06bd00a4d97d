"""Measured values: read them, report one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse

from departments.models import Department
from indicators import services
from indicators.models import Indicator, Measurement
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers.values import MeasurementSerializer, ReportSerializer
from reports.api.writing import KEY, Answer, answered
from reports.models import Scope

FIGURES = (
    "value", "numerator", "denominator", "missing", "text", "quality", "source", "note",
    "revision", "effect",
)  # fmt: skip


@reading(_lazy("The values that count, now or as they stood then."), _lazy("One measured value."))
class MeasurementViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """The values that count, now or as they stood at `as_of`. Nothing is ever overwritten."""

    queryset = Measurement.objects.none()
    serializer_class = MeasurementSerializer
    filterset_class = filters.MeasurementFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_MEASUREMENTS
    write_scope = Scope.WRITE_MEASUREMENTS
    write_roles = ("office", "manager", "employee")
    page_order = ("id",)

    def get_queryset(self):
        return Measurement.objects.visible_to(self.request.user).for_list()

    @extend_schema(
        summary=_lazy("Report one value. Another than before supersedes it and says why."),
        request=ReportSerializer,
        parameters=[KEY],
        responses={
            201: MeasurementSerializer,
            200: OpenApiResponse(MeasurementSerializer, "This very value was already there."),
        },
    )
    def create(self, request):
        """Report one value. A different one than before supersedes it and says why in `note`."""
        body = ReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.report(body.validated_data))

    def report(self, given):
        user = self.request.user
        department = found(
            "department", Department.objects.visible_to(user).filter(code=given["department"])
        )
        indicator = found(
            "indicator",
            Indicator.objects.visible_to(user).filter(code=given["indicator"]).order_by("-version"),
        )
        before = self.get_queryset().current().filter(department=department, indicator=indicator)
        known = set(before.values_list("pk", flat=True))
        figures = {name: given[name] for name in FIGURES if name in given}
        row = services.report(department, indicator, given["period"], by=user, **figures)
        row = self.get_queryset().get(pk=row.pk)
        location = reverse("api:measurement-detail", [row.pk], request=self.request)
        body = self.get_serializer(row).data
        return Answer(200 if row.pk in known else 201, body, location)


def found(name, rows):
    """The first row, or a refusal that does not tell what is missing from what is hidden."""
    row = rows.first()
    if row is None:
        raise ValidationError({name: [_("There is no such code, or you may not see it.")]})
    return row
