"""Who there is in Linhu: the city, twelve departments, sixty units, and how scores roll up."""

from dataclasses import dataclass
from datetime import date

from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.cards.words import both

FOUNDED = date(2015, 1, 1)
DISTRICTS = (
    ("Lanwan", "澜湾"),
    ("Hezhou", "荷洲"),
    ("Yunyu", "云屿"),
    ("Qiling", "栖岭"),
    ("Jinggang", "镜港"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A department, the post that heads it, and how its score is built."""

    code: str
    name: Text
    parent: str  # code; blank for the city
    peers: Text | None
    head: Text
    mode: str = "blend"
    own_share: str = "0.5"
    weight: str = "1"

    @property
    def level(self) -> int:
        return self.code.count("-") + 1

    @property
    def peer_group(self) -> str:
        """One column holds the group, so it carries both languages."""
        return both(self.peers) if self.peers else ""


DIRECTOR = Text("Director General", "局长")
COMMISSIONER = Text("Commissioner", "主任")
CHIEF = Text("Director", "主任")
DIVISION_HEAD = Text("Head of Division", "处长")
TEAM_LEADER = Text("Chief", "支队长")
PRESIDENT = Text("President", "院长")
STATION_HEAD = Text("Head of Station", "站长")
BRANCH_HEAD = Text("Branch Director", "分局局长")
DEAN = Text("Director", "院长")
CENTRE_HEAD = Text("Director", "中心主任")

LIVELIHOOD = Text("Livelihood departments", "民生服务部门")
CONSTRUCTION = Text("Construction and environment departments", "城建环保部门")
REGULATION = Text("Regulatory departments", "监管执法部门")

CITY = Node(
    "LH", Text("Linhu City People's Government", "临湖市人民政府"), "", None,
    Text("Mayor", "市长"), own_share="0.2",
)  # fmt: skip

# code, English, Chinese, peer group, head, roll-up mode, share of its own KPIs, weight in the city
# fmt: off
DEPARTMENTS = tuple(
    Node(f"LH-{code}", Text(en, zh), "LH", peers, head, mode, own_share, weight)
    for code, en, zh, peers, head, mode, own_share, weight in (
        ("GS", "Government Services and Data Bureau", "政务服务和数据局",
         LIVELIHOOD, DIRECTOR, "blend", "0.6", "1.2"),
        ("ED", "Education Bureau", "教育局", LIVELIHOOD, DIRECTOR, "blend", "0.5", "1.2"),
        ("HC", "Health Commission", "卫生健康委员会",
         LIVELIHOOD, COMMISSIONER, "blend", "0.5", "1.2"),
        ("HR", "Human Resources and Social Security Bureau", "人力资源和社会保障局",
         LIVELIHOOD, DIRECTOR, "blend", "0.5", "1"),
        ("CA", "Civil Affairs Bureau", "民政局", LIVELIHOOD, DIRECTOR, "blend", "0.4", "1"),
        ("HU", "Housing and Urban-Rural Development Bureau", "住房和城乡建设局",
         CONSTRUCTION, DIRECTOR, "blend", "0.5", "1"),
        ("TR", "Transport Bureau", "交通运输局", CONSTRUCTION, DIRECTOR, "blend", "0.5", "1"),
        ("EE", "Ecology and Environment Bureau", "生态环境局",
         CONSTRUCTION, DIRECTOR, "blend", "0.6", "1"),
        ("WA", "Water Affairs Bureau", "水务局", CONSTRUCTION, DIRECTOR, "blend", "0.5", "0.8"),
        ("UM", "Urban Management Bureau", "城市管理局", REGULATION, DIRECTOR, "blend", "0.5", "1"),
        ("MR", "Market Regulation Bureau", "市场监督管理局",
         REGULATION, DIRECTOR, "own", "1", "1"),
        ("EM", "Emergency Management Bureau", "应急管理局",
         REGULATION, DIRECTOR, "lowest", "0.5", "1"),
    )
)


def in_each_district(code: str, en: str, zh: str, peers: Text, head: Text) -> tuple[Node, ...]:
    """Five units of one kind: `{}` stands for the name of the district."""
    return tuple(
        Node(f"LH-{code}-{number:02}", Text(en.format(district), zh.format(name)),
             f"LH-{code}", peers, head)
        for number, (district, name) in enumerate(DISTRICTS, start=1)
    )


def of(code: str, *units: tuple[str, str, Text]) -> tuple[Node, ...]:
    """Units of different kinds: English name, Chinese name, head."""
    return tuple(
        Node(f"LH-{code}-{number:02}", Text(en, zh), f"LH-{code}", None, head)
        for number, (en, zh, head) in enumerate(units, start=1)
    )


HOSPITALS = Text("City hospitals", "市属医院")
UNITS = (
    *in_each_district("GS", "{} District Service Hall", "{}区政务服务中心",
                      Text("District service halls", "区级政务服务中心"), CENTRE_HEAD),
    *of("ED",
        ("Preschool Education Centre", "学前教育管理中心", CENTRE_HEAD),
        ("Compulsory Education Guidance Centre", "义务教育指导中心", CENTRE_HEAD),
        ("Vocational Education Centre", "职业教育中心", CENTRE_HEAD),
        ("Education Examinations Authority", "教育考试院", DEAN),
        ("School Safety Centre", "学校安全管理中心", CENTRE_HEAD)),
    *(Node(f"LH-HC-{number:02}", Text(en, zh), "LH-HC", HOSPITALS, PRESIDENT)
      for number, en, zh in (
          (1, "First People's Hospital", "第一人民医院"),
          (2, "Hospital of Traditional Chinese Medicine", "中医医院"),
          (3, "Women and Children's Hospital", "妇幼保健院"))),
    Node("LH-HC-04", Text("Centre for Disease Control and Prevention", "疾病预防控制中心"),
         "LH-HC", None, CENTRE_HEAD),
    Node("LH-HC-05", Text("Emergency Medical Centre", "急救中心"), "LH-HC", None, CENTRE_HEAD),
    *of("HR",
        ("Employment Service Centre", "就业服务中心", CENTRE_HEAD),
        ("Social Insurance Centre", "社会保险事业中心", CENTRE_HEAD),
        ("Labour Inspection Team", "劳动保障监察支队", TEAM_LEADER),
        ("Labour Arbitration Court", "劳动人事争议仲裁院", DEAN),
        ("Talent Service Centre", "人才服务中心", CENTRE_HEAD)),
    *in_each_district("CA", "{} District Elder Care Centre", "{}区养老服务中心",
                      Text("District elder care centres", "区级养老服务中心"), CENTRE_HEAD),
    *of("HU",
        ("Construction Safety Station", "建设工程安全监督站", STATION_HEAD),
        ("Construction Quality Station", "建设工程质量监督站", STATION_HEAD),
        ("Housing Security Centre", "住房保障中心", CENTRE_HEAD),
        ("Property Transaction Centre", "房产交易中心", CENTRE_HEAD),
        ("Property Management Guidance Centre", "物业管理指导中心", CENTRE_HEAD)),
    *of("TR",
        ("Bus Services Division", "公交运营监管处", DIVISION_HEAD),
        ("Road Maintenance Centre", "公路养护中心", CENTRE_HEAD),
        ("Road Transport Centre", "道路运输事务中心", CENTRE_HEAD),
        ("Transport Enforcement Team", "交通运输综合执法支队", TEAM_LEADER),
        ("Metro Supervision Division", "轨道交通监管处", DIVISION_HEAD)),
    *in_each_district("EE", "{} District Environment Branch", "生态环境局{}分局",
                      Text("District environment branches", "生态环境分局"), BRANCH_HEAD),
    *of("WA",
        ("Water Supply Division", "供水管理处", DIVISION_HEAD),
        ("Urban Drainage Division", "城市排水管理处", DIVISION_HEAD),
        ("River and Lake Centre", "河湖管理中心", CENTRE_HEAD),
        ("Water Inspection Team", "水政监察支队", TEAM_LEADER),
        ("Water Quality Monitoring Centre", "水质监测中心", CENTRE_HEAD)),
    *of("UM",
        ("City Cleansing Centre", "市容环境卫生中心", CENTRE_HEAD),
        ("Parks and Greening Centre", "园林绿化中心", CENTRE_HEAD),
        ("Urban Enforcement Team", "城市管理综合执法支队", TEAM_LEADER),
        ("Municipal Facilities Centre", "市政设施维护中心", CENTRE_HEAD),
        ("Parking Management Centre", "停车管理中心", CENTRE_HEAD)),
    *in_each_district("MR", "{} District Market Branch", "市场监督管理局{}分局",
                      Text("District market branches", "市场监管分局"), BRANCH_HEAD),
    *of("EM",
        ("Emergency Command Centre", "应急指挥中心", CENTRE_HEAD),
        ("Hazardous Chemicals Division", "危险化学品监督管理处", DIVISION_HEAD),
        ("Industrial Safety Division", "工贸行业监督管理处", DIVISION_HEAD),
        ("Disaster Prevention Centre", "防灾减灾中心", CENTRE_HEAD),
        ("Fire and Rescue Team", "消防救援支队", TEAM_LEADER)),
)
# fmt: on

NODES = (CITY, *DEPARTMENTS, *UNITS)
BY_CODE = {node.code: node for node in NODES}


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that stood elsewhere before. Its code stays, so that its history stays with it."""

    unit: str
    came_from: str
    on: date
    reason: Text

    @property
    def words(self) -> str:
        return both(self.reason)


MOVES = (
    Move(
        unit="LH-WA-02",
        came_from="LH-UM",
        on=date(2026, 1, 1),
        reason=Text(
            "Reform of 2025: supply and drainage under one roof",
            "2025年机构改革：供排水一体化管理",
        ),
    ),
)
