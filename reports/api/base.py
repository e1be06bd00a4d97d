"""What every endpoint shares: scopes, strict filters, caching, the ledger of auditors' reads."""

from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.viewsets import GenericViewSet

from audit.services import record_read
from departments.services import holds_role
from reports.api.pagination import CursorPages
from reports.api.permissions import HasScope
from reports.models import ApiToken

PAGING = {"cursor", "page_size"}
LONGEST_QUERY = 1000  # characters of a query kept in the ledger


class Watched:
    """Each read by an auditor is in the ledger before he gets it: what he asked for, how much."""

    rows_read = None  # set by views whose answer is a stream

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.method in SAFE_METHODS and holds_role(request.user, "auditor"):
            record_read("api", by=request.user, details=self.what_was_read(request, response))
        return response

    def what_was_read(self, request, response):
        data = getattr(response, "data", None)
        rows = self.rows_read
        if rows is None and response.status_code < 400:  # noqa: PLR2004 -- refused: nothing read
            rows = len(data["results"]) if isinstance(data, dict) and "results" in data else 1
        token = request.auth.pk if isinstance(request.auth, ApiToken) else None
        return {
            "method": request.method,
            "path": request.path,
            "query": request.META.get("QUERY_STRING", "")[:LONGEST_QUERY],
            "status": response.status_code,
            "rows": rows or 0,
            "token": token,
        }


class StrictFilters:
    """A parameter that nobody knows is refused: a typing error must not widen the answer."""

    extra_parameters = frozenset()

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            self.refuse_unknown_parameters(request)

    def refuse_unknown_parameters(self, request):
        known = set(self.extra_parameters)
        if self.action == "list":
            filters = self.filterset_class.base_filters if self.filterset_class else {}
            known |= PAGING | set(filters)
        if unknown := sorted(set(request.query_params) - known):
            offer = ", ".join(sorted(known)) or "–"
            message = _("This parameter is not known here. Known are: %s.") % offer
            raise ValidationError({name: [message] for name in unknown})


@method_decorator(conditional_page, name="dispatch")
class ApiViewSet(Watched, StrictFilters, GenericViewSet):
    """Subclasses name `read_scope`, `page_order`, and for writes `write_scope`, `write_roles`."""

    http_method_names = ["get", "head", "post"]
    permission_classes = [IsAuthenticated, HasScope]
    pagination_class = CursorPages
    filterset_class = None
    lookup_value_regex = "[0-9]+"
    read_scope = write_scope = None


def reading(many, one, **of_one):
    """What the description says of a list and of one row."""
    return extend_schema_view(
        list=extend_schema(summary=many), retrieve=extend_schema(summary=one, **of_one)
    )
