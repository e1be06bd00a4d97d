"""What the years before left open, where a plan is written. docs/results.md, G16."""

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisals.queries.carrying import carry_over


def left_over(appraisal):
    """Open actions and missed targets, each as a line of a timeline."""
    found = carry_over(appraisal)
    return [
        *(
            {"what": one.what, "when": one.due_on.isoformat(), "who": _("open action")}
            for one in found.actions
        ),
        *(
            {
                "what": one.title, "url": reverse("indicators:detail", args=[one.indicator]),
                "when": f"{one.attainment * 100:.0f}%", "who": _("target not reached"),
            }
            for one in found.targets
        ),
    ]  # fmt: skip
