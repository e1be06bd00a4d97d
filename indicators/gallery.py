"""Templates of definition cards that an office adopts and adapts. Pure data, both languages.

Source: docs/dictionary.md, rule D6. A template leaves blank what only the adopter knows: the code,
the register its figures come from in this city, who keeps them.
"""

# Both languages of one thing stay together.
# fmt: off
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Text(NamedTuple):
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Template:
    """A card as far as it can be written for everybody; `part`: its place in a frame."""

    code: str
    name: Text
    part: Text
    weight: int  # per cent of the frame that its part has; 0: no frame
    closed: dict[str, Any]  # unit, direction, per, frequency, kind, classification, calculation
    texts: dict[str, Text]

    def initial(self) -> dict[str, Any]:
        """The fields of the card; texts in both languages."""
        fields = {**self.closed, "name_en": self.name.en, "name_zh": self.name.zh}
        for name, text in self.texts.items():
            fields |= {name: text.en, f"{name}_zh": text.zh}
        return fields


@dataclass(frozen=True, slots=True)
class Family:
    code: str
    name: Text
    about: Text
    templates: tuple[Template, ...]


SHARE = {"unit": "%", "direction": "higher", "per": 100, "calculation": "separate"}
SAMPLED = Text(
    "Somebody who did not report draws a sample of files each quarter and counts again.",
    "由非填报人员每季度抽查原始资料并重新核算。",
)
EXACT = Text("Whole register: no sampling error. Late entries: at most 1% of cases.",
             "全量统计，无抽样误差；补录不超过案件总数的1%。")
SURVEY = Text("Interval of ±4 points or narrower, with the number of answers beside it.",
              "误差不超过±4个百分点，并同时公布有效样本数。")


def card(
    code: str, name: Text, part: Text, weight: int, closed: dict[str, Any], **texts: Text
) -> Template:
    usual = {"verification": SAMPLED, "accuracy": EXACT}
    return Template(code, name, part, weight, closed, usual | texts)


