"""What the pages of this room share: the appraisal one asked for, its name, what is open."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, Phase
from appraisals.services.clocks import own_phase
from appraisals.services.phases import OWN


def appraisal_for(user, pk, *, near=False):
    """One that `user` sees; `near`: as one of its sides or as the second superior. Else 404."""
    rows = Appraisal.objects.visible_to(user).select_related(
        "appraisal_cycle__cycle__period", "appraisal_cycle__policy", "appraisal_cycle__department",
        "unit", "person", "post", "subject_user__person", "appraiser__person",
        "clock",
    )  # fmt: skip
    return get_object_or_404(rows.near(user) if near else rows, pk=pk)


def open_phases(user, appraisal):
    """The kinds of phases in which one may write now, by its own clock where it has one."""
    rows = Phase.objects.visible_to(user).filter(appraisal_cycle=appraisal.appraisal_cycle)
    if getattr(appraisal, "clock", None) is not None:
        return {kind for kind in OWN if own_phase(appraisal, kind).is_open}
    return set(rows.filter(state="open").values_list("kind", flat=True))


def is_side(user, appraisal):
    return user.pk in (appraisal.subject_user_id, appraisal.appraiser_id)


def closed_words(kind):
    """Why nothing can be written now, for a page that only shows."""
    words = {
        "planning": _("The phase of planning is not open: the plan can be read only."),
        "coaching": _("The phase of coaching is not open: what was written can be read only."),
    }
    return words[kind]
