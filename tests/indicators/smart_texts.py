"""Sixty KPI texts as municipalities write them: thirty sound, thirty with one known fault each.

Of each half, fifteen are English and fifteen Chinese. A faulty one names the rule that must see
its fault; everything else about it is in order.
"""

# One KPI a paragraph keeps its parts together.
# fmt: off
from dataclasses import dataclass, field
from decimal import Decimal

PERCENT = {"unit": "%", "per": 100}


@dataclass(frozen=True)
class Labelled:
    name: str
    definition: str
    formula: str
    source: str
    purpose: str
    more: dict = field(default_factory=dict)  # unit, direction, guard …
    aim: dict = field(default_factory=dict)  # figures of a target, and its links
    history: tuple = ()
    fault: str = ""  # the rule that must see it; blank: nothing must be found


def kpi(name, definition, formula, source, purpose, **rest):
    aim = {key: rest.pop(key) for key in ("value", "low", "high", "baseline", "links")
           if key in rest}
    figures = {key: Decimal(value) for key, value in aim.items() if key != "links"}
    links = aim.get("links", {})
    history = tuple(map(Decimal, rest.pop("history", "").split()))
    fault = rest.pop("fault", "")
    return Labelled(name, definition, formula, source, purpose, rest, figures | links, history,
                    fault)


GOOD_EN = [
    kpi("Permits decided within 10 working days",
        "Building permits decided within 10 working days of a complete file.",
        "Permits decided within 10 working days ÷ all permits decided × 100%",
        "Permit system", "Shows whether builders get an answer in time.", **PERCENT,
        guard=True, value="90", baseline="71", history="68 70 71 72"),
    kpi("Average response time to priority 1 fire calls",
        "Minutes from the call to the arrival of the first engine, priority 1 calls only.",
        "Sum of response minutes ÷ number of priority 1 calls", "Dispatch records",
        "Shows how quickly help arrives.", unit="minutes", direction="lower", guard=True,
        value="6.5", baseline="7.4", history="7.6 7.5 7.4"),
    kpi("Potholes repaired within 48 hours",
        "Share of reported potholes that were closed within 48 hours of the report.",
        "Potholes closed within 48 hours ÷ potholes reported × 100%", "Road asset register",
        "Shows whether roads are kept safe.", **PERCENT, guard=True, value="85",
        baseline="79"),
    kpi("Parks and playgrounds inspected at least once a month",
        "Parks and playgrounds with a recorded inspection in the calendar month.",
        "Sites inspected in the month ÷ all sites in the register × 100%", "Inspection app",
        "Shows whether dangers are found before anybody is hurt.", **PERCENT, value="97",
        baseline="91"),
    kpi("Cost per library visit",
        "Running cost of all branches for each visit counted at the door.",
        "Running cost of the quarter ÷ visits of the quarter", "Ledger; door counters",
        "Shows what a visit costs the city.", unit="CNY", direction="lower", frequency="quarter"),
    kpi("Recycling rate of household waste",
        "Tonnes of household waste recycled or composted, as a share of all collected.",
        "Tonnes recycled or composted ÷ tonnes collected × 100%", "Weighbridge records",
        "Shows how much waste stays out of landfill.", **PERCENT, value="42", baseline="38",
        history="36.5 37.2 38.0"),
    kpi("Children fully vaccinated by their second birthday",
        "Children resident in the city with all doses of the schedule before they turn two.",
        "Children fully vaccinated ÷ children who turned two in the year × 100%",
        "Immunisation register", "Shows whether children are protected.", **PERCENT,
        frequency="year", value="95", baseline="92.4"),
    kpi("Water lost from the network",
        "Water that enters the network and is not billed, as a share of what enters.",
        "(Volume supplied − volume billed) ÷ volume supplied × 100%", "Zone meters; billing system",
        "Shows the state of pipes and meters.", **PERCENT, direction="lower", value="11",
        baseline="13.8", history="15.1 14.4 13.8"),
    kpi("Housing benefit cases decided correctly the first time",
        "Decisions that a monthly sample of 100 files finds without an error in amount or date.",
        "Files without an error ÷ files in the sample × 100%", "Quality control sample",
        "Shows whether people get the right amount.", **PERCENT),
    kpi("Bus departures on time at the first stop",
        "Departures no more than 1 minute early and 5 minutes late at the first stop.",
        "Departures on time ÷ departures scheduled × 100%", "Vehicle positioning records",
        "Shows whether passengers can rely on the bus.", **PERCENT, guard=True, value="92",
        baseline="88.5"),
    kpi("Serious injuries on city roads",
        "People seriously injured in collisions on roads that the city maintains.",
        "Count of people", "Police collision reports", "Shows whether roads are safe.",
        unit="people", direction="lower", frequency="quarter", value="40", baseline="52"),
    kpi("Young jobseekers in work six months after the programme",
        "Participants aged 16 to 24 in paid work of 16 hours a week, 6 months after they left.",
        "Leavers in work after 6 months ÷ all leavers × 100%", "Tax authority match",
        "Shows whether the programme leads to work.", **PERCENT, frequency="half"),
    kpi("Complaints upheld by the ombudsman per 10,000 cases",
        "Decisions of the ombudsman against the city, for each 10,000 cases handled.",
        "Complaints upheld ÷ cases handled × 10,000", "Ombudsman's annual letter",
        "Shows how often people were treated wrongly.", unit="per 10,000", per=10000,
        direction="lower", frequency="year"),
    kpi("Tax returns filed online",
        "Local tax returns received through the portal, of all returns received in the month.",
        "Returns filed online ÷ returns received × 100%", "Tax administration system",
        "Shows how far people use the cheaper channel.", **PERCENT, value="78", baseline="70"),
    kpi("Budget of the road programme spent against plan",
        "Payments since 1 January as a share of what the plan foresees until that day.",
        "Payments since 1 January ÷ payments planned × 100%", "Budget system",
        "Shows whether money is spent when it was planned.", **PERCENT, direction="range",
        low="95", high="105", frequency="quarter"),
]

