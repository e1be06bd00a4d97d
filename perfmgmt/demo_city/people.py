"""The four hundred who work for Linhu: fictional names in both scripts, posts, moves."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from perfmgmt.demo_city.cards import Text
from perfmgmt.demo_city.draw import draw
from perfmgmt.demo_city.organisation import CITY, DEPARTMENTS, FOUNDED, NODES, Node

# fmt: off
SURNAMES = (
    ("Chen", "陈"), ("Lin", "林"), ("Huang", "黄"), ("Wu", "吴"), ("Zheng", "郑"), ("Xu", "徐"),
    ("Sun", "孙"), ("Ma", "马"), ("Zhu", "朱"), ("Hu", "胡"), ("Guo", "郭"), ("He", "何"),
    ("Gao", "高"), ("Luo", "罗"), ("Liang", "梁"), ("Song", "宋"), ("Tang", "唐"), ("Han", "韩"),
    ("Feng", "冯"), ("Yu", "于"), ("Dong", "董"), ("Xiao", "萧"), ("Cheng", "程"), ("Cao", "曹"),
    ("Yuan", "袁"), ("Deng", "邓"), ("Fu", "傅"), ("Shen", "沈"), ("Zeng", "曾"), ("Peng", "彭"),
    ("Su", "苏"), ("Lu", "卢"), ("Jiang", "蒋"), ("Cai", "蔡"), ("Jia", "贾"), ("Ding", "丁"),
    ("Wei", "魏"), ("Xue", "薛"), ("Ye", "叶"), ("Yan", "阎"), ("Pan", "潘"), ("Du", "杜"),
    ("Zhong", "钟"), ("Tian", "田"), ("Fan", "范"), ("Shi", "石"), ("Yao", "姚"), ("Tan", "谭"),
)
FIRST = (
    ("Yu", "雨"), ("Xiao", "晓"), ("Si", "思"), ("Zi", "梓"), ("Ruo", "若"), ("Shu", "书"),
    ("Jing", "景"), ("Yi", "亦"), ("Wang", "望"), ("Qing", "清"), ("Jia", "嘉"), ("Ming", "明"),
    ("Yun", "云"), ("Xin", "欣"), ("Ke", "可"), ("Wen", "文"), ("Hai", "海"), ("Lan", "兰"),
    ("Zhi", "知"), ("Yan", "言"), ("Song", "松"), ("Yue", "悦"), ("An", "安"), ("Mu", "沐"),
)
SECOND = (
    ("Chen", "晨"), ("Han", "涵"), ("Ning", "宁"), ("Ran", "然"), ("Fan", "帆"), ("Hang", "航"),
    ("Shu", "舒"), ("Qi", "琪"), ("Tong", "桐"), ("Lan", "岚"), ("Xuan", "轩"), ("Nan", "楠"),
    ("Xi", "溪"), ("Zhou", "舟"), ("Heng", "衡"), ("Qiao", "乔"), ("Ye", "野"), ("Yuan", "远"),
    ("Ping", "平"), ("Lin", "霖"), ("Yao", "瑶"), ("Kai", "凯"), ("Fei", "菲"), ("Rui", "睿"),
)
DEPUTY = Text("Deputy Director General", "副局长")
OFFICE_STAFF = (
    (Text("Head of the Performance Office", "绩效管理办公室主任"), "leading"),
    (Text("Performance Officer", "绩效管理办公室科员"), "administrative"),
    (Text("Performance Analyst", "绩效分析师"), "professional"),
    (Text("Performance Data Steward", "绩效数据管理员"), "professional"),
    (Text("Performance Officer", "绩效管理办公室科员"), "administrative"),
    (Text("Head of Internal Audit", "内部审计处处长"), "leading"),
    (Text("Performance Auditor", "绩效审计员"), "professional"),
    (Text("Performance Auditor", "绩效审计员"), "professional"),
    (Text("Head of Supervision", "督查室主任"), "leading"),
    (Text("Supervision Officer", "督查室督查专员"), "administrative"),
    (Text("Supervision Officer", "督查室督查专员"), "administrative"),
    (Text("External Evaluation Expert", "外部评估专家"), "professional"),
    (Text("External Evaluation Expert", "外部评估专家"), "professional"),
    (Text("Records Clerk", "档案管理员"), "support"),
    (Text("Principal Secretary", "政府办公室秘书"), "administrative"),
)
STAFF = (
    (Text("Deputy Head", "副职负责人"), "leading"),
    (Text("Senior Officer", "一级主任科员"), "administrative"),
    (Text("Specialist", "业务主管"), "professional"),
    (Text("Officer", "科员"), "administrative"),
    (Text("Assistant", "综合服务岗"), "support"),
)
# fmt: on
ENFORCEMENT = (Text("Enforcement Officer", "执法专员"), "enforcement")
STAFFING = (7, 4, 6, 3, 5)
ENFORCING = ("LH-HR-03", "LH-TR-04", "LH-WA-04", "LH-UM-03", "LH-EM-05", "LH-EE-", "LH-MR-")


@dataclass(frozen=True, slots=True)
class Post:
    code: str
    node: Node
    name: Text
    category: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    name: Text
    since: date
    post: str  # code of the post held substantively today


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds or held which post."""

    person: str
    post: str
    kind: str  # substantive | acting
    starts_on: date
    ends_on: date | None = None


