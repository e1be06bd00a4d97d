"""Who gets which answer from the streams of other pages. docs/access.md, rules A28 and A35."""

from feedback import services
from tests.access.feedback_catalogue import READ, form
from tests.access.reports import safe

ACCESS = {
    **safe("feedback:streams", READ),
    **safe("feedback:stream", READ),
    **safe("feedback:ratings-csv", READ),
    **form("feedback:stream-add"),
    **form("feedback:stream-change"),
    **form("feedback:stream-load"),
}


def stream(world):
    """Of the bureau, so that its manager sees it too."""
    row = services.add_door(
        world.bureau, by=None, code="province", name_en="Province", name_zh="省平台",
        channel="online", scale=services.scale_named("cn-five"),
    )  # fmt: skip
    return {"pk": row.pk}


KWARGS = {
    "feedback:stream": stream,
    "feedback:stream-change": stream,
    "feedback:stream-load": stream,
    "feedback:ratings-csv": lambda _world: {"code": "receipt"},
}
