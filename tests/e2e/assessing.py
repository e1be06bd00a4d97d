"""Self-assessments of Linhu: the employee writes his, the manager's is handed in."""

from typing import Any

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle
from appraisals.services import self_assessments
from appraisals.services.sections import sections_of
from departments.models import Department, PolicyPack, User
from indicators.models import Cycle
from tests.appraisals.self_assessing import WHOLE, begin
from tests.e2e.places import Visit

CODE = "linhu-2026"
SAID = WHOLE | {"text": "Called back within five days · 五日内逐一回访"}


def cycle_of_linhu() -> AppraisalCycle:
    """Everybody of Linhu takes part, and the phase of self-assessment is open."""
    known = AppraisalCycle.objects.filter(code=CODE).first()
    if known is not None:
        return known
    row = services.create_cycle(
        code=CODE, name_en="Appraisals 2026", name_zh="2026年度考核", kind="annual",
        cycle=Cycle.objects.get(name="2026"), department=Department.objects.get(code="LH"),
        policy=PolicyPack.objects.filter(code="cn-local").latest("version"), by=None,
    )  # fmt: skip
    return begin(row)


def appraisal_of(username: str) -> Appraisal:
    user = User.objects.get(username=username)
    return cycle_of_linhu().appraisals.of_people().get(subject_user=user)


def mine() -> dict[str, Any]:
    """The employee's, with one section complete and one begun."""
    row = appraisal_of("employee")
    first, second, *_rest = sections_of(row)
    by = row.subject_user
    assert by is not None
    if not row.self_assessments.exists():
        self_assessments.save_answer(row, first.code, SAID, version=0, by=by)
        half = {"text": "Half a sentence · 半句话"}
        self_assessments.save_answer(row, second.code, half, version=0, by=by)
    return {"pk": row.pk}


def bureau() -> dict[str, Any]:
    """The self-assessment of the department that the manager heads."""
    rows = cycle_of_linhu().appraisals.of_departments()
    return {"pk": rows.get(subject_user__username="manager", unit__code="LH-TR").pk}


def section_of(number: int, whose: Any = mine) -> Any:
    def found() -> dict[str, Any]:
        pk = whose()["pk"]
        return {"pk": pk, "code": sections_of(Appraisal.objects.get(pk=pk))[number].code}

    return found


def handed_in() -> dict[str, Any]:
    """The manager's own, handed in and not opened yet."""
    row = appraisal_of("manager")
    by = row.subject_user
    assert by is not None
    done = row.self_assessments.handed_in().first()
    if done is None:
        for section in sections_of(row):
            self_assessments.save_answer(row, section.code, SAID, version=0, by=by)
        done = self_assessments.submit(row, by=by)
    return {"pk": done.pk}


def of_the_manager() -> dict[str, Any]:
    handed_in()
    return {"pk": appraisal_of("manager").pk}


SELF_ASSESSMENTS = [
    *(Visit("appraisals:assessments", role) for role in ("manager", "employee")),
    Visit("appraisals:assessment", "employee", mine),
    Visit("appraisals:assessment", "auditor", mine),
    Visit("appraisals:assessment", "manager", of_the_manager),
    Visit("appraisals:assessment-section", "employee", section_of(0)),
    Visit("appraisals:assessment-section", "employee", section_of(1)),
    Visit("appraisals:assessment-section", "manager", section_of(0, bureau)),
    Visit("appraisals:assessment-check", "employee", mine),
    Visit("appraisals:assessment-read", "manager", handed_in),
    Visit("appraisals:assessment-withdraw", "manager", handed_in),
]
