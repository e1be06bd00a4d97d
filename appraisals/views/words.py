"""How the pages of this room say things: policy names, phases, people."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals import launching
from appraisals.models import PhaseKind
from appraisals.services.enrolment import TOO_SHORT
from departments.models import Post
from departments.policy_words import name

WORK = {"waiting": "todo", "open": "doing", "closed": "done"}
STATE = {"draft": "todo", "running": "doing", "archived": "done"}


def person_of(user):
    """The name of whoever holds an account; the account's name where no person is linked."""
    if user is None:
        return "–"
    person = getattr(user, "person", None)
    return person.title if person else user.username


def reasons_of(rules):
    """The closed list of reasons why somebody is not graded, as choices."""
    found = [(code, name(one.names)) for code, one in rules.ungraded_reasons.items()]
    return [(TOO_SHORT, _("took part for too few days")), *found]


def crumbs(row=None):
    found = [{"label": _("Cycles of appraisal"), "url": reverse("appraisals:cycles")}]
    if row is not None:
        found.append({"label": row.title, "url": reverse("appraisals:cycle", args=[row.pk])})
    return found


def blocker_words(one, row):
    """What stands in the way of a launch, and the page where it is mended."""
    people = reverse("appraisals:participants", args=[row.pk])
    edit = reverse("appraisals:cycle-edit", args=[row.pk])
    names = ", ".join(label_of(name) for name in one.names)
    said = {
        launching.NO_PHASES: (_("These phases have no days: %(names)s"),
                              reverse("appraisals:phases", args=[row.pk])),
        launching.OVER: (_("The planning phase is over already"),
                         reverse("appraisals:phases", args=[row.pk])),
        launching.NOBODY: (_("Nobody takes part yet"), people),
        launching.NO_ACCOUNT: (
            ngettext("%(n)s has nobody with an account who answers for it",
                     "%(n)s have nobody with an account who answers for them", one.count),
            f"{people}?who=gaps"),
        launching.NO_APPRAISER: (
            ngettext("%(n)s has no superior", "%(n)s have no superior", one.count),
            f"{people}?who=gaps"),
        launching.NO_SCALE: (_("The grades are not in the policy pack: %(names)s"), edit),
        launching.NO_SOURCES: (
            _("The policy pack does not weigh whose view counts for: %(names)s"), edit),
        launching.NO_FRAME: (
            _("The policy pack has no frame for the plans of: %(names)s"), edit),
    }  # fmt: skip
    text, url = said[one.code]
    return {"text": text % {"n": one.count, "names": names}, "url": url}


def label_of(code):
    known = {**dict(PhaseKind.choices), **dict(Post.Category.choices),
             "department": _("departments"), "person": _("people")}  # fmt: skip
    return str(known.get(code, code))
