"""What a new run changed: two finished runs of a cycle side by side, department by department."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from departments.models import Department
from indicators.publication import NO_POLICY, Publication

if TYPE_CHECKING:
    from departments.models import User
    from departments.policy.parts import Names
    from indicators.models import Period, ScoreRun

# Ranks count within the peer group; departments without one, within their level of the tree.
IMPACT = """
WITH side AS (
    SELECT card.run_id, card.department_id, card.score, card.coverage,
           CASE WHEN card.score IS NOT NULL THEN rank() OVER (
               PARTITION BY card.run_id, place.peer_group,
                            CASE WHEN place.peer_group = '' THEN place.level END
               ORDER BY card.score DESC NULLS LAST) END AS rank
      FROM indicators_scorecard card
      JOIN departments_department place ON place.id = card.department_id
     WHERE card.run_id IN (%s, %s) AND card.period_id = %s)
SELECT place.id, place.code, place.name, place.name_en, place.name_zh,
       before.score, later.score, before.coverage, later.coverage, before.rank, later.rank
  FROM (SELECT * FROM side WHERE run_id = %s) before
  FULL JOIN (SELECT * FROM side WHERE run_id = %s) later USING (department_id)
  JOIN departments_department place ON place.id = department_id
 WHERE place.id IN ({seen})
 ORDER BY abs(later.score - before.score) DESC NULLS LAST, place.level, place.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Impact:
    """One department in both runs. None where it had no card or no score."""

    department: Department
    old: Decimal | None
    new: Decimal | None
    old_coverage: Decimal | None
    new_coverage: Decimal | None
    old_rank: int | None
    new_rank: int | None
    publication: Publication = field(default=NO_POLICY, kw_only=True)

    @property
    def change(self) -> Decimal | None:
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def rank_change(self) -> int | None:
        """How many places up (positive) or down."""
        if self.old_rank is None or self.new_rank is None:
            return None
        return self.old_rank - self.new_rank

    @property
    def was_publishable(self) -> bool:
        return self.publication.allows(self.old, self.old_coverage)

    @property
    def publishable_now(self) -> bool:
        return self.publication.allows(self.new, self.new_coverage)

    @property
    def grades(self) -> tuple[Names | None, Names | None]:
        """Before and now."""
        return self.publication.grade(self.old), self.publication.grade(self.new)

    @property
    def old_grade(self) -> str | None:
        """Its code."""
        before = self.grades[0]
        return before.code if before else None

    @property
    def new_grade(self) -> str | None:
        later = self.grades[1]
        return later.code if later else None

    @property
    def publishable(self) -> tuple[bool, bool]:
        """Before and now."""
        return self.was_publishable, self.publishable_now

    @property
    def is_changed(self) -> bool:
        before, later = self.publishable
        return self.old != self.new or self.old_rank != self.new_rank or before != later


def impact(
    old: ScoreRun,
    new: ScoreRun,
    period: Period,
    *,
    user: User,
    publication: Publication = NO_POLICY,
) -> list[Impact]:
    """Every department that `user` may see in either run, the largest change first.

    Shape:  one query, whatever the number of departments. Ranks count all departments of the kind,
            also those that the user may not see.
    Units:  scores in percent, 12 decimals; a rank of 1 is the best; ties share the better rank.
    Source: docs/verification.md, rule 16.
    """
    seen, params = (
        Department.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            IMPACT.replace("{seen}", seen),
            [old.pk, new.pk, period.pk, old.pk, new.pk, *params],
        )
        return [
            Impact(
                Department(pk=key, code=code, name=name, name_en=name_en, name_zh=name_zh),
                *figures,
                publication=publication,
            )
            for key, code, name, name_en, name_zh, *figures in cursor.fetchall()
        ]
