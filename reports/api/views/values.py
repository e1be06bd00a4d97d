"""Measured values: read them, report one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse

from departments.models import Department
from indicators import services
from indicators.models import Indicator, Measurement
from reports.api import batches, filters
from reports.api.base import ApiViewSet, reading
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers.values import MeasurementSerializer, ReportSerializer
from reports.api.writing import KEY, Answer, answered
from reports.models import Scope

FIGURES = (
    "value", "numerator", "denominator", "missing", "text", "quality", "source", "note",
    "revision", "effect",
)  # fmt: skip

PARTIAL = OpenApiParameter(
    "partial",
    bool,
    description=_lazy("For an array of values: record the good ones when others are refused."),
)


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
        return Measurement.objects.visible_to(self.request.user).with_method().for_list()

    @extend_schema(
        summary=_lazy("Report one value. Another than before supersedes it and says why."),
        request=ReportSerializer,
        parameters=[KEY, PARTIAL],
        responses={
            201: MeasurementSerializer,
            200: OpenApiResponse(MeasurementSerializer, "This very value was already there."),
        },
    )
    def create(self, request):
        """Report one value. A different one than before supersedes it and says why in `note`.

        A JSON array of up to 1,000 such objects is recorded in one call: all of them or none; with
        `?partial=true` the good ones, and each refused one with its problem (207).
        """
        if isinstance(request.data, list):
            return self.create_many(request)
        body = ReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.report(body.validated_data))

    def create_many(self, request):
        partial, rows, seen = batches.wants_partial(request), request.data, {}
        batches.refuse_size(rows)

        def record(given):
            row, is_new = self.record(given, seen)
            return row.pk, is_new

        def show(numbers):
            told = self.get_queryset().filter(pk__in=numbers)
            return {row.pk: self.get_serializer(row).data for row in told}

        return answered(
            request,
            lambda: batches.report_many(rows, record, show, path=request.path, partial=partial),
        )

    def report(self, given):
        row, is_new = self.record(given, {})
        row = self.get_queryset().get(pk=row.pk)
        location = reverse("api:measurement-detail", [row.pk], request=self.request)
        return Answer(201 if is_new else 200, self.get_serializer(row).data, location)

    def record(self, given, seen):
        """The measurement that counts now, and whether it is new. `seen` keeps what was found."""
        user = self.request.user
        department = remembered(
            seen, "department", given["department"], Department.objects.visible_to(user)
        )
        indicator = remembered(
            seen, "indicator", given["indicator"],
            Indicator.objects.visible_to(user).order_by("-version"),
        )  # fmt: skip
        before = self.get_queryset().current().filter(department=department, indicator=indicator)
        known = set(before.values_list("pk", flat=True))
        figures = {name: given[name] for name in FIGURES if name in given}
        row = services.report(department, indicator, given["period"], by=user, **figures)
        return row, row.pk not in known


def remembered(seen, name, code, rows):
    """The row of that code, looked up once a call."""
    if (name, code) not in seen:
        seen[name, code] = found(name, rows.filter(code=code))
    return seen[name, code]


def found(name, rows):
    """The first row, or a refusal that does not tell what is missing from what is hidden."""
    row = rows.first()
    if row is None:
        raise ValidationError({name: [_("There is no such code, or you may not see it.")]})
    return row
