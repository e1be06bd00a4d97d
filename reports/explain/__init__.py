"""Why this score: the steps as a waterfall and as numbered sentences, each with its rule.

Every number shown is rounded once more for reading; the stored ones carry twelve decimals.
Source: docs/scoring.md.
"""

from reports.explain.department import Build, department_sentences, department_waterfall
from reports.explain.kpi import kpi_sentences, kpi_waterfall
from reports.explain.parts import Sentence

__all__ = [
    "Build",
    "Sentence",
    "department_sentences",
    "department_waterfall",
    "kpi_sentences",
    "kpi_waterfall",
]
