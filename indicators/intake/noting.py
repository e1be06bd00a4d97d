"""Lines that need a word and have none: a value out of the usual, and one that corrects another.

Both are judged as a data return and the form of a value are.
"""

from __future__ import annotations

from collections.abc import Iterator

from indicators.asking import LOOKED_BACK, is_unusual, usual
from indicators.intake.problems import NOTE, Problem
from indicators.intake.staging import MARK_BAD, PROBLEM_COLUMNS, add_problems, fetch, run
from indicators.spc import FEWEST

CORRECTIONS = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, '{NOTE}', 'correction', jsonb_build_object('old', old_value), true
  FROM intake_plan JOIN intake_row USING (line)
 WHERE value_state = 'changed' AND has_figure AND NOT bad AND note = ''
"""  # noqa: S608 -- constants of ours
# The last values of earlier periods of the same kind, the newest first.
UNEXPLAINED = f"""
SELECT plan.line, row.actual, row.figure, coalesce(card.decimals, 2), found, lines
  FROM intake_plan plan JOIN intake_row row USING (line)
  JOIN intake_period period ON period.label = plan.label
  LEFT JOIN indicators_indicator card ON card.id = plan.indicator_id
 CROSS JOIN LATERAL (
       SELECT array_agg(value ORDER BY ends_on DESC) AS found,
              array_agg(line ORDER BY ends_on DESC) AS lines
         FROM (SELECT value, ends_on, past.line FROM intake_past past
                WHERE past.dkey = plan.dkey AND past.ikey = plan.ikey
                  AND past.kind = period.kind AND past.ends_on < period.starts_on
                ORDER BY ends_on DESC LIMIT {LOOKED_BACK}) newest) past
 WHERE value_state <> 'unchanged' AND in_cycle AND NOT bad AND figure IS NOT NULL AND note = ''
   AND cardinality(found) >= {FEWEST}
 ORDER BY period.starts_on, line
"""  # noqa: S608 -- constants of ours


def ask_for_reasons() -> None:
    """Refuse what replaces a value, or takes it back, and does not say why; history too.

    Before the past is gathered: what is refused leaves the stored value in its place.
    Source: docs/verification.md, rule 15.
    """
    run(CORRECTIONS)
    run(MARK_BAD)


def ask_for_notes() -> None:
    """Refuse what needs a word and has none, in one query over all lines.

    History needs none: nobody who loads it need know why. Source: docs/collecting.md, rule R8.
    """
    add_problems(unexplained())
    run(MARK_BAD)


def unexplained() -> Iterator[Problem]:
    """In the order of time: what was refused itself says nothing of what is usual."""
    refused = set()
    for line, text, value, decimals, before, lines in fetch(UNEXPLAINED):
        known = zip(before, lines, strict=True)
        limits = usual([number for number, at in known if at not in refused])
        if limits is not None and is_unusual(value, limits):
            refused.add(line)
            span = {"low": f"{limits.low:,.{decimals}f}", "high": f"{limits.high:,.{decimals}f}"}
            yield Problem(line, NOTE, "note_needed", {"text": text, **span})
