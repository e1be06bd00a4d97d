"""An auditor opens on the latest runs with their hashes, and on the state of the ledger."""

from audit.queries import may_read
from audit.state import chain_state
from departments.models import RoleGrant
from indicators.models import ScoreRun
from reports.views.scope import HEAVY, Scope

SHOWN = 5


def page(request, view: Scope, grants: list[RoleGrant]) -> tuple[str, dict]:
    runs = ScoreRun.objects.visible_to(request.user).done().for_list().defer(*HEAVY)
    return "reports/home_auditor.html", {
        "department": grants[0].department,
        "runs": list(runs[:SHOWN]),
        "ledger": chain_state() if may_read(request.user) else None,
    }