GOOD_ZH = [
    kpi("12345热线诉求按时办结率",
        "在规定的5个工作日时限内办结的诉求工单占当月应办结工单的比例。",
        "按时办结工单数÷应办结工单数×100%", "12345热线工单系统", "反映诉求是否在时限内得到回应。",
        **PERCENT, guard=True, value="96", baseline="93.5", history="92 93 93.5"),
    kpi("政务服务事项平均办理时长", "自材料齐全至出具办理结果的平均工作日数。",
        "办理工作日合计÷办结件数", "一体化政务服务平台", "反映企业和群众办事的时间成本。",
        unit="工作日", direction="lower", guard=True, value="4", baseline="5.2"),
    kpi("生活垃圾回收利用率", "回收利用的生活垃圾量占生活垃圾清运总量的比例。",
        "回收利用量÷清运总量×100%", "计量站称重记录", "反映垃圾减量和资源化水平。",
        **PERCENT, value="38", baseline="35", history="33.1 34.2 35.0"),
    kpi("空气质量优良天数比例", "空气质量指数不高于100的天数占有效监测天数的比例。",
        "优良天数÷有效监测天数×100%", "自动监测站", "反映空气质量状况。", **PERCENT, value="85",
        baseline="80.3"),
    kpi("义务教育阶段学生体质达标率",
        "按国家学生体质健康标准测试达到合格及以上的学生占参测学生的比例。",
        "合格及以上学生数÷参测学生数×100%", "学生体质健康测试数据库", "反映学生健康水平。",
        **PERCENT, frequency="year"),
    kpi("每千名老年人养老床位数", "每千名60周岁及以上户籍老年人拥有的养老床位数。",
        "养老床位数÷60周岁及以上户籍人口×1000", "民政业务信息系统", "反映养老服务供给水平。",
        unit="张", per=1000, frequency="year", value="45", baseline="41"),
    kpi("城市道路病害48小时修复率", "自发现起48小时内完成修复的道路病害占应修复病害的比例。",
        "48小时内修复处数÷应修复处数×100%", "公路养护管理系统", "反映道路养护的响应速度。",
        **PERCENT, guard=True, value="93", baseline="89"),
    kpi("急救平均反应时间", "自接到呼救电话至救护车到达现场的平均分钟数。",
        "反应时间合计÷出车次数", "急救调度指挥系统", "反映院前急救的响应能力。", unit="分钟",
        direction="lower", guard=True, value="11", baseline="12.3", history="12.9 12.6 12.3"),
    kpi("食品抽检不合格率", "监督抽检中不合格批次占抽检总批次的比例。",
        "不合格批次÷抽检总批次×100%", "市场监管业务系统", "反映食品安全状况。", **PERCENT,
        direction="lower", frequency="quarter", value="1.5", baseline="2.1"),
    kpi("就业困难人员再就业人数", "报告期内登记为就业困难人员并签订1年以上劳动合同的人数。",
        "逐人累计", "人社一体化信息平台", "反映就业援助的实际结果。", unit="人", guard=True,
        frequency="quarter"),
    kpi("供水管网漏损率", "供水总量中未计量收费的水量占供水总量的比例。",
        "（供水总量－注册用户用水量）÷供水总量×100%", "供排水调度系统", "反映管网运行状况。",
        **PERCENT, direction="lower", value="9", baseline="10.4"),
    kpi("政府采购合同按期支付率", "在合同约定付款日前完成支付的合同款占应支付合同款的比例。",
        "按期支付金额÷应支付金额×100%", "预算管理一体化系统", "反映政府履约情况。", **PERCENT,
        guard=True),
    kpi("社会救助对象准确率", "抽查的在保对象中符合保障条件的户数占抽查户数的比例。",
        "符合条件户数÷抽查户数×100%", "民政部门季度抽查记录", "反映救助是否给到应保之人。",
        **PERCENT, frequency="quarter"),
    kpi("部门预算执行进度率", "本年累计支出占序时进度应支出金额的比例。",
        "本年累计支出÷序时进度应支出金额×100%", "预算管理一体化系统", "反映资金是否按计划使用。",
        **PERCENT, direction="range", low="92", high="105", frequency="quarter"),
    kpi("亿元地区生产总值生产安全事故死亡人数", "每亿元地区生产总值对应的生产安全事故死亡人数。",
        "事故死亡人数÷地区生产总值（亿元）", "应急指挥调度系统；统计公报", "反映安全生产水平。",
        unit="人/亿元", direction="lower", frequency="year"),
]

