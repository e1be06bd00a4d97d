"""A whole run at once: its scores as a stream, its evidence as a file."""

from django.db.models import BigIntegerField, Func, Sum
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import GenericViewSet

from audit.errors import WrongState
from departments.services import holds_role
from indicators.models import Score, ScoreCard, ScoreRun
from reports.api import filters
from reports.api.base import StrictFilters, Watched
from reports.api.permissions import HasScope
from reports.exports import stream
from reports.exports.packs import pack_of
from reports.exports.scores import score_query
from reports.models import Scope
from reports.services.exports import require_whole

ROWS = {"type": "array", "items": {"type": "object"}}


class AnyFormat(DefaultContentNegotiation):
    """The address names the format: what the caller accepts changes nothing but errors."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class FileViewSet(Watched, StrictFilters, GenericViewSet):
    """Downloads. Not cached: names may change, and each caller sees his own rows."""

    http_method_names = ["get", "head"]
    permission_classes = [IsAuthenticated, HasScope]
    content_negotiation_class = AnyFormat
    read_scope = write_scope = None

    def done_run(self):
        """The run, if it is finished: an unfinished one has no whole answer yet (409)."""
        seen = ScoreRun.objects.visible_to(self.request.user).full()
        run = get_object_or_404(seen, pk=self.kwargs["pk"])
        if run.state != "done":
            raise WrongState(_("This run is not finished. Wait until it is done."))
        return run


def attachment(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ScoreFileViewSet(FileViewSet):
    """Every score of a run that the caller may see, in one answer of any size."""

    queryset = ScoreRun.objects.none()
    filterset_class = filters.FileFilter
    read_scope = Scope.READ_SCORES

    def refuse_unknown_parameters(self, request):
        self.extra_parameters = set(self.filterset_class.base_filters)
        super().refuse_unknown_parameters(request)

    def query(self, run, *, guarded=False):
        scores = Score.objects.visible_to(self.request.user).of(run)
        chosen = self.filterset_class(self.request.query_params, scores, request=self.request)
        if not chosen.is_valid():
            raise filters.refusal(chosen)
        if holds_role(self.request.user, "auditor"):
            self.rows_read = self.size(run, chosen)
        return chosen.form.cleaned_data, score_query(chosen.qs, run, guarded=guarded)

    def size(self, run, chosen):
        """How many rows there will be; without filters the cards know it."""
        if self.request.query_params.keys() & chosen.base_filters.keys():
            return chosen.qs.count()
        cells = Func("target_ids", function="cardinality", output_field=BigIntegerField())
        cards = ScoreCard.objects.visible_to(self.request.user).of(run)
        return cards.aggregate(rows=Sum(cells))["rows"] or 0

    def streamed(self, run, blocks, kind, suffix):
        """The statement begins with the first byte: until then the connection is ours to use."""
        asked_for = () if self.request.method == "HEAD" else blocks
        response = StreamingHttpResponse(asked_for, content_type=kind)
        return attachment(response, f"scores-run-{run.pk}.{suffix}")

    @extend_schema(
        summary=_lazy("All scores of a run as CSV, in one answer of any size."),
        filters=True,
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def csv(self, request, pk):
        """CSV with the columns of the export command, in its order."""
        run = self.done_run()
        guarded = request.query_params.get("text") != "exact"
        options, query = self.query(run, guarded=guarded)
        blocks = stream.csv_of(query, mark=bool(options["bom"]))
        return self.streamed(run, blocks, "text/csv; charset=utf-8; header=present", "csv")

    @extend_schema(
        summary=_lazy("The same as one JSON array."),
        filters=True,
        responses={(200, "application/json"): ROWS},
    )
    def json(self, request, pk):
        """One JSON array with an object a row; names exactly as they are."""
        run = self.done_run()
        _options, query = self.query(run)
        return self.streamed(run, stream.json_of(query), "application/json", "json")

    @extend_schema(
        summary=_lazy("The same with one JSON object a line."),
        filters=True,
        responses={(200, "application/x-ndjson"): OpenApiTypes.STR},
    )
    def ndjson(self, request, pk):
        """One JSON object a line."""
        run = self.done_run()
        _options, query = self.query(run)
        return self.streamed(run, stream.ndjson_of(query), "application/x-ndjson", "ndjson")


class EvidenceViewSet(FileViewSet):
    queryset = ScoreRun.objects.none()
    read_scope = Scope.READ_EVIDENCE

    @extend_schema(
        summary=_lazy("The evidence of a run: everything that recomputes its scores without us."),
        responses={
            (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, "The evidence pack."),
        },
    )
    def retrieve(self, request, pk):
        """Inputs, rules, results and `verify.py`, which recomputes every score without us."""
        run = self.done_run()
        require_whole(run, request.user)
        path = pack_of(run)
        self.rows_read = 1
        response = FileResponse(path.open("rb"), content_type="application/zip")
        return attachment(response, f"evidence-run-{run.pk}.zip")