OUTPUT, BENEFIT = Text("Output", "产出指标"), Text("Benefit", "效益指标")
PLEASED, SPENT = Text("Satisfaction", "满意度指标"), Text("Budget execution", "预算执行率")
CHINA = Family(
    "cn-budget",
    Text("China, budget performance", "中国预算绩效"),
    Text("The frame of budget performance: output 50, benefit 30, satisfaction 10, budget execution"
         " 10. Adopt at least one card of each part.",
         "预算绩效框架：产出50分、效益30分、满意度10分、预算执行10分。每类至少选用一项。"),
    (
        card("cn-quantity", Text("Planned units completed", "计划任务完成率"), OUTPUT, 50,
             SHARE | {"frequency": "quarter", "kind": "output", "classification": "effectiveness",
                      "calculation": "cumulative"},
             purpose=Text("Shows whether what the money was given for has been delivered.",
                          "反映财政资金对应的任务是否完成。"),
             definition=Text("Units accepted since 1 January, as a share of the units in the plan.",
                             "本年累计验收合格的任务量占年度计划任务量的比例。"),
             formula=Text("Units accepted ÷ units planned × 100%", "验收合格数量÷计划数量×100%"),
             limitations=Text("A soft plan makes a good figure.", "计划偏低时完成率会虚高。"),
             compensation=Text("The plan is compared with the result of the year before.",
                               "计划数与上年完成数对照审核。"),
             misleading=Text("Counting easy units first, or changing the plan during the year.",
                             "先完成容易的任务，或年中调减计划。")),
        card("cn-quality", Text("Work accepted at first inspection", "一次验收合格率"), OUTPUT, 50,
             SHARE | {"frequency": "quarter", "kind": "quality", "classification": "effectiveness"},
             purpose=Text("Shows whether quality was kept while quantity was delivered.",
                          "反映完成数量的同时质量是否得到保证。"),
             definition=Text("Units accepted at their first inspection, of all units inspected.",
                             "首次验收即合格的数量占验收总数的比例。"),
             formula=Text("Units accepted at first inspection ÷ units inspected × 100%",
                          "一次验收合格数÷验收总数×100%"),
             limitations=Text("Depends on how strict the inspection is.", "受验收尺度影响。"),
             compensation=Text("A tenth of the acceptances is inspected again by another team.",
                               "由其他小组对10%的验收结果进行复验。"),
             misleading=Text("Inspecting informally before the counted inspection.",
                             "正式验收前先行预验并整改。")),
        card("cn-timeliness", Text("Tasks completed by the date in the plan", "任务按期完成率"),
             OUTPUT, 50,
             SHARE | {"frequency": "quarter", "kind": "output", "classification": "efficiency"},
             purpose=Text("Shows whether tasks are done when they were promised.",
                          "反映任务是否在计划时间内完成。"),
             definition=Text("Tasks completed by the planned date, of the tasks due in the period.",
                             "在计划日期前完成的任务数占当期应完成任务数的比例。"),
             formula=Text("Tasks completed by their date ÷ tasks due × 100%",
                          "按期完成任务数÷应完成任务数×100%"),
             limitations=Text("Says nothing of tasks whose date was moved.",
                              "未反映已调整日期的任务。"),
             compensation=Text("Moved dates are listed beside the figure.",
                               "同时公布调整日期的任务清单。"),
             misleading=Text("Moving the date before it is missed.", "在逾期之前调整计划日期。")),
        card("cn-cost", Text("Cost per unit of output", "单位产出成本"), OUTPUT, 50,
             {"unit": "CNY", "direction": "lower", "per": 1, "frequency": "year", "kind": "input",
              "classification": "economy", "calculation": "cumulative"},
             purpose=Text("Shows whether the result was worth its price.",
                          "反映财政投入的经济性。"),
             definition=Text("Money spent on the programme for each unit accepted.",
                             "每完成一个合格单位产出所支出的项目资金。"),
             formula=Text("Programme expenditure ÷ units accepted", "项目支出÷合格产出数量"),
             limitations=Text("Cheaper may mean worse.", "成本降低可能以质量下降为代价。"),
             compensation=Text("Read beside the share accepted at first inspection.",
                               "与一次验收合格率对照使用。"),
             misleading=Text("Booking costs to another programme.", "将成本列入其他项目。")),
        card("cn-benefit", Text("People whose situation changed", "受益对象改善率"), BENEFIT, 30,
             SHARE | {"frequency": "year", "kind": "outcome", "classification": "effectiveness"},
             purpose=Text("Shows whether the output changed anything for those it was meant for.",
                          "反映产出是否给目标群体带来实际改变。"),
             definition=Text("Beneficiaries for whom the change named in the programme is found one"
                             " year later, of all beneficiaries.",
                             "实施一年后达到项目预期改善标准的受益对象占全部受益对象的比例。"),
             formula=Text("Beneficiaries with the change ÷ all beneficiaries × 100%",
                          "达到改善标准的人数÷受益对象总人数×100%"),
             limitations=Text("Other causes act too.", "同时受其他因素影响。"),
             compensation=Text("Compared with people on the waiting list.",
                               "与尚未享受政策的同类人群比较。"),
             misleading=Text("Choosing beneficiaries who would have improved anyway.",
                             "选择本来就会改善的对象。"),
             disaggregation=Text("By district, sex and age band.", "按区域、性别、年龄段分列。")),
        card("cn-satisfaction", Text("Beneficiaries satisfied", "服务对象满意率"), PLEASED, 10,
             SHARE | {"frequency": "year", "kind": "quality", "classification": "effectiveness"},
             purpose=Text("Shows how those who were served judge the result.",
                          "反映服务对象对结果的评价。"),
             definition=Text("Beneficiaries who chose one of the two best of five answers, of all"
                             " who answered a sampled survey.",
                             "抽样调查中选择五级量表前两级的受访者占全部有效受访者的比例。"),
             formula=Text("Answers of the two best grades ÷ all answers × 100%",
                          "前两级有效问卷数÷全部有效问卷数×100%"),
             accuracy=SURVEY,
             verification=Text("A third party draws the sample and keeps the answers.",
                               "由第三方抽样并留存原始问卷。"),
             limitations=Text("Those who do not answer are not heard.", "未答复者的意见未能反映。"),
             compensation=Text("Response rate is published; answers are weighted by district.",
                               "公布应答率，并按区域加权。"),
             misleading=Text("Handing out the form only to pleased people.",
                             "只向满意的对象发放问卷。")),
        card("cn-execution", Text("Budget executed", "预算执行率"), SPENT, 10,
             {"unit": "%", "direction": "range", "per": 100, "frequency": "quarter",
              "kind": "input", "classification": "economy", "calculation": "cumulative"},
             purpose=Text("Shows whether money is spent when and for what it was planned.",
                          "反映财政资金是否按预算和进度使用。"),
             definition=Text("Payments since 1 January as a share of the adjusted annual budget.",
                             "本年累计支出占全年预算数（调整后）的比例。"),
             formula=Text("Payments ÷ adjusted budget × 100%", "执行数÷全年预算数×100%"),
             limitations=Text("Spending is no result.", "支出进度不等于绩效。"),
             compensation=Text("Read beside the output cards.", "与产出指标对照使用。"),
             misleading=Text("Paying in advance at the end of the year.", "年末突击预付。")),
    ),
)

