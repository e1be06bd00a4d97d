"""The SMART panel beside a form or a card: five questions with evidence, and the meters."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from departments.views.frame import require_office
from indicators import completeness, smart
from indicators.forms.cards import CardForm, WordsForm
from indicators.forms.targets import TargetForm
from indicators.models import CardDetail, Indicator, Target
from indicators.services import smart_check
from indicators.smart_texts import QUESTIONS
from indicators.views.frame import PLANNERS, WRITE, page, require_place

PANEL = "indicators/_smart.html"


def label_of(name):
    """How a field of a card is called, in the language of the reader."""
    model = Indicator if name in {f.name for f in Indicator._meta.fields} else CardDetail  # noqa: SLF001 -- documented
    return str(model._meta.get_field(name).verbose_name)  # noqa: SLF001 -- documented


def measured(card, detail):
    """How complete a card is."""

    def read(name):
        return str(getattr(card, name, None) or getattr(detail, name, None) or "")

    return completeness.of(read)


def card_panel(card, detail, *, links=False):
    """What the panel says of a card; `links`: the fields stand on the same page."""
    said = smart_check.judge_card(card)
    return panel(said, smart.CARD, links=links) | {"meter": meter(card, detail)}


def panel(said, scope, *, links=False):
    asked = {rule.letter for rule in smart.RULES.values() if rule.scope == scope}
    return {
        "questions": [
            question(letter, said) if letter in asked else elsewhere(letter, scope)
            for letter in smart.LETTERS
        ],
        "summary": summary(said),
        "links": links,
    }


def question(letter, said):
    own = [one for one in said if one.letter == letter]
    state = "failed" if any(one.blocks for one in own) else "doing" if own else "done"
    words = {"failed": _("to mend"), "doing": _("to look at"), "done": _("in order")}
    return headed(letter) | {"said": own, "state": state, "word": words[state]}


def elsewhere(letter, scope):
    """A question that the card cannot answer without a target, or the target without the card."""
    word = _("with each target") if scope == smart.CARD else _("on the card")
    return headed(letter) | {"said": [], "state": "waiting", "word": word}


def headed(letter):
    title, words = QUESTIONS[letter]
    return {"letter": letter, "title": _(title), "question": _(words)}


def summary(said):
    """One sentence: what must be mended comes before what is worth a look."""
    blocking = len([one for one in said if one.blocks])
    if blocking:
        text = ngettext("%(n)s thing must be mended", "%(n)s things must be mended", blocking)
        return text % {"n": blocking}
    if said:
        text = ngettext("%(n)s thing to look at", "%(n)s things to look at", len(said))
        return text % {"n": len(said)}
    return _("All is in order")


def meter(card, detail):
    """The five statements, made or not, and the whole card."""
    found = measured(card, detail)
    return {
        "made": found.statements,
        "of": len(completeness.STATEMENTS),
        "statements": [
            {"label": label_of(name), "made": name in found.made}
            for name in completeness.STATEMENTS
        ],
        "filled": found.filled,
        "asked": found.asked,
    }


@require_POST
@page("office", methods=WRITE)
def smart_new(request):
    """The panel of a card that is being written for the first time. Writes nothing."""
    require_office(request.user)
    form = CardForm(request.POST, user=request.user)
    return render(request, PANEL, {"panel": card_panel(*form.draft(), links=True)})


@require_POST
@page("office", methods=WRITE)
def smart_card(request, pk):
    """The same of a card that is there already."""
    from indicators.views.definitions import one  # noqa: PLC0415 -- leaf

    card = one(request.user, pk)
    require_office(request.user)
    form = WordsForm(request.POST, user=request.user, card=card)
    return render(request, PANEL, {"panel": card_panel(*form.draft(), links=True)})


@require_POST
@page(*PLANNERS, methods=WRITE)
def smart_target(request, pk):
    """The panel of a target that is being written."""
    from indicators.views.definitions import one  # noqa: PLC0415 -- leaf
    from indicators.views.targets import asked_target  # noqa: PLC0415 -- leaf

    card = one(request.user, pk)
    old = asked_target(request, card)
    if old:
        require_place(request.user, old.department, PLANNERS)
    form = TargetForm(request.POST, user=request.user, indicator=card, old=old)
    form.is_valid()
    return render(request, PANEL, {"panel": target_panel(form, card)})


def target_panel(form, card, *, stored=None):
    """What is to be said of the target in the form, or of the stored one before it is touched."""
    row = stored or draft_of(form, card)
    said = smart_check.judge_target(row) if row else []
    found = panel(said, smart.TARGET, links=True)
    return found if row else found | {"summary": _("Choose department and cycle first"), "wait": 1}


def draft_of(form, card):
    """An unsaved target of what stands in the form now; None without a place."""
    data = getattr(form, "cleaned_data", {})
    place = form.place or {name: data.get(name) for name in ("department", "cycle", "period")}
    if not place["department"] or not place["cycle"]:
        return None
    names = ("method", "value", "low", "high", "baseline", "objective", "owner")
    return Target(indicator=card, **place, **{name: data.get(name) for name in names})
