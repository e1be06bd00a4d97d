"""The filters of released ratings."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from departments.models import Department
from reports.api.fields import DayFilter
from reports.api.filters import LONGEST, exactly


class RatingFilter(filters.FilterSet):
    stream = exactly("stream__code", _("Code of the stream"))
    service = exactly("point__service__code", _("Code of the service"))
    branch = filters.CharFilter(
        method="in_branch", max_length=LONGEST, label=_("Code of a department: it and all beneath")
    )
    rated_from = DayFilter(field_name="rated_on", lookup_expr="gte", label=_("Rated from"))
    rated_until = DayFilter(field_name="rated_on", lookup_expr="lte", label=_("Rated until"))
    released_from = DayFilter(
        field_name="release__released_on", lookup_expr="gte", label=_("Released from")
    )

    def in_branch(self, queryset, name, value):
        tops = Department.objects.visible_to(self.request.user).filter(code=value)
        top = tops.values_list("pk", flat=True).first()
        if top is None:
            return queryset.none()
        return queryset.filter(point__service__department__lineage__contains=[top])
