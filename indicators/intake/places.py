"""Which departments the lines of a file mean, and which would have to be created."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from departments.models import Department, User
from indicators import characters
from indicators.intake import staging
from indicators.intake.codes import code_of
from indicators.intake.staging import PROBLEM_COLUMNS, UNASSIGNED, fetch, run

ALIKE = 0.85  # of two names, by difflib
MOST_COMPARED = 200  # unknown names for which a similar one is looked up

TABLE = """
DROP TABLE IF EXISTS pg_temp.intake_department;
CREATE TEMP TABLE intake_department (
    key serial, department text, copy int, id int, code text, may_target boolean,
    PRIMARY KEY (department, copy)
) ON COMMIT DROP
"""
GIVEN = f"""
SELECT department, copy,
       CASE WHEN department <> '' THEN department WHEN copy > 1 THEN '{UNASSIGNED}-' || copy
            ELSE '{UNASSIGNED}' END AS key, bool_or(NOT bad), min(starts_on)
  FROM intake_row GROUP BY department, copy ORDER BY min(line)
"""  # noqa: S608 -- a constant of ours
# A code goes before the official name, that before the name in English, that before the Chinese.
NAMED = " UNION ALL ".join(
    f"SELECT {rank} AS rank, {column} AS key, id, code, starts_on, ends_on"  # noqa: S608
    f" FROM departments_department WHERE {column} = ANY(%(keys)s)"
    for rank, column in enumerate(("code", "name", "name_en", "name_zh"))
)
REFUSE = f"""
INSERT INTO intake_problem ({PROBLEM_COLUMNS})
SELECT line, 'department', %s, %s::jsonb, %s FROM intake_row WHERE department = %s AND copy = %s
"""  # noqa: S608 -- constants of ours


@dataclass(frozen=True, slots=True)
class Rights:
    """What the person who loads may do; a command may do everything."""

    departments: frozenset[int] | None = None  # whose values he may load; None: of all
    targets: frozenset[int] | None = None  # whose targets he may set
    may_add: bool = True  # departments, indicators and cycles that do not exist yet
    explains: bool = False  # whether corrections and what is out of the usual need a word

    @classmethod
    def of(cls, user: User | None) -> Rights:
        """Values: office, managers, employees; targets: office, managers; new: a root's office."""
        if user is None:
            return cls()
        mine = Department.objects.led_by(user, "office", "manager", "employee")
        led = Department.objects.led_by(user, "office", "manager")
        kept = Department.objects.led_by(user, "office").filter(parent=None)
        values = frozenset(mine.values_list("pk", flat=True))
        targets = frozenset(led.values_list("pk", flat=True))
        return cls(values, targets, may_add=kept.exists(), explains=True)

    def may_target(self, department: int | None) -> bool:
        return self.targets is None or department is None or department in self.targets


@dataclass(frozen=True, slots=True)
class NewDepartment:
    name: str
    copy: int
    code: str
    starts_on: date


Saying = tuple[str, dict[str, str]]  # the code and the parameters of a problem


def match_departments(rights: Rights, missing: str) -> list[NewDepartment]:
    """Fill `intake_department`, name what cannot be matched, return what is to be created."""
    run(TABLE)
    given = fetch(GIVEN)
    found = candidates([row[2] for row in given])
    names = Names()
    may_create = missing == "create" and rights.may_add
    new, rows = [], []
    for name, copy, key, wanted, starts_on in given:
        chosen, saying = choose(found[key], key, rights)
        code = key if not name else code_of("department", name)
        if chosen is None and saying is None:
            saying = names.resembling(key) if may_create and name else None
            if not may_create:
                saying = names.unknown(key) if name else ("department_blank", {})
            elif wanted:
                new.append(NewDepartment(name, copy, code, starts_on))
        if saying is not None:
            say(name, copy, saying)
        rows.append((name, copy, chosen, code, rights.may_target(chosen)))
    staging.copy_in("intake_department", "department, copy, id, code, may_target", rows)
    return new


def say(name: str, copy: int, saying: Saying) -> None:
    code, params = saying
    run(REFUSE, [code, json.dumps(params), code != "department_resembles", name, copy])


Candidate = tuple[int, bool, int, str]  # rank, closed, id, code


def candidates(keys: list[str]) -> dict[str, list[Candidate]]:
    """Every department that a key names, the best first: by rank, open ones before closed."""
    today = timezone.localdate()
    found: dict[str, list[Candidate]] = defaultdict(list)
    for rank, key, number, code, starts_on, ends_on in fetch(NAMED, {"keys": keys}):
        closed = starts_on > today or (ends_on is not None and ends_on < today)
        found[key].append((rank, closed, number, code))
    for options in found.values():
        options.sort()
    return found


def choose(options: list[Candidate], key: str, rights: Rights) -> tuple[int | None, Saying | None]:
    """The one department that is meant; or why it cannot be said, or may not be loaded."""
    if not options:
        return None, None
    best = {
        (number, code) for rank, closed, number, code in options if (rank, closed) == options[0][:2]
    }
    if len(best) > 1:
        codes = ", ".join(sorted(code for _number, code in best)[:5])
        return None, ("department_unclear", {"text": key, "count": str(len(best)), "meant": codes})
    number = options[0][2]
    if rights.departments is not None and number not in rights.departments:
        return None, ("department_refused", {"text": key})
    return number, None


class Names:
    """The names there are, to say what an unknown one resembles. Read when first asked."""

    def __init__(self) -> None:
        self.plain: dict[str, str] = {}
        self.compared = 0

    def known(self) -> Iterator[tuple[str, str]]:
        for names in Department.objects.values_list("name", "name_en", "name_zh", "code"):
            for name in filter(None, names):
                yield characters.plain(name).casefold(), name

    def resembling(self, name: str) -> Saying | None:
        """A notice when the name differs from a known or a new one in blanks or case only."""
        self.plain = self.plain or dict(self.known())
        alike = self.plain.setdefault(characters.plain(name).casefold(), name)
        if alike == name:
            return None
        return "department_resembles", {"text": name, "meant": f"“{alike}”"}

    def unknown(self, name: str) -> Saying:
        self.plain = self.plain or dict(self.known())
        written = characters.plain(name).casefold()
        close = [written] if written in self.plain else []
        if not close and self.compared < MOST_COMPARED:
            self.compared += 1
            close = difflib.get_close_matches(written, self.plain, n=1, cutoff=ALIKE)
        if close:
            return "department_meant", {"text": name, "meant": f"“{self.plain[close[0]]}”"}
        return "department_unknown", {"text": name}