BAD_EN = [
    kpi("Improve street lighting", "Street lighting in all districts.", "Count of lamps",
        "Works department", "Streets should be bright.", unit="count", guard=True,
        fault="vague_verb"),
    kpi("Strengthen inter-agency coordination", "Coordination between the agencies.",
        "Count of meetings", "Minutes", "Agencies should work together.", unit="count",
        guard=True, fault="vague_verb"),
    kpi("Number of inspections and share of violations resolved",
        "Inspections made, and violations that were resolved.",
        "Inspections; violations resolved ÷ violations found × 100%", "Inspection app",
        "Shows enforcement.", **PERCENT, fault="several_things"),
    kpi("Complaints answered", "Complaints answered in the month, of all received.",
        "Complaints answered ÷ complaints received", "Case system", "Shows care.",
        unit="", fault="no_unit"),
    kpi("Share of staff trained in data protection", "Staff with a valid certificate.",
        "Staff with certificate ÷ all staff × 100%", "", "Shows readiness.", **PERCENT,
        fault="no_source"),
    kpi("Recidivism rate", "People who offend again within two years of release.", "",
        "Court register", "Shows whether rehabilitation works.", **PERCENT, direction="lower",
        fault="no_formula"),
    kpi("Permit approval rate", "Permits approved in the month.", "Count of permits approved",
        "Permit system", "Shows throughput.", **PERCENT, fault="no_denominator"),
    kpi("Satisfaction of museum visitors",
        "Visitors who marked 4 or 5 of 5 in the exit survey, of all who answered.",
        "Answers of 4 or 5 ÷ all answers × 100%", "Exit survey", "Shows quality.", **PERCENT,
        value="104", fault="over_ceiling"),
    kpi("Graffiti removed within 3 days", "Reports closed within 3 days, of all reports.",
        "Reports closed within 3 days ÷ reports × 100%", "Field app", "Shows cleanliness.",
        **PERCENT, value="80", baseline="78", history="88 91 90", fault="easier_than_past"),
    kpi("Homes built with public support", "Homes completed in the year.", "Count of homes",
        "Housing register", "Shows supply.", unit="count", guard=True, frequency="year",
        value="5000", baseline="410", history="380 402 410", fault="never_reached"),
    kpi("Trees planted along streets", "Trees planted in the season.", "Count of trees",
        "Tree register", "Shows greening.", unit="count", frequency="year",
        fault="no_guard"),
    kpi("Average days to answer a freedom of information request",
        "Calendar days from receipt to answer.", "Sum of days ÷ requests answered",
        "Request log", "Shows openness.", unit="days", direction="lower", fault="no_guard"),
    kpi("Library books borrowed per resident", "Loans of the year for each resident.",
        "Loans ÷ residents", "Library system", "Shows use.", unit="items", frequency="",
        fault="no_frequency"),
    kpi("Achieve 95% on-time refuse collection", "Collections made on the planned day.",
        "Collections on the day ÷ collections planned × 100%", "Vehicle records",
        "Shows reliability.", **PERCENT, fault="target_in_name"),
    kpi("Emergency repairs completed promptly",
        "Repairs completed promptly after the report, of all emergency repairs.",
        "Repairs completed promptly ÷ emergency repairs × 100%", "Works orders",
        "Shows responsiveness.", **PERCENT, fault="vague_time"),
]

