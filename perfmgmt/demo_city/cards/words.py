"""What definition cards share: why something is measured, where it comes from, what it hides."""

# fmt: off -- one entry per sentence keeps both languages side by side
from typing import NamedTuple


class Text(NamedTuple):
    """One thing said in both languages."""

    en: str
    zh: str


def both(text: Text) -> str:
    """For what has one column: both languages, or nothing."""
    return f"{text.en} · {text.zh}" if text.en else ""


WHY = {
    "timely": Text(
        "Shows whether people and firms get an answer in time.",
        "反映群众和企业的诉求是否及时得到回应。",
    ),
    "satisfied": Text(
        "Shows how those who were served judge the result.", "反映服务对象对办理结果的评价。"
    ),
    "ease": Text(
        "Shows how much of people's time a matter costs.", "反映群众和企业办事的时间成本。"
    ),
    "livelihood": Text(
        "Shows whether support reaches those entitled to it.", "反映保障政策是否落实到应保对象。"
    ),
    "learning": Text(
        "Shows whether schooling reaches every child with good quality.",
        "反映教育公共服务的覆盖面和质量。",
    ),
    "care": Text(
        "Shows whether residents get safe and timely care.", "反映群众看病就医的及时性和安全性。"
    ),
    "work": Text(
        "Shows whether people find work and are paid for it.", "反映就业和劳动者权益保障情况。"
    ),
    "safety": Text(
        "Shows whether dangers are removed before anybody is harmed.",
        "反映风险隐患是否在造成损害之前得到消除。",
    ),
    "rescue": Text(
        "Shows how quickly and how well help arrives.", "反映应急救援的响应速度和处置能力。"
    ),
    "travel": Text(
        "Shows whether people can rely on roads and public transport.",
        "反映群众出行是否便捷、可靠。",
    ),
    "nature": Text(
        "Shows the state of air, water and green space.", "反映空气、水体和绿地的质量状况。"
    ),
    "supply": Text(
        "Shows whether water and other networks work day and night.",
        "反映供排水等市政管网的运行保障水平。",
    ),
    "order": Text(
        "Shows whether public space is clean, orderly and in repair.",
        "反映市容环境和市政设施的管理水平。",
    ),
    "fair": Text(
        "Shows whether the market is fair and goods are safe.", "反映市场秩序和消费安全状况。"
    ),
    "lawful": Text(
        "Shows whether enforcement is regular, complete and lawful.", "反映行政执法是否规范、到位。"
    ),
    "money": Text(
        "Shows whether money is spent when and for what it was planned.",
        "反映财政资金是否按计划执行。",
    ),
    "context": Text("Describes demand; it is not judged.", "反映工作量和需求背景，不作评价。"),
}

SOURCE = {
    "hotline": Text("12345 hotline work orders", "12345热线工单系统"),
    "counter": Text("Queueing and case system of the service halls", "政务服务大厅叫号与办件系统"),
    "portal": Text("Integrated government services platform", "一体化政务服务平台"),
    "school": Text("School census and education platform", "教育管理信息平台"),
    "exam": Text("Examination administration system", "招生考试管理系统"),
    "hospital": Text("Hospital information platform", "全民健康信息平台"),
    "dispatch": Text("Emergency dispatch records", "急救调度指挥系统"),
    "labour": Text("Employment and social security system", "人社一体化信息平台"),
    "civil": Text("Civil affairs case system", "民政业务信息系统"),
    "building": Text("Construction supervision platform", "工程建设监管平台"),
    "housing": Text("Housing and property register", "住房保障与不动产交易系统"),
    "road": Text("Road asset and works register", "公路养护管理系统"),
    "gps": Text("Vehicle positioning records", "车辆卫星定位监控平台"),
    "ticket": Text("Fare collection system", "票务清分系统"),
    "monitor": Text("Automatic monitoring stations", "自动监测站"),
    "inspect": Text("Mobile inspection system", "移动执法（巡查）系统"),
    "water": Text("Water supply and drainage control system", "供排水调度系统"),
    "laboratory": Text("Accredited laboratory reports", "具备资质的检验检测报告"),
    "grid": Text("City management platform", "城市运行管理服务平台"),
    "market": Text("Market regulation platform", "市场监管业务系统"),
    "alarm": Text("Emergency command records", "应急指挥调度系统"),
    "budget": Text("Integrated budget management system", "预算管理一体化系统"),
    "survey": Text("Sampled telephone survey by a third party", "第三方电话抽样调查"),
    "statistics": Text("Statistical communiqué", "统计公报"),
    "ledger": Text("Unit's own ledger, checked every half-year", "单位工作台账（每半年核查一次）"),
}

LIMITS = {
    "reopened": Text(
        "Closed does not mean solved: orders that are opened again count twice.",
        "办结不等于解决；重复来电形成的工单会重复计数。",
    ),
    "reached": Text(
        "Only callers who could be reached are counted; about four in ten cannot.",
        "仅统计回访接通的来电人，约四成无法接通。",
    ),
    "self": Text(
        "Reported by the unit itself; compare with the public's view.",
        "由单位自行填报，应与公众评价对照使用。",
    ),
    "small": Text(
        "Few cases a month: one case moves the figure by several points.",
        "月度样本量较小，单个案例即可造成数个百分点的波动。",
    ),
    "weather": Text(
        "Depends on the weather; compare with the same month of other years.",
        "受气象条件影响较大，宜作同期比较。",
    ),
    "festival": Text(
        "The Spring Festival falls in January or February and shifts the figures.",
        "春节在1月或2月，对月度数据影响明显。",
    ),
    "clock": Text(
        "The clock starts when a case is complete; time spent on repairs of the file is not seen.",
        "自材料齐全之日起计时，未反映补正材料所用时间。",
    ),
    "mix": Text(
        "An average over easy and hard cases; a change of the mix changes the figure.",
        "为难易案件的平均值，案件结构变化会影响数值。",
    ),
    "detected": Text(
        "Counts what was found; more inspections find more.",
        "仅统计已发现的问题，检查力度加大时数值会上升。",
    ),
    "sample": Text(
        "Drawn by sample; the confidence interval is about ±2 percentage points.",
        "为抽样结果，置信区间约为±2个百分点。",
    ),
    "sensor": Text(
        "Gaps of a station are filled from its neighbours for up to 12 hours.",
        "站点缺测不超过12小时的，以邻近站点数据补足。",
    ),
    "register": Text(
        "Depends on timely entries; late entries change the last month.",
        "依赖及时登记，补录会使上月数据发生变化。",
    ),
    "terminus": Text(
        "Measured at the first stop only; delays on the way are not seen.",
        "仅统计首站发车，未反映途中延误。",
    ),
    "coverage": Text(
        "Says how many are reached, not how good the service is.", "反映覆盖面，不反映服务质量。"
    ),
    "share": Text(
        "Rises when the denominator shrinks; read both figures.",
        "分母减小时比例会上升，应同时查看分子和分母。",
    ),
    "plan": Text(
        "Measured against the plan of the year; a soft plan makes a good figure.",
        "以年度计划为基准，计划偏低时完成率会虚高。",
    ),
    "rare": Text(
        "Rare events: a year without one does not prove safety.",
        "属小概率事件，一年未发生不能证明安全。",
    ),
    "survey": Text(
        "Sample of 600 residents a department; ±4 points.", "每个部门抽样600名居民，误差约±4分。"
    ),
}
# fmt: on
