"""The filters of third-party engagements."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from feedback.models import EngagementState
from reports.api.fields import TrueOrFalse
from reports.api.filters import LONGEST, InBranch, exactly


def named(method, label):
    return filters.CharFilter(method=method, max_length=LONGEST, label=label)


class EngagementFilter(InBranch):
    """By what a blind engagement hides from its markers, they find none: or they could guess."""

    state = filters.ChoiceFilter(choices=EngagementState.choices, label=_("State"))
    organisation = exactly(
        "organisation__registration_number", _("Registration number of the organisation")
    )
    period = exactly("period__label", _("Label of the period"))
    is_blind = TrueOrFalse(field_name="is_blind", label=_("Markers see no names"))
    indicator = named("of_indicator", _("Code of the indicator"))
    department = named("for_department", _("Code of the department it was commissioned for"))

    def of_indicator(self, queryset, name, value):
        return queryset.filter(knows_names=True, indicator__code=value)

    def for_department(self, queryset, name, value):
        return queryset.filter(knows_names=True, department__code=value)

    def in_branch(self, queryset, name, value):
        return super().in_branch(queryset.filter(knows_names=True), name, value)
