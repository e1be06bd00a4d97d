"""The filters of third-party engagements."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from departments.models import Department
from feedback.models import EngagementState
from reports.api.fields import TrueOrFalse
from reports.api.filters import LONGEST, exactly


def named(method, label):
    return filters.CharFilter(method=method, max_length=LONGEST, label=label)


class EngagementFilter(filters.FilterSet):
    """By what a blind engagement hides from its markers, they find none: or they could guess."""

    state = filters.ChoiceFilter(choices=EngagementState.choices, label=_("State"))
    organisation = exactly(
        "organisation__registration_number", _("Registration number of the organisation")
    )
    period = exactly("period__label", _("Label of the period"))
    is_blind = TrueOrFalse(field_name="is_blind", label=_("Markers see no names"))
    indicator = named("of_indicator", _("Code of the indicator"))
    department = named("for_department", _("Code of the department it was commissioned for"))
    branch = named("in_branch", _("Code of a department: it and all beneath"))

    def of_indicator(self, queryset, name, value):
        return queryset.filter(knows_names=True, indicator__code=value)

    def for_department(self, queryset, name, value):
        return queryset.filter(knows_names=True, department__code=value)

    def in_branch(self, queryset, name, value):
        tops = Department.objects.visible_to(self.request.user).filter(code=value)
        top = tops.values_list("pk", flat=True).first()
        if top is None:
            return queryset.none()
        return queryset.filter(knows_names=True, department__lineage__contains=[top])
