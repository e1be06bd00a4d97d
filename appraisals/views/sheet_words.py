"""A performance agreement as it is printed: its lines, and what both sides signed."""

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.models.agreement import HELD
from appraisals.views import agreement_words as words
from appraisals.views.print_words import facts_of, pair, subtitle
from indicators.views.plan_words import plain


def agreement_sheet(user, row, reason):
    """`reason`: why it was amended, in the words of the policy; "" for a first agreement."""
    appraisal = row.appraisal
    state = [(_("Version"), str(row.number)), (_("State"), words.state_word(row.state))]
    return {
        "title": _("Performance agreement"),
        "subtitle": subtitle(appraisal),
        "warning": "" if row.state in HELD else _("This version is not agreed."),
        "facts": [*facts_of(user, appraisal), *state],
        "reason": f"{_('Amended because')} {pair(reason, row.explanation)}" if reason else "",
        "lines": lines_of(row),
        "signatures": signatures_of(row),
    }


def lines_of(row):
    return {
        "title": _("What is to be reached"),
        "columns": [_("Target or duty"), _("Target"), _("Done well when"), _("Weight")],
        "groups": [
            {
                "name": one["name"],
                "total": one["total"],
                "rows": [line_row(found) for found in one["rows"]],
            }
            for one in words.groups_of(row)
        ],
        "sum": _("Sum of the weights"),
        "total": plain(sum(line.weight for line in row.lines.all())) if row.lines.all() else "0",
    }


def line_row(found):
    aim = f"{found['aim']['after']} {found['unit']}".strip()
    return {
        "name": found["name"],
        "aim": "\n".join(filter(None, [aim, found["share"]["after"]])),
        "standard": found["standard"],
        "weight": found["weight"]["after"],
    }


def signatures_of(row):
    rows = words.signature_rows(row)
    return {
        "title": _("Signatures"),
        "none": _("Not signed yet."),
        "columns": [_("Side"), _("Who"), _("Sentence"), _("Signed at")],
        "rows": [
            [one["side"], one["who"], one["sentence"],
             f"{timezone.localtime(one['at']):%Y-%m-%d %H:%M}"]
            for one in rows
        ],
        "digest": _("Both signatures are over the content with the SHA-256 %(digest)s.")
        % {"digest": row.sha256},
    }  # fmt: skip
