"""Reading surveys: who was invited, and how many answers were released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from feedback.queries.public import counted, led

if TYPE_CHECKING:
    from departments.models import User


class SurveyWaveQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As the service. Rule A27."""
        return self.filter(service__department__in=led(user))

    def for_list(self) -> Self:
        return self.select_related("service__department", "service__scale", "stream").order_by(
            "-starts_on", "-pk"
        )


class SurveyStratumQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As the service. Rule A27."""
        return self.filter(wave__service__department__in=led(user))

    def with_answers(self, positives: list[int]) -> Self:
        """`invited`; `answered` and `hits`: answers that were released and count, and those among
        them that are positive on the scale. An answer finds its stratum by its receipt."""
        from feedback.models import Rating, SurveyInvitation  # noqa: PLC0415 -- leaf

        asked = SurveyInvitation.objects.filter(stratum=models.OuterRef("pk")).values("receipt")
        rows = Rating.objects.counting().filter(receipt__in=asked).order_by()

        def number(found: models.QuerySet) -> models.Expression:
            return models.functions.Coalesce(
                models.Subquery(found.values("state").annotate(n=models.Count("pk")).values("n")), 0
            )

        return self.annotate(
            invited=counted(SurveyInvitation.objects.all(), "stratum"),
            answered=number(rows),
            hits=number(rows.filter(value__in=positives)),
        ).order_by("channel", "service_group", "age_band")
