"""Files made in the background: ask, look, fetch."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.reverse import reverse

from audit.errors import WrongState
from departments.models import RoleGrant
from indicators.models import ScoreRun
from reports.api import filters
from reports.api.base import ApiViewSet, reading
from reports.api.permissions import HasScope, MayDo
from reports.api.serializers.exports import ExportSerializer, RequestExportSerializer
from reports.api.views.files import AnyFormat, attachment
from reports.api.views.values import found
from reports.api.writing import KEY, Answer, answered
from reports.models import ApiToken, Export, Scope
from reports.problems import Gone
from reports.services.exports import is_kept, path_of, request_export, still_seen


@reading(_lazy("Your files, newest first."), _lazy("One file: its state, size and SHA-256."))
class ExportViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """One's own files, kept for a week. Ask for one, look at its `state`, fetch its `file`."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer
    filterset_class = filters.ExportFilter
    permission_classes = [IsAuthenticated, HasScope, MayDo]
    read_scope = write_scope = Scope.READ_SCORES  # asking for a file changes nothing but the file
    write_roles = tuple(RoleGrant.Role.values)
    page_order = ("-id",)

    def get_queryset(self):
        return Export.objects.visible_to(self.request.user).for_list()

    @extend_schema(
        summary=_lazy("Ask for a file: Excel, Parquet, CSV, JSON or an evidence pack."),
        request=RequestExportSerializer,
        parameters=[KEY],
        responses={201: ExportSerializer},
    )
    def create(self, request):
        """Ask for a file. One that is equal and kept or being made is given again."""
        body = RequestExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(request, lambda: self.ask(**body.validated_data))

    def ask(self, run, what, format):  # noqa: A002 -- the name in the body
        self.require_evidence_scope(what)
        runs = ScoreRun.objects.visible_to(self.request.user).full().filter(pk=run)
        export = request_export(found("run", runs), what=what, format=format, by=self.request.user)
        location = reverse("api:export-detail", [export.pk], request=self.request)
        return Answer(201, self.get_serializer(export).data, location)

    def require_evidence_scope(self, what):
        token = self.request.auth
        limited = isinstance(token, ApiToken) and Scope.READ_EVIDENCE not in token.scopes
        if what == "evidence" and limited:
            raise PermissionDenied(_("This token lacks the scope “%s”.") % Scope.READ_EVIDENCE)

    @extend_schema(
        summary=_lazy("Fetch the file."),
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, "The file.")
        },
    )
    @action(detail=True, content_negotiation_class=AnyFormat, url_name="file", url_path="file")
    def download(self, request, pk=None):
        """The bytes whose SHA-256 the export names."""
        export = self.get_object()
        self.require_evidence_scope(export.what)
        if export.state != "done":
            raise WrongState(_("This file is not made yet. Look at its state."))
        if not is_kept(export):
            raise Gone(_("Files are kept for a week. Ask for a new one."))
        if not still_seen(export, request.user):
            raise WrongState(_("Your roles have changed since. Ask for a new file."))
        name = f"{export.what}-run-{export.run_id}.{export.format}"
        response = FileResponse(path_of(export).open("rb"), content_type="application/octet-stream")
        return attachment(response, name)
