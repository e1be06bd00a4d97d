"""What a text of a KPI says, in English and Chinese: vague verbs, measures, shares, limits of time.

Patterns only; which of them is a fault is decided in `smart`. No Django, no clock, no database.
"""

import re
from itertools import pairwise

VAGUE_VERB = re.compile(
    r"^\W*(?:(?:to|continue to|continuously|further|actively|fully|effectively)\s+)*"
    r"(?:improv(?:e|ing|ements?)|strengthen(?:ing)?|enhanc(?:e|ing|ements?)|promot(?:e|ing|ion)"
    r"|foster(?:ing)?|support(?:ing)?|encourag(?:e|ing)|boost(?:ing)?|optimi[sz](?:e|ing|ation)"
    r"|facilitat(?:e|ing)|ensur(?:e|ing)|consolidat(?:e|ing)|deepen(?:ing)?|advanc(?:e|ing)"
    r"|maximi[sz](?:e|ing)|streamlin(?:e|ing)|moderni[sz](?:e|ing)|develop(?:ing)?"
    r"|rais(?:e|ing) awareness)\b"
    r"|^\W*(?:进一步|积极|大力|全面|切实|持续|不断|着力|扎实|努力|有效|深入)*"
    r"(?:加强|推进|提升|提高|促进|完善|深化|优化|强化|推动|健全|落实|抓好|做好|加快|改善|加大|巩固"
    r"|开展|支持|保障|确保)",
    re.IGNORECASE,
)
VAGUE_OBJECT = re.compile(
    r"^(?:[\w-]+\s+){0,3}(?:quality|level|capacity|capability|effectiveness|efficiency|performance"
    r"|situation|work|management|awareness|culture|image|cooperation|coordination)$"
    r"|(?:水平|质量|能力|成效|力度|效果|情况|工作|建设|机制|意识|作风|形象|环境|程度|效能|进展)$",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"\b(?:number|count|share|rate|percent(?:age)?|proportion|ratio|average|mean|median|days|hours"
    r"|minutes|time|cost|amount|volume|score|index|tonnes|total|frequency)\b|%|\bper\b"
    r"|率|比例|占比|比重|百分比|[数额](?![据字目量])|(?<![质力])量(?!化)|时长|用时|时间|得分|指数"
    r"|成本|面积|里程|密度|浓度|满意度|进度",
    re.IGNORECASE,
)
ENDS_WITH_MEASURE = re.compile(
    r"(?:率|比例|占比|比重|数|量|额|时长|用时|时间|得分|成本|满意度)\s*$"
)
AND_ENGLISH = re.compile(r"\band\b|\bas well as\b|&", re.IGNORECASE)
AND_CHINESE = re.compile(r"以及|和(?!谐|解|平)|(?<!参)与|及(?!时|格|其|早)|、|并")
IN_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
SHARE = re.compile(
    r"\bshare of\b|\bpercent(?:age)?\b|\bproportion\b|%|(?:率|比例|占比|比重|百分比)\s*$",
    re.IGNORECASE,
)
RATE = re.compile(r"\brate\b|\bratio\b", re.IGNORECASE)
DIVISION = re.compile(
    r"÷|/|／|\bdivided by\b|\bper\b|\bof all\b|\bof the total\b|\bshare of\b|\bas a share\b"
    r"|\bdenominator\b|除以|占|之比|分母|与.*的比",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\d|÷|/|\b(?:count|number|sum|average|mean|median|share|per)\b|占|合计|累计|平均|数",
    re.IGNORECASE,
)
OPEN_SCALE = re.compile(
    r"\b(?:growth|increas\w*|chang\w*|plan|planned|budget\w*|schedule[d]?|capacity|occupancy"
    r"|utili[sz]ation|compared|against|target)\b|增长|增幅|增速|同比|环比|计划|预算|进度|完成率|利用系数"
    r"|入住率|负荷",
    re.IGNORECASE,
)
TARGET_IN_NAME = re.compile(
    r"\b(?:achieve|reach|attain|maintain|keep|hit)\b.*\d"
    r"|(?:\bat least|\b(?:no|not) less than|\bno more than|\bmore than|≥|≤)\s*\d+(?:\.\d+)?\s*%"
    r"|\b(?:to|by)\s+\d+(?:\.\d+)?\s*(?:%|percent\b)"
    r"|(?:达到|达|不低于|不少于|不高于|不超过|控制在|降至|降到|提升至|提高到|提升到|增长|下降)\s*\d"
    r"|\d(?:\.\d+)?\s*[%％]\s*(?:以上|以下|以内)",
    re.IGNORECASE,
)
VAGUE_TIME = re.compile(
    r"\b(?:timely|prompt(?:ly)?|in time|on[- ]time|as soon as possible|asap|quick(?:ly)?"
    r"|without delay|in due (?:time|course)|soon|immediately|regularly|periodically)\b"
    r"|及时|尽快|尽早|按时|按期|限期|定期|适时|逐步",
    re.IGNORECASE,
)
TIME_LIMIT = re.compile(
    r"\d|\b(?:time limits?|deadlines?|schedul\w*|timetable|planned|due (?:date|day|by|in)|all due"
    r"|statutory|standard|agreed)\b|时限|期限|规定|约定|计划|法定|标准|应办结|应付|序时",
    re.IGNORECASE,
)
BASE = re.compile(r"[×xX*]\s*[\d,]+\s*[%％‰]?")  # of a rate: its number is no limit of time
SPEED = re.compile(
    r"\b(?:response|waiting|processing|handling|travel|turnaround|resolution) times?\b"
    r"|\b(?:days|hours|minutes|time) (?:to|from|until)\b"
    r"|\b(?:within|in under) \d+ (?:working |business |calendar )?(?:seconds?|minutes?|hours?|days?"
    r"|weeks?|months?)\b|\bon[- ]time\b"
    r"|时长|用时|反应时间|响应时间|等候时间|平均时间|按时|按期|\d+\s*(?:秒|分钟|小时|天|日|个?工作日)内?",
    re.IGNORECASE,
)
VOLUME = re.compile(
    r"^(?:number|count|total|volume) of\b|(?:人数|次数|件数|场次|户数|人次|数量|总量|量|数)\s*$",
    re.IGNORECASE,
)

