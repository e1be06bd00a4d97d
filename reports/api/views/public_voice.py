"""What programs hand in about services, and the exchange of ratings with other pages."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from audit.errors import DomainError
from feedback import codes, services
from feedback.models import OtherDoor, Rating, ServicePoint
from reports.api import bulk, rating_filters
from reports.api.base import ApiViewSet
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers import public_voice as serializers
from reports.api.views.values import found
from reports.models import Scope

BULK = {
    201: serializers.BulkSerializer,
    200: OpenApiResponse(serializers.BulkSerializer, _("Every row was known already.")),
    207: OpenApiResponse(
        serializers.BulkSerializer, _("Some rows are refused; the others are in.")
    ),
}


class Handing(ApiViewSet):
    """For the office of a branch; nothing here keeps the body of a call or its answer."""

    http_method_names = ["post"]
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    write_scope = Scope.WRITE_CASES
    write_roles = ("office",)


class ClosedCaseViewSet(Handing):
    """Cases that are over: for each there may be one receipt."""

    queryset = ServicePoint.objects.none()
    serializer_class = serializers.CasesSerializer

    @extend_schema(
        summary=_("Report closed cases, up to 5,000. A case that is known changes nothing."),
        request=serializers.CasesSerializer,
        responses=BULK,
    )
    def create(self, request):
        """Good rows are taken whatever becomes of the others. No number of a case is kept."""
        rows = bulk.rows_of(request.data, "cases")
        good, faults = bulk.read(rows, serializers.CaseSerializer)
        by_place, done = {}, {}
        for index, row in good.items():
            by_place.setdefault(codes.normal(row["place"]), []).append(index)
        places = ServicePoint.objects.visible_to(request.user).for_list()
        known = {point.code: point for point in places.filter(code__in=by_place)}
        for place, indexes in by_place.items():
            try:
                new = take(known.get(place), [good[index] for index in indexes], request.user)
                done |= zip(indexes, new, strict=True)
            except Exception as error:  # noqa: BLE001 -- what is no refusal is raised again
                faults |= dict.fromkeys(indexes, error)
        return bulk.answered(done, faults, path=request.path)


def take(point, rows, user):
    if point is None:
        raise DomainError(_("There is no such code, or you may not see it."), "place")
    cases = [services.Case(row["case"], row["closed_on"]) for row in rows]
    return services.take_each(point, cases, by=user)


class ReceiptViewSet(Handing):
    """Receipts, for a program that prints or sends them."""

    queryset = ServicePoint.objects.none()
    serializer_class = serializers.MintSerializer

    @extend_schema(
        summary=_("Make out receipts. Their codes stand in this answer only."),
        request=serializers.MintSerializer,
        responses={201: serializers.ReceiptsSerializer},
    )
    def create(self, request):
        """Never more than there are closed cases without one. A lost answer is lost: the codes are
        kept nowhere, which is why this call knows no Idempotency-Key."""
        body = serializers.MintSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        places = ServicePoint.objects.visible_to(request.user).for_list()
        point = found("place", places.filter(code=codes.normal(given["place"])))
        made = services.mint(point, given["number"], by=request.user)
        answer = {"place": point.code, "expires_on": services.expiry(), "receipts": made}
        headers = {"Cache-Control": "no-store"}
        return Response(serializers.ReceiptsSerializer(answer).data, 201, headers=headers)


class RatingViewSet(ListModelMixin, ApiViewSet):
    """Ratings of services: those of other pages come in, released ones go out in the same shape."""

    queryset = Rating.objects.none()
    serializer_class = serializers.RatingSerializer
    filterset_class = rating_filters.RatingFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_RATINGS
    write_scope = Scope.WRITE_RATINGS
    write_roles = ("office",)
    page_order = ("id",)

    def get_queryset(self):
        rows = Rating.objects.visible_to(self.request.user).for_list()
        return rows.select_related("point__service__department", "scale", "stream", "release")

    @extend_schema(summary=_("Released ratings: the day, never the time; without texts."))
    def list(self, request):
        """Those that were released, of the branches that you keep, lead or look into."""
        return super().list(request)

    @extend_schema(
        summary=_("Send ratings that were given on another page, up to 5,000."),
        request=serializers.ForeignsSerializer,
        responses=BULK,
    )
    def create(self, request):
        """A number that is known changes nothing; with another value under it, it is refused."""
        rows = bulk.rows_of(request.data, "ratings")
        door = self.door(request.data.get("stream"))
        good, faults = bulk.read(rows, serializers.ForeignSerializer)
        foreign = [
            services.Foreign(**row | {"reasons": tuple(row.get("reasons", ()))})
            for row in good.values()
        ]
        taken = services.take_ratings(door, foreign, by=request.user)
        judged = dict(zip(good, taken, strict=True))
        faults |= {index: one.error for index, one in judged.items() if one.error}
        done = {i: one.state == "new" for i, one in judged.items() if not one.error}
        return bulk.answered(done, faults, path=request.path)

    def door(self, code):
        if not isinstance(code, str) or "\0" in code:
            raise ValidationError({"stream": [_("Write the code of a stream.")]})
        doors = OtherDoor.objects.visible_to(self.request.user).for_list()
        return found("stream", doors.filter(stream__code=code))