SERVICE = Text("Service", "服务")
UK = Family(
    "uk-services",
    Text("UK, four service KPIs", "英国政府服务四项指标"),
    Text("Satisfaction, completion, cost per transaction and digital take-up: what every digital"
         " service publishes, so that services can be compared.",
         "用户满意度、完成率、单次办理成本、网上办理率：各项数字服务均须公布，便于横向比较。"),
    (
        card("uk-satisfaction", Text("User satisfaction", "用户满意度"), SERVICE, 0,
             {"unit": "%", "direction": "higher", "per": 1, "frequency": "month", "kind": "quality",
              "classification": "effectiveness", "calculation": "separate"},
             purpose=Text("Shows how users judge the service at its end.",
                          "反映用户办完后的评价。"),
             definition=Text("Mean of the answers 1 to 5 after a completed transaction, as a share"
                             " of the way from 1 to 5.",
                             "办结后用户1至5级评价的平均值，折算为1至5之间的百分比。"),
             formula=Text("(mean of ratings − 1) ÷ (5 − 1) × 100%",
                          "（评分平均值－1）÷（5－1）×100%"),
             accuracy=SURVEY,
             limitations=Text("Those who gave up are not asked.", "未包含中途放弃的用户。"),
             compensation=Text("Read beside the completion rate.", "与完成率对照使用。"),
             misleading=Text("Asking only after easy transactions.", "只在简单事项后征求评价。")),
        card("uk-completion", Text("Completion rate", "办理完成率"), SERVICE, 0,
             SHARE | {"frequency": "month", "kind": "outcome", "classification": "effectiveness"},
             purpose=Text("Shows how many can finish what they began.", "反映用户能否顺利办完。"),
             definition=Text("Transactions completed, of all transactions started in the period.",
                             "报告期内办理完成的事项数占发起办理事项数的比例。"),
             formula=Text("Σ transactions completed ÷ Σ transactions started × 100%",
                          "Σ完成办理数÷Σ发起办理数×100%"),
             limitations=Text("Somebody who only looks counts as started.",
                              "仅浏览的用户也计为发起。"),
             compensation=Text("Started means the first answer was sent.",
                               "以提交首个答案作为发起。"),
             misleading=Text("Moving hard questions before the start.",
                             "把困难步骤移到发起之前。")),
        card("uk-cost", Text("Cost per transaction", "单次办理成本"), SERVICE, 0,
             {"unit": "CNY", "direction": "lower", "per": 1, "frequency": "quarter",
              "kind": "input", "classification": "efficiency", "calculation": "separate"},
             purpose=Text("Shows what a transaction costs the public.", "反映每次办理的公共成本。"),
             definition=Text("Full cost of the service over all channels, for each transaction.",
                             "各渠道服务总成本分摊到每次办理的金额。"),
             formula=Text("Total cost ÷ transactions completed", "总成本÷完成办理数"),
             limitations=Text("Costs of other bodies and of users are not seen.",
                              "未包含其他单位和用户自身的成本。"),
             compensation=Text("The user's time is measured by sample once a year.",
                               "每年抽样测算用户用时。"),
             misleading=Text("Leaving out overheads.", "不计间接费用。")),
        card("uk-digital", Text("Digital take-up", "网上办理率"), SERVICE, 0,
             SHARE | {"frequency": "month", "kind": "outcome", "classification": "efficiency"},
             purpose=Text("Shows how many choose the digital channel.", "反映网上渠道的使用情况。"),
             definition=Text("Transactions completed digitally, of all completed transactions.",
                             "通过网上渠道完成的事项数占全部完成事项数的比例。"),
             formula=Text("Digital transactions completed ÷ all transactions completed × 100%",
                          "网上完成数÷全部完成数×100%"),
             limitations=Text("Says nothing of people who need help.", "未反映需要帮助的人群。"),
             compensation=Text("Assisted transactions are counted apart.", "帮办代办单独统计。"),
             misleading=Text("Closing the counter.", "关闭线下窗口。"),
             disaggregation=Text("By age band and district.", "按年龄段、区域分列。")),
    ),
)

