"""The whole dictionary with its history in one file."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from indicators.models import CardEdition
from reports.api.views.files import FileViewSet, attachment
from reports.exports import dictionary
from reports.models import Scope

ROWS = {"type": "array", "items": {"type": "object", "additionalProperties": {}}}


class DictionaryViewSet(FileViewSet):
    """Every edition of every definition card, for auditors."""

    queryset = CardEdition.objects.none()
    read_scope = Scope.READ_INDICATORS
    filterset_class = None

    def streamed(self, write, kind, suffix):
        found = list(dictionary.rows(self.request.user))
        self.rows_read = len(found)
        asked_for = () if self.request.method == "HEAD" else write(iter(found))
        response = StreamingHttpResponse(asked_for, content_type=kind)
        return attachment(response, f"kpi-dictionary.{suffix}")

    @extend_schema(
        operation_id="indicators_dictionary_csv",
        tags=["indicators"],
        summary=_("The dictionary with every version and edition as CSV."),
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def csv(self, request):
        """One row an edition: what a card said from `since` on."""
        return self.streamed(dictionary.csv_of, "text/csv; charset=utf-8", "csv")

    @extend_schema(
        operation_id="indicators_dictionary_json",
        tags=["indicators"],
        summary=_("The dictionary with every version and edition as JSON."),
        responses={(200, "application/json"): ROWS},
    )
    def json(self, request):
        """One object an edition: what a card said from `since` on."""
        return self.streamed(dictionary.json_of, "application/json", "json")
