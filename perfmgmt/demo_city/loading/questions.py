"""What the radar compares, and what departments say stood outside their control."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from departments.models import User
from indicators.models import Indicator, Measurement
from indicators.services.context import decide_note, propose_note
from indicators.services.radar import set_mirror
from perfmgmt.demo_city import people
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.organisation import BY_CODE

OFFICIAL, PUBLIC = "UM-CLOSED", "UM-SOLVED"
# department, card, month, cause, words in both languages, reason of an approval or blank: it waits
RAIN = "The heaviest rain in ten years fell on 18 July. · 7月18日出现十年来最强降雨。"
BULLETIN = "Bulletin 7 of the weather service. · 见气象部门第7号公报。"
FROST = (
    "Frost of ten days broke the surface of three main roads. · "
    "持续十天霜冻造成三条主干道路面破损。"
)
NOTES = (
    ("LH-WA-02", "WA-FLOOD", "2026-07", "weather", RAIN, BULLETIN),
    ("LH-TR-02", "TR-HOLES", "2026-02", "weather", FROST, ""),
)


def load(say: Callable[[str], None]) -> None:
    office = User.objects.get(username=ACCOUNTS[0].username)
    cards = {card.code: card for card in Indicator.objects.filter(code__in=[OFFICIAL, PUBLIC])}
    set_mirror(cards[OFFICIAL], cards[PUBLIC], by=office)
    for code, card, month, cause, text, reason in NOTES:
        head = people.head_of(BY_CODE[code]).number
        value = Measurement.objects.current().get(
            department__code=code, indicator__code=card, period__label=month
        )
        reporter = User.objects.get(person__staff_number=head)
        note = propose_note(value, cause, text, by=reporter)
        if reason:
            decide_note(note, "approved", reason, by=office)
    say(_("%(n)d outside causes, one pair of official and public figures") % {"n": len(NOTES)})
