"""The bits of a score's state, and the marks of its figure, in SQL.

Made of the lists of `indicators.scoring.describe`, in the order of `indicators.marks.SIGNS`.
Source: docs/scoring.md, rule 21; docs/verification.md, rule 10. Tests compare SQL and Python for
every bit and every mark.
"""

from indicators.scoring import FLAGS, MISSING, State

IS_SUMMED = int(State.SUMMED)
ANY_FLAG = sum(int(flag) for flag in FLAGS)

MET_SQL = (
    f"CASE WHEN score.state & {State.MET:d} <> 0 THEN 'true'"
    f" WHEN score.state & {State.NOT_MET:d} <> 0 THEN 'false' END"
)
MISSING_SQL = (
    "(ARRAY[" + ", ".join(f"'{code}'" for code in MISSING[1:]) + "])[(score.state >> 2) & 15]"
)
STATE_FLAGS_SQL = (
    f"CASE WHEN score.state & {ANY_FLAG} <> 0 THEN concat_ws(';', "
    + ", ".join(
        f"CASE WHEN score.state & {flag:d} <> 0 THEN '{flag.name.lower()}' END"  # type: ignore[union-attr]
        for flag in FLAGS
    )
    + ") END"
)
# Each column is named once: PostgreSQL would look a mark up again for every mention of it.
MARKS_SQL = (
    "nullif(measurement.quality, ''), nullif(measurement.verdict, 'cannot_verify'),"
    " CASE WHEN measurement.is_revised THEN 'revised' END,"
    " CASE WHEN measurement.was_late THEN 'late' END"
)
FLAGS_SQL = f"nullif(concat_ws(';', {STATE_FLAGS_SQL}, {MARKS_SQL}), '')"
