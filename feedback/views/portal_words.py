"""How the pages of citizens say things."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.policy_words import is_chinese
from feedback import services
from feedback.models import Ending, ExclusionReason, Handling, Outcome, RatingState
from feedback.models.ratings import LONGEST_TEXT

# The face of each value, by how many a scale has.
FACES = {
    5: ("very_good", "good", "fair", "bad", "very_bad"),
    2: ("good", "bad"),
}
NEUTRAL = "neutral"
# Where a ticket stands, as its rater sees it.
RECEIVED, LOOKED_AT, ANSWERED = range(3)
STANDS = {"open": RECEIVED, "taken": LOOKED_AT, "classified": LOOKED_AT, "acted": LOOKED_AT,
          "replied": ANSWERED, "closed": ANSWERED}  # fmt: skip


def place(point):
    """The service and where it was met, as one line."""
    sep = "·" if is_chinese() else ", "
    return f"{point.service.title}{sep}{point.title}"


def faces(scale):
    """The answers in their order, best first, each with a drawing that says the same."""
    levels = scale.answers
    names = FACES[len(levels)]
    chinese = is_chinese()
    return [
        {
            "value": level.value,
            "name": level.name(chinese=chinese),
            "drawing": f"portal/faces/{drawing(level, name)}.html",
        }
        for level, name in zip(levels, names, strict=True)
    ]


def drawing(level, name):
    return name if level.is_positive or level.is_negative else NEUTRAL


def answer(row):
    chinese = is_chinese()
    return next(one.name(chinese=chinese) for one in row.scale.answers if one.value == row.value)


def thanks(row, typed=None, *, sent=False):
    """The page after the tap: the same for the best and the worst answer."""
    found = {
        "heading": _("Thank you. It is kept."),
        "said": _("%(place)s: %(answer)s") % {"place": place(row.point), "answer": answer(row)},
        "promise": _("Staff see ratings in batches of five or more, never on the same day."),
    }
    if sent:
        found["heading"] = _("Thank you. We have added what you wrote.")
    if row.may_change:
        return found | {"form": form(row, typed)}
    return found | {"said_more": _("It was released and cannot be changed any more.")}


def form(row, typed):
    reasons = typed.getlist("reasons") if typed else row.reasons
    outcome = typed.get("outcome", "") if typed else row.outcome
    chinese = is_chinese()
    return {
        "reasons": [
            {"code": one.code, "name": one.name(chinese=chinese), "is_chosen": one.code in reasons}
            for one in row.scale.drivers
        ],
        "outcomes": [
            {"code": code, "name": label, "is_chosen": code == outcome}
            for code, label in Outcome.choices
        ],
        "text": typed.get("text", "") if typed else row.text,
        "contact": typed.get("contact", "") if typed else "",
        "has_contact": services.has_contact(row),
    }


def too_long(length, most=LONGEST_TEXT):
    return ngettext(
        "Your text has %(length)d characters: shorten it by %(over)d.",
        "Your text has %(length)d characters: shorten it by %(over)d.",
        length - most,
    ) % {"length": length, "over": length - most}


def why_not(state):
    return {
        "late": _("It was released in the meantime and cannot be changed any more."),
        "often": _("This rating was changed too often."),
        "answer": _("Please tap one of the faces."),
    }.get(state, "")


def goes_back(seconds):
    return _("This page goes back to the first one after %d seconds.") % seconds


def status(row):
    """Where a rating stands, as steps of which one is now."""
    texts = [
        (RatingState.KEPT, _("Received. It is released with at least four others on a later day.")),
    ]
    if row.state == RatingState.HELD:
        told = _("A person looks at it before it counts, within three working days.")
        texts.append((RatingState.HELD, told))
    if row.state == RatingState.EXCLUDED:
        reason = ExclusionReason(row.excluded_for).label if row.excluded_for else ""
        texts.append((RatingState.EXCLUDED, _("Not counted: %s") % reason))
    else:
        texts.append((RatingState.RELEASED, _("Counted and published.")))
    found = {
        "rating": {
            "place": place(row.point), "day": row.rated_on.isoformat(), "answer": answer(row),
        },
        "steps": [{"text": text, "is_now": state == row.state} for state, text in texts],
    }  # fmt: skip
    if row.release_id:
        batch = row.release
        found["counted"] = _(
            "It is number %(place)d of %(size)d in release %(number)d of this service, %(day)s."
        ) % {
            "place": row.place + 1, "size": batch.size, "number": batch.number,
            "day": batch.released_on.isoformat(),
        }  # fmt: skip
    return found


def reply(row, action):
    """Received, looked at, answered; nothing for a rating that asks for no answer."""
    ticket = services.ticket_of(row)
    if ticket is None or ticket.ending == Ending.EXCLUDED:
        return None
    now = STANDS[ticket.state]
    due = (ticket.later_by or ticket.rectify_by).isoformat()
    texts = [
        _("Received on %s") % ticket.opened_on.isoformat(),
        _("Somebody looks at it once more") if ticket.is_reopened else _("Somebody looks at it"),
        _("Answered on %s") % ticket.replied_on.isoformat() if now == ANSWERED
        else _("To be answered by %s") % due,
    ]  # fmt: skip
    found = {
        "steps": [{"text": text, "is_now": at == now} for at, text in enumerate(texts)],
        "reply": ticket.reply,
    }
    if ticket.handling:
        found["said"] = _("You said of the answer: %s.") % ticket.get_handling_display()
    elif ticket.reply:
        found["action"] = action
        found["choices"] = [{"value": code, "label": label} for code, label in Handling.choices]
    return found


def promises():
    return [
        _("We keep your answer, the half of the day, and what you write. We keep no name, no "
          "network address, no device and no precise time, and set no cookie."),
        _("A receipt knows the service and the week, not your case. Nobody can tell which rating "
          "came from which case."),
        _("The staff sees ratings in batches of at least five, mixed, on a later working day."),
        _("No rating is deleted. One that does not count is published with the reason."),
        _("If you leave a way to reach you, it is locked at once. Only supervision can open it, "
          "each time is recorded, and it is erased once you are answered, after 90 days at the "
          "latest."),
        _("To stop floods we count visits of a network for one hour under a key that is destroyed "
          "within two days."),
        _("The pages work without scripts, with the keyboard, with screen readers and at 400 % "
          "zoom."),
    ]  # fmt: skip
