"""The filters of proof, verdicts, samples and revisions."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from indicators.models.evidence import EvidenceKind
from indicators.models.revision import RevisionKind
from indicators.models.verification import Verdict
from reports.api.fields import MomentFilter, TrueOrFalse, WholeNumber
from reports.api.filters import BranchFilter, InBranch, exactly


class OfValueFilter(InBranch):
    """Filters for what hangs on a measured value."""

    of = "measurement__department"
    measurement = WholeNumber(field_name="measurement_id", label=_("Number of the value"))
    department = exactly("measurement__department__code", _("Code of the department"))
    indicator = exactly("measurement__indicator__code", _("Code of the indicator"))
    period = exactly("measurement__period__label", _("Label of the period"))


class EvidenceFilter(OfValueFilter):
    kind = filters.ChoiceFilter(choices=EvidenceKind.choices, label=_("Kind"))
    standing = TrueOrFalse(method="stands", label=_("Not withdrawn, or withdrawn"))
    updated_since = MomentFilter(field_name="uploaded_at", lookup_expr="gte", label=_("Since"))

    def stands(self, queryset, name, value):
        return queryset.filter(withdrawal__isnull=value)


class VerificationFilter(OfValueFilter):
    verdict = filters.ChoiceFilter(choices=Verdict.choices, label=_("What was found"))
    sample = WholeNumber(field_name="sample_id", label=_("Number of the sample"))
    updated_since = MomentFilter(field_name="verified_at", lookup_expr="gte", label=_("Since"))


class SampleFilter(BranchFilter):
    cycle = exactly("cycle__name", _("Name of the cycle"))


class SampleItemFilter(OfValueFilter):
    sample = WholeNumber(field_name="sample_id", label=_("Number of the sample"))


class RevisionFilter(BranchFilter):
    indicator = exactly("indicator__code", _("Code of the indicator"))
    period = exactly("period__label", _("Label of the period"))
    kind = filters.ChoiceFilter(
        method="of_kind", choices=RevisionKind.choices, label=_("Kind of revision")
    )
    updated_since = MomentFilter(field_name="recorded_at", lookup_expr="gte", label=_("Since"))

    def of_kind(self, queryset, name, value):
        return queryset.of_kind(value)
