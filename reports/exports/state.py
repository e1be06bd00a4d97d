"""The bits of a score's state in SQL, made of the same lists as `indicators.scoring.describe`.

Source: docs/scoring.md, rule 21. A test compares the two for every bit.
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
FLAGS_SQL = (
    f"CASE WHEN score.state & {ANY_FLAG} <> 0 THEN concat_ws(';', "
    + ", ".join(
        f"CASE WHEN score.state & {flag:d} <> 0 THEN '{flag.name.lower()}' END"  # type: ignore[union-attr]
        for flag in FLAGS
    )
    + ") END"
)
