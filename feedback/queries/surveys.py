"""Reading surveys: who was invited, and how many answers were released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from feedback.queries.public import counted, led

if TYPE_CHECKING:
    from departments.models import User
    from feedback.models import RatingScale


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

    def with_answers(self, scale: RatingScale) -> Self:
        """`invited`; `answered` and `hits`: answers on the scale that were released and count, and
        the positive ones among them. An answer finds its stratum by its receipt."""
        from feedback.models import Rating, SurveyInvitation  # noqa: PLC0415 -- leaf

        stratum = models.OuterRef(models.OuterRef("pk"))  # seen from inside a count of ratings
        asked = SurveyInvitation.objects.filter(stratum=stratum).values("receipt")
        rows = Rating.objects.counting().filter(receipt__in=asked, scale=scale).order_by()
        positives = [level.value for level in scale.answers if level.is_positive]

        def number(found: models.QuerySet) -> models.Expression:
            return models.functions.Coalesce(
                models.Subquery(found.values("state").annotate(n=models.Count("pk")).values("n")), 0
            )

        return self.annotate(
            invited=counted(SurveyInvitation.objects.all(), "stratum"),
            answered=number(rows),
            hits=number(rows.filter(value__in=positives)),
        ).order_by("channel", "service_group", "age_band")
