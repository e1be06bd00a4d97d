"""Cursor paging: stable while rows are added, the same speed on every page."""

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`next` and `previous` in the answer and in a Link header (RFC 8288)."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "page_size"
    cursor_query_description = _("From the link of another page")
    page_size_query_description = _("How many on a page, 1000 at most.")

    def paginate_queryset(self, queryset, request, view=None):
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, OverflowError, DjangoValidationError) as error:
            raise ValidationError(
                {"cursor": [_("Follow the links of the pages instead of making a cursor.")]}
            ) from error

    def get_page_size(self, request):
        """A size that is no size is refused: a default in its place would look like the answer."""
        text = request.query_params.get(self.page_size_query_param)
        if text is None:
            return self.page_size
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= self.max_page_size):
            message = _("Write a whole number from 1 to %d.") % self.max_page_size
            raise ValidationError({self.page_size_query_param: [message]})
        return int(text)

    def get_schema_operation_parameters(self, view):
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return parameters

    def get_ordering(self, request, queryset, view):
        return view.page_order

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        pages = (("next", response.data["next"]), ("prev", response.data["previous"]))
        links = [f'<{url}>; rel="{relation}"' for relation, url in pages if url]
        if links:
            response["Link"] = ", ".join(links)
        return response
