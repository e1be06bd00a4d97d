"""Writing definition cards: a new one, from a template, new words, a new version."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from departments.views.frame import carried_out, form_page
from departments.views.frame import require_office as require_office_of
from indicators import gallery, units
from indicators.forms.cards import CardForm, VersionForm, WordsForm
from indicators.models import CardDetail, Indicator
from indicators.models.cards import Direction, IndicatorKind
from indicators.services import cards
from indicators.services.cards import detail_of
from indicators.views.definitions import crumbs, one
from indicators.views.frame import WRITE, page
from indicators.views.smart import card_panel
from indicators.views.targets import is_sent

FORM = "indicators/form.html"
CARD_FORM = "indicators/card_form.html"
COLUMNS = (*cards.FIXED, *cards.DESCRIBED)


@page("office", methods=WRITE)
def indicator_add(request):
    """A new card, empty or as a template has it."""
    require_office_of(request.user)
    template = template_of(request)
    initial = initial_from(template) if template else {}
    form = CardForm(request.POST or None, user=request.user, initial=initial)

    def define(data):
        return cards.define_indicator(
            code=data["code"], template=template.code if template else "",
            **form.measure(), **form.words(), by=request.user,
        )  # fmt: skip

    if is_sent(request) and form.is_valid() and carried_out(form, define, by=request.user):
        return landing(form)
    blank = (
        Indicator(**{"per": 1} | only(COLUMNS, initial)),
        CardDetail(**only(cards.DETAILED, initial)),
    )
    return form_page(
        request, form, title=_("New indicator"), back=reverse("indicators:list"),
        crumbs=crumbs(), template=CARD_FORM, template_name=template and chosen(template.name),
        panel=panel_of(form, *blank), panel_url=reverse("indicators:smart-new"),
    )  # fmt: skip


def panel_of(form, card, detail):
    """What the rules say of what stands in the form; of the stored card before it is touched."""
    card, detail = form.draft() if form.is_bound else (card, detail)
    return card_panel(card, detail, links=True)


def only(names, initial):
    """Of the fields of a template, those that stand in one of the two rows of a card."""
    return {name: initial[name] for name in names if name in initial}


def template_of(request):
    code = request.GET.get("template", "")
    if code and code not in gallery.TEMPLATES:
        raise Http404
    return gallery.TEMPLATES.get(code)


def initial_from(template):
    return {"name": chosen(template.name)} | template.initial()


def chosen(text):
    """A text of a template in the language of the reader."""
    return text.zh if (get_language() or "").startswith("zh") else text.en


def landing(form):
    """The card that was written; the list after a second click."""
    if card := getattr(form, "outcome", None):
        return redirect("indicators:detail", pk=card.pk)
    return redirect("indicators:list")


@page("office", methods=WRITE)
def indicator_edit(request, pk):
    """The words of a card; unit, direction and base stay as they are."""
    card = one(request.user, pk)
    require_office_of(request.user)
    detail = detail_of(card)
    initial = cards.values_of(card, cards.DESCRIBED) | cards.values_of(detail, cards.DETAILED)
    initial |= {"seen": cards.card_seen(card), "guard": card.guard}
    form = WordsForm(request.POST or None, user=request.user, card=card, initial=initial)

    def change(data):
        return cards.describe_indicator(
            card, by=request.user, seen=data["seen"] or None, **form.words()
        )

    if is_sent(request) and form.is_valid() and carried_out(form, change, by=request.user):
        return redirect("indicators:detail", pk=card.pk)
    return form_page(
        request, form, title=_("Edit the card"), back=reverse("indicators:detail", args=[pk]),
        crumbs=crumbs(card), template=CARD_FORM, now=fixed_facts(card),
        panel=panel_of(form, card, detail), panel_url=reverse("indicators:smart-card", args=[pk]),
        other={
            "label": _("Another way of measuring: add a new version"),
            "url": reverse("indicators:version", args=[pk]),
        },
    )  # fmt: skip


def fixed_facts(card):
    """What an edit of the card leaves as it is."""
    rows = [
        (_("Unit"), units.words(card.unit)),
        (_("Direction"), Direction(card.direction).label),
        (_("Rate per"), card.per),
    ]
    return [{"key": key, "value": value} for key, value in rows]


@page("office", methods=WRITE)
def indicator_version(request, pk):
    """The next version of a card, when the way of measuring changes."""
    card = one(request.user, pk)
    require_office_of(request.user)
    form = VersionForm(request.POST or None, initial=cards.values_of(card, cards.METHOD))

    def add(_data):
        return cards.add_version(card, by=request.user, **form.method())

    if form.is_valid() and carried_out(form, add, by=request.user):
        return landing(form)
    return form_page(
        request, form, title=_("New version of the card"), crumbs=crumbs(card), template=FORM,
        back=reverse("indicators:detail", args=[pk]), submit=_("Add the version"),
        lead=_(
            "For a break in method: old values and scores keep the old version, the trend line is"
            " not joined, and targets are set for the new one afresh."
        ),
    )  # fmt: skip


@page()
def templates(request):
    """The gallery: cards that an office adopts and adapts."""
    families = [
        {
            "code": family.code,
            "name": chosen(family.name),
            "about": chosen(family.about),
            "templates": [row_of(each) for each in family.templates],
        }
        for family in gallery.FAMILIES
    ]
    from departments.services import holds_role_at_root  # noqa: PLC0415 -- leaf

    context = {"families": families, "may_define": holds_role_at_root(request.user, "office")}
    return render(request, "indicators/templates.html", context)


def row_of(template):
    part = chosen(template.part)
    if template.weight:
        part = _("%(part)s, %(weight)s points together") % {"part": part, "weight": template.weight}
    return {
        "name": chosen(template.name),
        "part": part,
        "kind": IndicatorKind(template.closed["kind"]).label,
        "about": chosen(template.texts["definition"]),
        "url": f"{reverse('indicators:add')}?template={template.code}",
    }
