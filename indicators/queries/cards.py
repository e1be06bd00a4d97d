"""Reading definition cards: found by words and class, with their details and editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from indicators.queries.scope import SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User

STATEMENTS = (
    "detail__verification", "source", "detail__accuracy", "limitations", "detail__compensation",
)  # fmt: skip
NAMED = ("code", "name", "name_en", "name_zh", "definition", "definition_zh")


class IndicatorQuerySet(SharedQuerySet):
    def newest(self) -> Self:
        """The last version of each card."""
        from indicators.models import Indicator  # noqa: PLC0415 -- leaf

        later = Indicator.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def search(self, words: str) -> Self:
        """The cards whose code, name or definition, in either language, contain all the words."""
        found = self
        for word in words.split():
            anywhere = Q()
            for name in NAMED:
                anywhere |= Q(**{f"{name}__icontains": word})
            found = found.filter(anywhere)
        return found

    def with_places(self, user: User) -> Self:
        """Adds `places`: in how many departments that `user` may see it has a target in force."""
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        seen = Target.objects.visible_to(user).in_force().filter(indicator=OuterRef("pk"))
        counted = seen.order_by().values("indicator").annotate(n=Count("department", distinct=True))
        return self.annotate(places=Coalesce(Subquery(counted.values("n")), 0))

    def with_statements(self) -> Self:
        """Adds `statements`: how many of the five data-quality statements are made, 0 to 5.

        Source: docs/dictionary.md, rule D3. In Python: completeness.statements.
        """
        made: Any = Value(0)
        for name in STATEMENTS:
            said = Q(**{f"{name}__gt": ""}) | Q(**{f"{name}_zh__gt": ""})
            made = made + Case(When(said, then=1), default=0, output_field=IntegerField())
        return self.annotate(statements=made)

    def measured_in(self, user: User, code: str) -> Self:
        """Those with a target in force in the department of that code, or beneath it."""
        from departments.models import Department  # noqa: PLC0415 -- leaf
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        top = Department.objects.visible_to(user).filter(code=code)
        places = Department.objects.visible_to(user).filter(
            lineage__contains=Subquery(top.values_list("lineage")[:1])
        )
        aimed = Target.objects.in_force().filter(
            indicator=OuterRef("pk"), department__in=places.values("pk")
        )
        return self.filter(Exists(aimed))

    def with_detail(self) -> Self:
        return self.select_related("detail", "guard")

    def for_list(self) -> Self:
        return self.order_by("code", "-version")


class CardDetailQuerySet(SharedQuerySet):
    pass


class CardEditionQuerySet(SharedQuerySet):
    def of(self, code: str) -> Self:
        """Every edition of every version of a card, the newest first."""
        return (
            self.filter(indicator__code=code)
            .select_related("indicator", "recorded_by__person")
            .order_by("-indicator__version", "-minor")
        )