# The head of Emergency Management moved to City Hall; his deputy acts until somebody is named.
VACANT = "LH-EM/1"
LEFT_ON = date(2026, 6, 30)
ACTS_FROM = LEFT_ON + timedelta(days=1)
ACTS_UNTIL = date(2027, 6, 30)
MOVED_TO = "LH/17"
ACTING = "LH-EM/2"
JOINED_LATE, JOINED_ON = "LH-HU-02/5", date(2026, 5, 4)


def posts_of(node: Node) -> list[Post]:
    """The head, then the others; a post's code is its department and a running number."""
    named = [(node.head, "leading")]
    if node is CITY:
        named += [*OFFICE_STAFF, (Text("Adviser for Safety", "安全生产专项顾问"), "leading")]
    elif node in DEPARTMENTS:
        named.append((DEPUTY if node.head.zh == "局长" else Text("Deputy", "副主任"), "leading"))
    else:
        named += staff_of(node)
    return [
        Post(f"{node.code}/{number}", node, name, category, is_head=number == 1)
        for number, (name, category) in enumerate(named, start=1)
    ]


def staff_of(node: Node) -> list[tuple[Text, str]]:
    """The posts beside the head: three to seven, twenty-five in a department."""
    department, number = node.code.split("-")[1:]
    turn = [code.code for code in DEPARTMENTS].index(f"LH-{department}")
    size = STAFFING[(turn + int(number)) % len(STAFFING)]
    deputy, *others = STAFF
    found = [deputy, *(others[n % len(others)] for n in range(size - 1))]
    if node.code.startswith(ENFORCING):
        found[1:3] = [ENFORCEMENT, ENFORCEMENT]
    return found


@cache
def posts() -> tuple[Post, ...]:
    return tuple(post for node in NODES for post in posts_of(node))


def name_of(number: int, taken: set[str]) -> Text:
    """A name nobody else in the house has."""
    for attempt in range(100):
        question = f"name/{number}/{attempt}"
        last = SURNAMES[draw(f"{question}/surname", 0, len(SURNAMES) - 1)]
        first = FIRST[draw(f"{question}/first", 0, len(FIRST) - 1)]
        second = SECOND[draw(f"{question}/second", 0, len(SECOND) - 1)]
        zh = last[1] + first[1] + second[1]
        if zh not in taken and first[1] != second[1]:
            taken.add(zh)
            return Text(f"{last[0]} {first[0]}{joint(second[0])}", zh)
    raise ValueError(f"no name is left for person {number}")


def joint(syllable: str) -> str:
    """Pinyin writes an apostrophe before a syllable that starts with a vowel."""
    return ("'" if syllable[0] in "AEO" else "") + syllable.lower()


@cache
def people() -> tuple[Person, ...]:
    """One person for each post that is filled."""
    taken: set[str] = set()
    filled = [post for post in posts() if post.code != VACANT]
    return tuple(
        Person(
            number=f"LH{number:04}",
            name=name_of(number, taken),
            since=since(post, number),
            post=post.code,
        )
        for number, post in enumerate(filled, start=1)
    )


def since(post: Post, number: int) -> date:
    if post.code == JOINED_LATE:
        return JOINED_ON
    return FOUNDED + timedelta(days=draw(f"since/{number}", 0, 3000))


@cache
def holder(post: str) -> Person:
    """Who holds `post` substantively today."""
    return next(person for person in people() if person.post == post)


def holdings() -> list[Holding]:
    """Every appointment there is and was."""
    found = []
    for person in people():
        starts_on = person.since
        if person.post == MOVED_TO:
            found.append(Holding(person.number, VACANT, "substantive", starts_on, LEFT_ON))
            starts_on = ACTS_FROM
        found.append(Holding(person.number, person.post, "substantive", starts_on))
    acting = holder(ACTING).number
    found.append(Holding(acting, VACANT, "acting", ACTS_FROM, ACTS_UNTIL))
    return found


def head_of(node: Node) -> Person:
    """Who answers for a department today: its head, or who acts for the vacant post."""
    return holder(ACTING if f"{node.code}/1" == VACANT else f"{node.code}/1")


__all__ = [
    "ACTING",
    "ACTS_FROM",
    "ACTS_UNTIL",
    "JOINED_LATE",
    "JOINED_ON",
    "LEFT_ON",
    "VACANT",
    "Holding",
    "Person",
    "Post",
    "head_of",
    "holder",
    "holdings",
    "people",
    "posts",
]
