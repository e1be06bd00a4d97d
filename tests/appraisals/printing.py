"""One year of the employee from the agreement to the receipt, for what is printed of it."""

from appraisals import services
from appraisals.services import self_assessments
from indicators.services.planning import clock
from tests.appraisals.evaluations import hand_in, opened
from tests.appraisals.plans import agreed
from tests.appraisals.results import grade, meet
from tests.appraisals.self_assessing import submitted
from tests.kept import kept


@kept
def signed(world, **fields):
    """The agreement of the employee, and his appraisal."""
    row = agreed(world, **fields)
    return row, row.appraisal


@kept
def spoken_for(world):
    """Agreed, assessed by himself and by his superior; nothing is told yet."""
    _agreement, row = signed(world)
    cycle = row.appraisal_cycle
    opened(cycle, "self_assessment")
    own = submitted(row, world.employee)
    self_assessments.open_submitted(own, by=world.manager)
    opened(cycle, "evaluation")
    hand_in(row, rating=4)
    opened(cycle, "results")
    return row


@kept
def whole_year(world, code="very-good"):
    row = spoken_for(world)
    grade(row, "good", stage="initial", by=world.manager)
    grade(row, code)
    services.issue_notices(row.appraisal_cycle, by=None)
    notice = row.notices.get()
    services.acknowledge(notice, "disagrees", "The floods are left out.", by=world.employee)
    meet(row)
    plan = services.write_plan(
        row, aim="Answer sooner.", follow_up_on=clock().date().replace(year=clock().year + 1),
        by=world.manager,
    )  # fmt: skip
    services.add_action(
        plan, kind="training", what="Course on letters", owner=world.employee,
        due_on=plan.follow_up_on, by=world.manager,
    )  # fmt: skip
    return row
