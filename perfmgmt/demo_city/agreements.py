"""How far the scorecards of the current year are agreed, and what was amended in them."""

from dataclasses import dataclass

from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.stories import NOTHING

DRAFT = "LH-TR-03"  # its weights sum to 95: five are still to be given
LIGHTER = ("TR-DRIVER", "35")
SUBMITTED = "LH-UM-02"  # waits for approval


@dataclass(frozen=True, slots=True)
class Amended:
    """A target of an approved scorecard that is to become easier, for a reason of the list."""

    department: str
    card: str
    value: str
    reason: str
    why: Text
    applied: bool
    answer: Text = NOTHING


AMENDMENTS = (
    Amended(
        "LH-TR-04", "TR-FILES", "91", "policy",
        Text("Since July each file also needs a check of the axle load, by order of the province.",
             "自7月起，按省厅文件每份案卷增加轴载复核环节。"),
        applied=True,
        answer=Text("The order is on file. Agreed.", "文件已备案，同意调整。"),
    ),
    Amended(
        "LH-TR-05", "TR-METRO", "94", "force_majeure",
        Text("The flood closed the northern section for five weeks; trains ran on half the line.",
             "洪水导致北段停运五周，仅半程运营。"),
        applied=False,
    ),
)  # fmt: skip

STAYS_OPEN = Text("Open until the annual review", "年度考核前保持开放")
QUARTER_LOCKS = Text("Reported and reviewed", "已报送并完成季度分析")
QUARTER_DAYS = 31
REOPENED = ("LH-HU", "2026-Q2")
REOPENED_WHY = Text("Two sites reported after the merger of their offices.",
                    "两处工地机构合并后补报。")  # fmt: skip
REOPENED_DAYS = 21
