"""The filters of cycles of appraisal, who takes part, grades and sources."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from appraisals.models import CycleKind, CycleState, GradeStage, Source, Subject
from appraisals.models.evaluation import SIDES
from departments.models import Department
from reports.api.fields import MomentFilter, TrueOrFalse, WholeNumber
from reports.api.filters import LONGEST, BranchFilter, exactly


class AppraisalCycleFilter(BranchFilter):
    code = exactly("code", _("Code"))
    year = exactly("cycle__name", _("Name of the performance year"))
    kind = filters.ChoiceFilter(choices=CycleKind.choices, label=_("Kind"))
    state = filters.ChoiceFilter(choices=CycleState.choices, label=_("State"))


class AppraisalFilter(filters.FilterSet):
    cycle = exactly("appraisal_cycle__code", _("Code of the cycle of appraisal"))
    department = exactly("unit__code", _("Code of the department"))
    branch = filters.CharFilter(
        method="in_branch", max_length=LONGEST, label=_("Code of a department: it and all beneath")
    )
    subject = filters.ChoiceFilter(choices=Subject.choices, label=_("A department or a person"))
    graded = TrueOrFalse(method="gets_one", label=_("Gets a grade"))

    def in_branch(self, queryset, name, value):
        return queryset.filter(unit__in=branch_of(self.request.user, value))

    def gets_one(self, queryset, name, value):
        return queryset.graded() if value else queryset.exclude(excluded_as="")


class OfAppraisalFilter(filters.FilterSet):
    """For what hangs on an appraisal."""

    appraisal = WholeNumber(field_name="appraisal_id", label=_("Number of the appraisal"))
    cycle = exactly("appraisal__appraisal_cycle__code", _("Code of the cycle of appraisal"))
    department = exactly("appraisal__unit__code", _("Code of the department"))
    branch = filters.CharFilter(
        method="in_branch", max_length=LONGEST, label=_("Code of a department: it and all beneath")
    )
    subject = filters.ChoiceFilter(
        field_name="appraisal__subject", choices=Subject.choices,
        label=_("A department or a person"),
    )  # fmt: skip

    def in_branch(self, queryset, name, value):
        return queryset.filter(appraisal__unit__in=branch_of(self.request.user, value))


class GradeFilter(OfAppraisalFilter):
    grade = exactly("grade", _("Code of the grade in the scale"))
    stage = filters.ChoiceFilter(choices=GradeStage.choices, label=_("Stage"))
    in_force = TrueOrFalse(
        field_name="is_in_force", label=_("In force, or superseded by a later one")
    )
    updated_since = MomentFilter(
        field_name="decided_at", lookup_expr="gte", label=_("Decided since")
    )


class SourceScoreFilter(OfAppraisalFilter):
    source = filters.ChoiceFilter(choices=Source.choices, label=_("Whose view"))
    updated_since = MomentFilter(field_name="received_at", lookup_expr="gte", label=_("Since"))


class EvaluationFilter(OfAppraisalFilter):
    source = filters.ChoiceFilter(choices=SIDES, label=_("Whose view"))
    updated_since = MomentFilter(
        field_name="handed_in_at", lookup_expr="gte", label=_("Handed in since")
    )


def branch_of(user, code):
    """The department with that code and all beneath, of those the caller may see."""
    seen = Department.objects.visible_to(user)
    top = seen.filter(code=code).values_list("pk", flat=True).first()
    return seen.none() if top is None else seen.filter(lineage__contains=[top]).values("pk")
