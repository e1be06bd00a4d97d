"""The class, the guard and the data-quality texts of the cards, and one card put into new words."""

from indicators.models import CardDetail, Indicator
from indicators.services import describe_indicator
from perfmgmt.demo_city.cards import CARDS
from perfmgmt.demo_city.cards.details import all_details
from perfmgmt.demo_city.loading.people import load_in_bulk

TEXTS = ("verification", "accuracy", "compensation", "misleading")
CLOSED = ["kind", "classification", "calculation", "guard"]
REWORDED = "TR-PUNCT"
REASON = "Says which trips count after the audit of May · 根据五月审计意见，明确计入的班次"


def load(sha256: str) -> None:
    cards = {card.code: card for card in Indicator.objects.filter(code__in=CARDS, version=1)}
    rows = []
    for detail in all_details(CARDS):
        card = cards[detail.code]
        card.kind, card.classification = detail.kind, detail.classification
        card.calculation, card.guard = detail.calculation, cards.get(detail.guard)
        texts = {name: text for name in TEXTS if (text := getattr(detail, name))}
        rows.append(
            CardDetail(
                indicator=card,
                **{name: text.en for name, text in texts.items()},
                **{f"{name}_zh": text.zh for name, text in texts.items()},
            )
        )
    Indicator.objects.bulk_update(cards.values(), CLOSED)
    load_in_bulk(CardDetail, rows, sha256)
    reword(cards[REWORDED])


def reword(card: Indicator) -> None:
    """One card has a history to read."""
    describe_indicator(
        card, by=None, reason=REASON,
        time_frame="Trips cancelled because of weather do not count.",
        time_frame_zh="因天气取消的班次不计入。",
        responsible="Bus Services Division · 公交管理科",
        data_owner="Transport Bureau · 交通运输局",
    )  # fmt: skip
