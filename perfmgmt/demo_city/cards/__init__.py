"""What is measured in Linhu: every definition card, by its code."""

from perfmgmt.demo_city.cards import building, everywhere, livelihood, order
from perfmgmt.demo_city.cards.card import YEARS, Card, Course, ticks
from perfmgmt.demo_city.cards.words import Text

__all__ = ["CARDS", "YEARS", "Card", "Course", "Text", "ticks"]

CARDS = {
    card.code: card
    for card in (*everywhere.CARDS, *livelihood.CARDS, *building.CARDS, *order.CARDS)
}
