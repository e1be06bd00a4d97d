"""Proof, verdicts, samples, revisions, and what a new run changed."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.reverse import reverse

from indicators.models import (
    Evidence,
    Measurement,
    Period,
    SampleItem,
    ScoreRun,
    Verification,
    VerificationSample,
)
from indicators.queries.impact import impact
from indicators.services import verify
from indicators.services.rules import publication_of
from indicators.services.verifying import VERIFIERS
from indicators.views import kept_files
from reports.api import proof_filters as filters
from reports.api.base import ApiViewSet, reading
from reports.api.fields import HIGHEST
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers import verification as serializers
from reports.api.views.files import AnyFormat, FileViewSet
from reports.api.views.values import found
from reports.api.writing import KEY, Answer, answered
from reports.models import Scope


@reading(_lazy("The proof of values: an index with fingerprints."), _lazy("One proof."))
class EvidenceViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    queryset = Evidence.objects.none()
    serializer_class = serializers.EvidenceSerializer
    filterset_class = filters.EvidenceFilter
    read_scope = Scope.READ_EVIDENCE
    page_order = ("id",)

    def get_queryset(self):
        return Evidence.objects.visible_to(self.request.user).for_index()

    @extend_schema(
        summary=_lazy("Fetch the file of a proof."),
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "The file.")
        },
    )
    @action(detail=True, content_negotiation_class=AnyFormat, url_name="file", url_path="file")
    def download(self, request, pk=None):
        """The bytes whose SHA-256 the proof names."""
        proof = self.get_object()
        if proof.kind != "file":
            raise Http404
        return kept_files.download(proof, "application/octet-stream")


@reading(_lazy("What those found who checked values."), _lazy("One verdict."))
class VerificationViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """Verdicts on values; nobody judges a value that he reported or proved."""

    queryset = Verification.objects.none()
    serializer_class = serializers.VerificationSerializer
    filterset_class = filters.VerificationFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = Scope.READ_MEASUREMENTS
    write_scope = Scope.WRITE_VERIFICATIONS
    write_roles = VERIFIERS
    page_order = ("id",)

    def get_queryset(self):
        return Verification.objects.visible_to(self.request.user).for_list()

    @extend_schema(
        summary=_lazy("Say whether a value is true."),
        request=serializers.VerifySerializer,
        parameters=[KEY],
        responses={
            201: serializers.VerificationSerializer,
            200: OpenApiResponse(
                serializers.VerificationSerializer, "This very verdict was already there."
            ),
        },
    )
    def create(self, request):
        """A verdict by somebody outside the chain of the value; others get 403."""
        body = serializers.VerifySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.judge(**body.validated_data))

    def judge(self, measurement, verdict, sample=None, found=None, reason=""):
        user = self.request.user
        value = one("measurement", Measurement.objects.visible_to(user).for_list(), measurement)
        within = sample and one("sample", VerificationSample.objects.visible_to(user), sample)
        if within:
            one("measurement", within.items.filter(measurement=value), None)
        known = set(self.get_queryset().filter(measurement=value).values_list("pk", flat=True))
        row = verify(value, verdict, found=found, reason=reason, sample=within, by=user)
        row = self.get_queryset().get(pk=row.pk)
        location = reverse("api:verification-detail", [row.pk], request=self.request)
        return Answer(200 if row.pk in known else 201, self.get_serializer(row).data, location)


def one(name, rows, pk):
    return found(name, rows if pk is None else rows.filter(pk=pk))


@reading(
    _lazy("Samples with seed, frame and result: who has them draws the same values."),
    _lazy("One sample."),
)
class SampleViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    queryset = VerificationSample.objects.none()
    serializer_class = serializers.SampleSerializer
    filterset_class = filters.SampleFilter
    read_scope = Scope.READ_MEASUREMENTS
    page_order = ("id",)

    def get_queryset(self):
        return VerificationSample.objects.visible_to(self.request.user).for_list()


@extend_schema(summary=_lazy("The drawn values of samples, with their verdicts."))
class SampleItemViewSet(ListModelMixin, ApiViewSet):
    queryset = SampleItem.objects.none()
    serializer_class = serializers.SampleItemSerializer
    filterset_class = filters.SampleItemFilter
    read_scope = Scope.READ_MEASUREMENTS
    page_order = ("id",)

    def get_queryset(self):
        return SampleItem.objects.visible_to(self.request.user).for_list()


@extend_schema(summary=_lazy("The register of revised figures: old, new, kind, why, effect."))
class RevisionViewSet(ListModelMixin, ApiViewSet):
    queryset = Measurement.objects.none()
    serializer_class = serializers.RevisionSerializer
    filterset_class = filters.RevisionFilter
    read_scope = Scope.READ_MEASUREMENTS
    page_order = ("id",)

    def get_queryset(self):
        return Measurement.objects.visible_to(self.request.user).revisions().for_register()


class ImpactViewSet(FileViewSet):
    """What a run changed against an earlier one of its cycle."""

    queryset = ScoreRun.objects.none()
    serializer_class = serializers.ImpactSerializer
    read_scope = Scope.READ_SCORES
    extra_parameters = frozenset({"against", "period"})

    @extend_schema(
        summary=_lazy("What a run changed in scores, ranks and publication."),
        parameters=[
            OpenApiParameter(
                "against", {"type": "integer", "minimum": 1, "maximum": HIGHEST},
                description=_lazy("Number of another run of the cycle; the one before if absent"),
            ),
            OpenApiParameter(
                "period", str, description=_lazy("Label of the period; the whole cycle if absent")
            ),
        ],
        responses=serializers.ImpactSerializer,
    )  # fmt: skip
    def retrieve(self, request, pk):
        newer = self.done_run()
        seen = ScoreRun.objects.visible_to(request.user).done().filter(cycle=newer.cycle_id)
        older = self.against(seen, newer)
        periods = Period.objects.visible_to(request.user)
        label = request.query_params.get("period")
        where = {"label": label} if label else {"pk": newer.cycle.period_id}
        period = get_object_or_404(periods, **where)
        said = publication_of(newer.cycle)
        rows = impact(older, newer, period, user=request.user, publication=said)
        self.rows_read = len(rows)
        body = {"old": older.pk, "new": newer.pk, "period": period.label, "departments": rows}
        return Response(serializers.ImpactSerializer(body).data)

    def against(self, runs, newer):
        """The run asked for, else the one before."""
        number = self.request.query_params.get("against")
        if number is None:
            older = runs.filter(pk__lt=newer.pk).order_by("-pk").first()
            if older is None:
                raise Http404
            return older
        if not (number.isascii() and number.isdecimal() and len(number) <= len(str(HIGHEST))):
            raise ValidationError({"against": [_("Enter a whole number.")]})
        return get_object_or_404(runs.exclude(pk=newer.pk), pk=min(int(number), HIGHEST))