BAD_ZH = [
    kpi("进一步加强队伍建设", "加强干部队伍建设。", "逐项累计", "工作台账", "提高队伍素质。",
        unit="项", guard=True, fault="vague_verb"),
    kpi("积极推进营商环境优化", "推进各项优化营商环境措施落实。", "逐项累计", "工作台账",
        "改善营商环境。", unit="项", guard=True, fault="vague_verb"),
    kpi("服务水平", "窗口服务水平。", "综合评定", "综合科", "反映服务水平。", unit="points",
        fault="vague_object"),
    kpi("信访事项办结率和群众满意率", "办结的信访事项占比，以及群众满意占比。",
        "办结件数÷应办件数×100%；满意件数÷回访件数×100%", "信访信息系统", "反映信访工作情况。",
        **PERCENT, fault="several_things"),
    kpi("矛盾纠纷调解成功率", "调解成功的纠纷占受理纠纷的比例。", "调解成功件数÷受理件数×100%",
        "调解信息系统", "反映基层治理成效。", unit="", fault="no_unit"),
    kpi("城镇新增就业人数", "报告期内城镇新增就业的人数。", "逐人累计", "", "反映就业形势。",
        unit="人", guard=True, frequency="quarter", fault="no_source"),
    kpi("污水集中处理率", "经污水处理厂处理的污水情况。", "", "排水处", "反映水环境治理。",
        **PERCENT, fault="no_formula"),
    kpi("燃气用户安检覆盖率", "完成入户安检的燃气用户情况。", "完成入户安检户数", "燃气公司系统",
        "反映燃气安全。", **PERCENT, fault="no_denominator"),
    kpi("公厕达标率", "抽查达标公厕占抽查公厕的比例。", "达标座数÷抽查座数×100%", "市容巡查系统",
        "反映公厕管理水平。", **PERCENT, value="110", fault="over_ceiling"),
    kpi("企业开办平均时间", "自提交申请至领取执照的平均小时数。", "办理小时合计÷新设企业数",
        "企业开办平台", "反映办事便利度。", unit="小时", direction="lower", guard=True,
        value="10", baseline="9", history="8 7.5 7", fault="easier_than_past"),
    kpi("森林覆盖率", "森林面积占土地总面积的比例。", "森林面积÷土地总面积×100%", "林业调查",
        "反映生态状况。", **PERCENT, frequency="year", value="60", baseline="24",
        history="23.6 23.8 24.0", fault="never_reached"),
    kpi("执法检查次数", "报告期内开展执法检查的次数。", "逐次累计", "移动执法系统",
        "反映执法力度。", unit="次", fault="no_guard"),
    kpi("居民医保参保率", "参加居民医保的人数占应参保人数的比例。", "参保人数÷应参保人数×100%",
        "医保信息平台", "反映保障覆盖面。", **PERCENT, frequency="", fault="no_frequency"),
    kpi("确保群众满意率达到98%以上", "回访满意的来电人占接通回访来电人的比例。",
        "满意人数÷接通人数×100%", "12345热线工单系统", "反映群众满意程度。", **PERCENT,
        fault="target_in_name"),
    kpi("突发事件及时处置率", "及时处置的突发事件占全部突发事件的比例。",
        "及时处置件数÷突发事件总件数×100%", "应急指挥调度系统", "反映应急处置能力。", **PERCENT,
        fault="vague_time"),
]
# fmt: on

GOOD = [*GOOD_EN, *GOOD_ZH]
BAD = [*BAD_EN, *BAD_ZH]