PERCENT = ("%", "％", "percent", "per cent", "pct", "百分")
TIMES = (
    "second|minute|min|hour|h|day|working day|calendar day|business day|week|month"
    "|秒|分钟|分|小时|工作小时|天|日|工作日|个工作日|周|月|个月"
)
COUNTS = (
    "count|number|people|person|case|item|visit|household|place|pupil|meal|tree|tonne"
    "|个|人|次|件|项|户|家|张|处|场|起|人次|万人次|套|座|台|辆|份|棵|宗|批|吨|名|位"
)
IS_TIME = re.compile(rf"(?:{TIMES})s?", re.IGNORECASE)
IS_COUNT = re.compile(rf"(?:{COUNTS})s?", re.IGNORECASE)


def is_percent(unit: str) -> bool:
    return any(word in unit.casefold() for word in PERCENT)


def is_time(unit: str) -> bool:
    return bool(IS_TIME.fullmatch(unit.strip()))


def is_count(unit: str) -> bool:
    return bool(IS_COUNT.fullmatch(unit.strip()))


def is_vague_verb(name: str) -> bool:
    """It begins with an intention and names nothing that could be counted."""
    return bool(VAGUE_VERB.search(name)) and not MEASURE.search(name)


def is_vague_object(name: str) -> bool:
    """A thing without a measure: “service quality”, “工作水平”."""
    bare = IN_BRACKETS.sub("", name).strip(" .。")
    return bool(VAGUE_OBJECT.search(bare)) and not MEASURE.search(bare)


def says_several(name: str) -> bool:
    """Two measures in one name, told by what stands on both sides of an “and”."""
    bare = IN_BRACKETS.sub("", name)
    parts = [part for part in re.split("[;；]", bare) if part.strip()]
    if len(parts) > 1:
        return True
    english = AND_ENGLISH.split(bare)
    if len([part for part in english if MEASURE.search(part)]) > 1 and bare.isascii():
        return True
    chinese = AND_CHINESE.split(bare)
    return any(
        ENDS_WITH_MEASURE.search(left) and MEASURE.search(right)
        for left, right in pairwise(chinese)
    )
