"""How a scorecard reads: its state, what speaks against its weights, what happened to it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indicators.models.plans import AmendmentState, Deed, PlanState
from indicators.weights import BLOCK, examine, total_of

WORK = {
    PlanState.DRAFT: "doing", PlanState.SUBMITTED: "waiting", PlanState.RETURNED: "todo",
    PlanState.APPROVED: "done",
}  # fmt: skip


def plain(number):
    return f"{number.normalize():f}"


def joined(*sentences):
    """Sentences one after the other; Chinese sets no blank between them."""
    blank = "" if (get_language() or "").startswith("zh") else " "
    return blank.join(filter(None, sentences))


def person_of(user):
    """Who that is: the name of the person, else of the account."""
    if user is None:
        return _("the house")
    person = getattr(user, "person", None)
    return person.title if person else user.username


def day_of(at):
    return timezone.localtime(at).date().isoformat() if at else ""


def state_of(plan):
    return plan.state if plan else PlanState.DRAFT


def total_words(weights):
    """The sum of the weights as a sentence."""
    total = total_of(weights)
    off = total - 100
    if not weights:
        return _("No KPI yet.")
    if off == 0:
        return _("The weights sum to exactly 100.")
    if off < 0:
        return _("The weights sum to %(total)s: %(off)s are still to be given.") % {
            "total": plain(total), "off": plain(-off),
        }  # fmt: skip
    return _("The weights sum to %(total)s: %(off)s too many.") % {
        "total": plain(total), "off": plain(off),
    }  # fmt: skip


def lead_of(plan, weights):
    """What is true of the scorecard, in a sentence or two."""
    if plan is not None and plan.state == PlanState.SUBMITTED:
        text = _("Submitted on %(day)s by %(who)s; it waits for approval.")
        return text % {"day": day_of(plan.submitted_at), "who": person_of(plan.submitted_by)}
    if plan is not None and plan.state == PlanState.APPROVED:
        text = _("Approved on %(day)s by %(who)s. It changes by an amendment only.")
        return text % {"day": day_of(plan.decided_at), "who": person_of(plan.decided_by)}
    return joined(_("A draft."), total_words(weights))


def findings_of(weights, rules, names):
    """What speaks against submitting, as (blocks, sentence), the worst first; the sum left out."""
    return [
        {"blocks": finding.level == BLOCK, "text": finding_words(finding, names)}
        for finding in examine(weights, rules)
        if finding.code not in {"total", "no_kpis"}
    ]


def finding_words(finding, names):
    params = {key: plain(value) for key, value in finding.params.items()}
    params["name"] = names.get(finding.key, "")
    texts = {
        "uneven": _("%(name)s has another weight in single periods. Save the weights to mend it."),
        "few": _("%(count)s KPIs count; the policy asks for at least %(bound)s."),
        "many": _("%(count)s KPIs count; the policy asks for at most %(bound)s."),
        "light": _("%(name)s weighs %(weight)s; the policy asks for at least %(bound)s."),
        "heavy": _("%(name)s weighs %(weight)s; the policy asks for at most %(bound)s."),
    }
    return texts[finding.code] % params


def history_of(plan, amendments, policy):
    """Steps and amendments, the newest first, for the timeline."""
    if plan is None:
        return []
    items = [
        (step.at, {
            "when": day_of(step.at), "iso": step.at.isoformat(), "who": person_of(step.by),
            "what": Deed(step.deed).label, "note": step.reason,
        })
        for step in plan.steps.select_related("by__person")
    ]  # fmt: skip
    items += [
        (row.proposed_at, {
            "when": day_of(row.proposed_at), "iso": row.proposed_at.isoformat(),
            "who": person_of(row.proposed_by),
            "what": _("Amendment: %(reason)s (%(state)s)") % {
                "reason": policy.reason(row.reason), "state": AmendmentState(row.state).label,
            },
            "url": reverse("indicators:amendment", args=[row.pk]), "note": row.explanation,
        })
        for row in amendments
    ]  # fmt: skip
    return [item for _at, item in sorted(items, key=lambda pair: pair[0], reverse=True)]


def kpis_words(count):
    return ngettext("%(n)s KPI", "%(n)s KPIs", count) % {"n": count}