CALLS = Text("Hotline", "热线")
HOTLINE = Family(
    "hotline",
    Text("Public hotline", "政务服务便民热线"),
    Text("Response, time, solution and satisfaction of a 12345 hotline. Report calls as numerator"
         " and denominator; who had none reports “no cases” and is listed apart. Compare within a"
         " peer group, and set floors as a table of points.",
         "12345热线的响应、时限、解决、满意四项。按分子、分母报送；当期无工单的单位报“无业务”并单独列示。"
         "只在同类单位之间比较，扣分底线用分档表设定。"),
    (
        card("hotline-response", Text("Calls responded to in time", "诉求响应率"), CALLS, 0,
             SHARE | {"frequency": "month", "kind": "output", "classification": "efficiency"},
             purpose=Text("Shows whether a caller hears from the unit that is to act.",
                          "反映承办单位是否及时联系诉求人。"),
             definition=Text("Calls whose caller was contacted within the limit, of all calls of"
                             " the unit whose limit fell into the period.",
                             "在规定时限内联系诉求人的工单占当期应联系工单的比例。"),
             formula=Text("Σ callers contacted in time ÷ Σ calls due × 100%",
                          "Σ按时联系数÷Σ应联系数×100%"),
             limitations=Text("A contact is not yet an answer.", "联系不等于答复。"),
             compensation=Text("Read beside the share of calls solved.", "与解决率对照使用。"),
             misleading=Text("Calling at hours when nobody answers.", "在无人接听的时段拨打。")),
        card("hotline-handled", Text("Calls handled in time", "按时办结率"), CALLS, 0,
             SHARE | {"frequency": "month", "kind": "output", "classification": "efficiency"},
             purpose=Text("Shows whether calls are finished when the law says so.",
                          "反映工单是否在法定或规定时限内办结。"),
             definition=Text("Calls closed within five working days, or the longer limit that a law"
                             " gives and the caller was told, of all calls due in the period.",
                             "在5个工作日（法律另有规定且已告知诉求人的，从其规定）内办结的工单占当期应办结工单的比例。"),
             formula=Text("Σ calls closed in time ÷ Σ calls due × 100%",
                          "Σ按时办结数÷Σ应办结数×100%"),
             limitations=Text("Says nothing of what was done.", "未反映办理质量。"),
             compensation=Text("Calls returned after a call-back count as open.",
                               "回访退回重办的工单计为未办结。"),
             misleading=Text("Closing before acting; asking for extensions.",
                             "先结后办、随意延期。")),
        card("hotline-solved", Text("Calls solved", "诉求解决率"), CALLS, 0,
             SHARE | {"frequency": "month", "kind": "outcome", "classification": "effectiveness"},
             purpose=Text("Shows how often the matter is settled in the caller's eyes.",
                          "反映诉求人认可的解决情况。"),
             definition=Text("Callers who say at the call-back that the matter is solved, of all"
                             " callers reached. The hotline calls back, never the unit.",
                             "回访中表示问题已解决的诉求人占回访成功人数的比例。由热线机构回访，承办单位不得自行回访。"),
             formula=Text("Σ solved ÷ Σ callers reached × 100%", "Σ已解决数÷Σ回访成功数×100%"),
             accuracy=SURVEY,
             limitations=Text("Some matters no unit can solve.", "部分诉求确属无法解决。"),
             compensation=Text("Matters outside the unit's powers are agreed and counted apart.",
                               "超出职责范围的诉求经确认后单独统计。"),
             misleading=Text("Persuading callers before the call-back.", "回访前对诉求人做工作。")),
        card("hotline-satisfied", Text("Callers satisfied", "回访满意率"), CALLS, 0,
             SHARE | {"frequency": "month", "kind": "quality", "classification": "effectiveness"},
             purpose=Text("Guards speed: shows whether callers think well of what was done.",
                          "时效指标的制衡：反映诉求人对办理的评价。"),
             definition=Text("Callers satisfied with the handling, of all callers who answered.",
                             "对办理情况表示满意的诉求人占回访有效答复人数的比例。"),
             formula=Text("Σ satisfied ÷ Σ answers × 100%", "Σ满意数÷Σ有效答复数×100%"),
             accuracy=SURVEY,
             limitations=Text("Depends on what callers ask for.", "受诉求类型影响。"),
             compensation=Text("Compared within a peer group, in a funnel.",
                               "在同类单位之间用漏斗图比较。"),
             misleading=Text("Counting callers who were not reached as satisfied.",
                             "把未接通的默认为满意。")),
    ),
)

