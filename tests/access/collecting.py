"""Who gets which answer from data returns. docs/access.md, A1, A8 and A9."""

import datetime

from django.utils import timezone

from indicators.models import DataReturn
from tests.access.reports import EVERY, all_of, row, safe
from tests.factories import IndicatorFactory, PeriodFactory, TargetFactory

READ = row(302, 404, **all_of(EVERY, 200))
# The return is the bureau's: the employee of its division sees nothing of it.
SEEN = row(302, 404, **all_of(EVERY, 200)) | {"employee": 404}
REPORTS = ["office", "manager"]
FILL = row(302, 404, **all_of(REPORTS, 302, 403)) | {"employee": 404}
SAVE = row(401, 404, **all_of(REPORTS, 200, 403)) | {"employee": 404}
CHECK = row(302, 404, **all_of(REPORTS, 200, 403)) | {"employee": 404}

ACCESS = {
    **safe("indicators:returns", READ),
    **safe("indicators:return", SEEN),
    ("indicators:return", "POST"): FILL,
    ("indicators:return-draft", "POST"): SAVE,
    **safe("indicators:return-template", CHECK),
    ("indicators:return-fill", "POST"): FILL,
    **safe("indicators:return-check", CHECK),
    ("indicators:return-check", "POST"): CHECK,
}


def waiting(world):
    TargetFactory(department=world.bureau, indicator=IndicatorFactory(code="K-1"))
    due = timezone.localdate() + datetime.timedelta(days=2)
    made = DataReturn.objects.create(
        department=world.bureau, period=PeriodFactory(label="2023-09"), due_on=due,
        escalates_on=due + datetime.timedelta(days=7),
    )  # fmt: skip
    return {"pk": made.pk}


KWARGS = {
    "indicators:return": waiting,
    "indicators:return-draft": waiting,
    "indicators:return-template": waiting,
    "indicators:return-fill": waiting,
    "indicators:return-check": waiting,
}
