"""The filters of released ratings."""

from django.utils.translation import gettext_lazy as _

from reports.api.fields import DayFilter
from reports.api.filters import InBranch, exactly


class RatingFilter(InBranch):
    of = "point__service__department"
    stream = exactly("stream__code", _("Code of the stream"))
    service = exactly("point__service__code", _("Code of the service"))
    rated_from = DayFilter(field_name="rated_on", lookup_expr="gte", label=_("Rated from"))
    rated_until = DayFilter(field_name="rated_on", lookup_expr="lte", label=_("Rated until"))
    released_from = DayFilter(
        field_name="release__released_on", lookup_expr="gte", label=_("Released from")
    )