USUAL = Text("Any department", "各部门通用")
GENERIC = Family(
    "generic",
    Text("Generic", "通用"),
    Text("Five cards that fit most departments: speed with its guard, what is left undone, what is"
         " wrong, and who is reached.",
         "适用于多数部门的五项指标：时效及其制衡指标、积压、差错、覆盖公平。"),
    (
        card("on-time", Text("Cases decided within the time limit", "法定时限内办结率"), USUAL, 0,
             SHARE | {"frequency": "month", "kind": "output", "classification": "efficiency"},
             purpose=Text("Shows whether people get an answer in time.",
                          "反映群众诉求是否按时得到答复。"),
             definition=Text("Cases decided within the statutory time limit, of all cases due.",
                             "在法定时限内作出决定的案件占应办结案件的比例。"),
             formula=Text("Cases decided in time ÷ cases due × 100%", "按时办结数÷应办结数×100%"),
             limitations=Text("Time on repairs of a file is not seen.", "未反映补正材料的时间。"),
             compensation=Text("Stopped clocks are counted and published.",
                               "统计并公布暂停计时的案件数。"),
             misleading=Text("Stopping the clock, or refusing quickly.",
                             "暂停计时，或快速不予受理。")),
        card("reopened", Text("Cases reopened within 30 days", "30日内重新办理率"), USUAL, 0,
             SHARE | {"direction": "lower", "frequency": "month", "kind": "quality",
                      "classification": "effectiveness"},
             purpose=Text("Guards speed: shows whether fast answers hold.",
                          "时效指标的制衡：反映快速答复是否管用。"),
             definition=Text("Cases closed and opened again within 30 days, of all cases closed.",
                             "办结后30日内重新开启的案件占办结案件的比例。"),
             formula=Text("Cases reopened ÷ cases closed × 100%", "重新办理数÷办结数×100%"),
             limitations=Text("A new number hides an old case.", "以新编号受理的旧案难以识别。"),
             compensation=Text("Cases are joined by person and matter.", "按申请人和事项归并。"),
             misleading=Text("Opening a new case instead of the old one.",
                             "另立新案而不重开旧案。")),
        card("backlog", Text("Cases older than the time limit", "超期未结案件占比"), USUAL, 0,
             SHARE | {"direction": "lower", "frequency": "month", "kind": "output",
                      "classification": "efficiency"},
             purpose=Text("Shows what lies undone behind the closed cases.",
                          "反映办结数字背后的积压。"),
             definition=Text("Open cases older than the limit, of all open cases on the last day.",
                             "期末未结案件中超过时限的案件占全部未结案件的比例。"),
             formula=Text("Open cases past the limit ÷ open cases × 100%",
                          "超期未结数÷全部未结数×100%"),
             limitations=Text("One day's picture.", "仅为期末时点情况。"),
             compensation=Text("The oldest ten cases are listed.", "列出最久的十件案件。"),
             misleading=Text("Closing old cases for the last day only.", "仅在期末突击结案。")),
        card("errors", Text("Decisions found wrong in a sample", "抽查差错率"), USUAL, 0,
             SHARE | {"direction": "lower", "frequency": "quarter", "kind": "quality",
                      "classification": "effectiveness"},
             purpose=Text("Guards volume: shows whether decisions are right.",
                          "数量指标的制衡：反映决定是否正确。"),
             definition=Text("Decisions with an error that matters, of the decisions sampled.",
                             "存在实质性差错的决定占抽查决定的比例。"),
             formula=Text("Decisions with an error ÷ decisions sampled × 100%",
                          "差错件数÷抽查件数×100%"),
             accuracy=Text("At least 61 files, so that 5% can be told from 10%.",
                           "每期不少于61件，以区分5%与10%的差异。"),
             limitations=Text("Depends on who checks.", "受检查人员尺度影响。"),
             compensation=Text("Two people check each file apart.", "每件由两人分别检查。"),
             misleading=Text("Choosing the files instead of drawing them.", "挑选而非随机抽取。")),
        card("reach", Text("Eligible people reached", "应享尽享覆盖率"), USUAL, 0,
             SHARE | {"frequency": "year", "kind": "outcome", "classification": "equity"},
             purpose=Text("Shows whether help reaches those entitled to it.",
                          "反映保障是否覆盖应享受的人群。"),
             definition=Text("People who receive the benefit, of those entitled to it.",
                             "实际享受待遇的人数占符合条件人数的比例。"),
             formula=Text("Recipients ÷ people entitled × 100%", "实际享受人数÷符合条件人数×100%"),
             limitations=Text("The number entitled is an estimate.", "符合条件人数为估计数。"),
             compensation=Text("Estimated anew from the census and tax data each year.",
                               "每年依据普查和税务数据重新估算。"),
             misleading=Text("A narrow estimate of who is entitled.", "压低符合条件人数的估计。"),
             disaggregation=Text("By district, sex, age band and disability.",
                                 "按区域、性别、年龄段、残疾状况分列。")),
    ),
)
# fmt: on

FAMILIES = (CHINA, UK, HOTLINE, GENERIC)
TEMPLATES = {each.code: each for family in FAMILIES for each in family.templates}
