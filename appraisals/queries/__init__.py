"""Reading cycles of appraisal. The access rules are numbered in docs/access.md."""

from appraisals.queries.appraisals import AppraisalQuerySet
from appraisals.queries.cycles import AppraisalCycleQuerySet, PhaseQuerySet
from appraisals.queries.grades import GradeQuerySet, SourceScoreQuerySet

__all__ = [
    "AppraisalCycleQuerySet",
    "AppraisalQuerySet",
    "GradeQuerySet",
    "PhaseQuerySet",
    "SourceScoreQuerySet",
]
