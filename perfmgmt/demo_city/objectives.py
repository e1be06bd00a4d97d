"""What Linhu wants to achieve: six strategic objectives, cut into one or two per department."""

from dataclasses import dataclass

from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.plan import Line


@dataclass(frozen=True, slots=True)
class Aim:
    code: str
    name: Text
    department: str
    parent: str = ""  # code; blank for a strategic objective


# fmt: off
STRATEGIC = (
    Aim("LH-1", Text("A government that answers: fast, fair and online",
                     "建设人民满意的服务型政府，办事便捷、响应及时"), "LH"),
    Aim("LH-2", Text("Good schools, care and support for everybody",
                     "优质均衡的教育、医疗和社会保障"), "LH"),
    Aim("LH-3", Text("Work and fair pay", "充分就业、劳有所得"), "LH"),
    Aim("LH-4", Text("Clean air, clear water, green streets", "天蓝水清、宜居美丽"), "LH"),
    Aim("LH-5", Text("A city that works: homes, roads, networks", "城市建设和运行高效有序"), "LH"),
    Aim("LH-6", Text("A safe city and a fair market", "安全韧性、公平有序"), "LH"),
)
OPERATIONAL = (
    Aim("GS-A", Text("Settle matters online or in one visit", "推进政务服务“一网通办、一次办成”"),
        "LH-GS", "LH-1"),
    Aim("GS-B", Text("Share data so that nobody is asked twice", "推进数据共享，减少重复提交"),
        "LH-GS", "LH-1"),
    Aim("ED-A", Text("A safe school for every child", "保障校园安全，促进教育公平"),
        "LH-ED", "LH-2"),
    Aim("HC-A", Text("Care that is near, quick and safe", "就近、及时、安全的医疗卫生服务"),
        "LH-HC", "LH-2"),
    Aim("HR-A", Text("Bring people into work and protect their pay", "稳就业、保障劳动者权益"),
        "LH-HR", "LH-3"),
    Aim("CA-A", Text("Support old people and families in need", "兜牢民生底线，做好养老服务"),
        "LH-CA", "LH-2"),
    Aim("HU-A", Text("Renew homes and build safely", "推进城市更新，守牢工程安全底线"),
        "LH-HU", "LH-5"),
    Aim("TR-A", Text("Reliable buses, metro and roads", "公交可靠、道路畅通"), "LH-TR", "LH-5"),
    Aim("EE-A", Text("Cut pollution at its source", "源头治理，持续改善环境质量"), "LH-EE", "LH-4"),
    Aim("WA-A", Text("Safe water, dry streets", "供水安全、排水通畅"), "LH-WA", "LH-5"),
    Aim("UM-A", Text("Clean streets and problems that stay solved", "市容整洁、问题真解决"),
        "LH-UM", "LH-4"),
    Aim("MR-A", Text("Easy to start, safe to buy", "准入便利、消费放心"), "LH-MR", "LH-6"),
    Aim("EM-A", Text("Remove dangers, arrive in time", "除隐患、快响应"), "LH-EM", "LH-6"),
)
# fmt: on
OBJECTIVES = (*STRATEGIC, *OPERATIONAL)
OTHERWISE = {"GS-DATA": "GS-B", "GS-PLATFORM": "GS-B", "C-ONTIME": "LH-1", "C-SATIS": "LH-1"}


def served_by(line: Line) -> str:
    """The code of the objective that a KPI serves: its own, else the first of its department."""
    if line.node.parent == "":
        return "LH-1"
    if line.card.code in OTHERWISE:
        return OTHERWISE[line.card.code]
    department = line.node.code if line.node.level == 2 else line.node.parent  # noqa: PLR2004
    return next(aim.code for aim in OPERATIONAL if aim.department == department)
