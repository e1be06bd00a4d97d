"""What people of Linhu write in the years of appraisal: each text in both languages."""

from perfmgmt.demo_city.cards import Text

TASK = Text("Key tasks of the year", "完成年度重点任务")
DUTIES = {  # by the aspect of the frame
    "integrity": (
        Text("Serves people without favour", "一视同仁服务群众"),
        Text("Puts the whole before the part", "顾全大局、团结协作"),
    ),
    "ability": (
        Text("Settles difficult cases alone", "独立办理疑难事项"),
        Text("Learns new tools and passes them on", "学习新工具并带动同事"),
    ),
    "diligence": (
        Text("On duty at peak times", "高峰时段在岗值守"),
        Text("Keeps to hours and deadlines", "遵守工作纪律和办理时限"),
    ),
    "results": (
        TASK,
        Text("Cases settled in the time promised", "承诺时限内办结事项"),
        Text("Complaints answered within five days", "五日内答复投诉"),
    ),
    "probity": (
        Text("Declares conflicts of interest", "如实报告利益冲突"),
        Text("Keeps to the rules on spending", "遵守经费使用规定"),
    ),
}
STANDARD = Text("Nothing open at the end of the year", "年底无未办结事项")
QUERY = Text(
    "The weight of the key tasks is too high for half a post.", "半岗承担，重点任务权重偏高。"
)
TALKS = (  # progress, obstacles
    (Text("Half of it is done; the new system is slow.", "已完成过半，新系统较慢。"),
     Text("Two colleagues are on loan", "两名同事借调在外")),
    (Text("On the way: three of five steps are finished.", "按计划推进，五步已完成三步。"), None),
    (Text("Cases pile up since the summer.", "夏季以来事项积压。"),
     Text("Forms still come on paper", "材料仍以纸质报送")),
    (Text("Ahead of the plan since June.", "六月以来进度超前。"), None),
)  # fmt: skip
AGREED = Text("List of open cases every Friday", "每周五报送未办结清单")
ANSWERS = (
    Text("Understood, I will report every week.", "明白，今后每周报告进展。"),
    Text("I need the second licence for that.", "为此需要增加一个账号权限。"),
)
NOTE = Text("Ask about the course in autumn.", "了解秋季培训安排。")
EVIDENCE = (
    Text("Trained ten colleagues on the new system.", "组织十名同事培训新系统。"),
    Text("Settled 32 complaints within five days.", "五日内办结投诉32件。"),
    Text("Stood in for the counter in the holidays.", "节假日顶岗窗口服务。"),
    Text("Found a mistake in the list of fees.", "发现并更正收费清单差错。"),
)
REVIEWED = Text("Seven of ten steps are finished.", "十步已完成七步。")
NEXT = Text("Finish the rest by November.", "十一月前完成其余事项。")
PROBLEM = Text("Behind the plan for four months.", "连续四个月落后于计划。")
PROOF = Text("Four of ten cases are settled.", "十件中办结四件。")
EXPLANATION = Text("Two posts were vacant.", "两个岗位空缺。")
REMEDY = Text("Both are filled; overtime until October.", "现已补齐，十月前加班完成。")
WARNING = Text("The backlog must be worked off by December.", "十二月前须完成积压事项。")
OWN = (
    Text("Targets kept; waiting times fell.", "完成目标，等候时间下降。"),
    Text("Most was reached; two cases are still open.", "大部分完成，两件仍在办理。"),
    Text("Reached with the help of the neighbouring unit.", "在兄弟单位支持下完成。"),
)
STRENGTHS = (
    Text("Careful with facts, quick to help.", "实事求是，乐于协助。"),
    Text("Keeps calm at the counter.", "窗口服务沉着耐心。"),
    Text("Plans ahead and tells others.", "计划周密，主动沟通。"),
)
IMPROVEMENTS = (
    Text("Answer letters sooner.", "进一步缩短回复时限。"),
    Text("Write down what was agreed.", "约定事项要有书面记录。"),
    Text("Hand over before holidays.", "休假前做好交接。"),
)
COMMENTS = (
    Text("As the evidence shows.", "如佐证材料所示。"),
    Text("Seen in the files of the year.", "依据全年台账。"),
)
PLACES_TAKEN = Text("The places of the quota were taken by higher scores.",
                    "优秀名额由得分更高者占用。")  # fmt: skip
NO_YEAR = Text("No figure of the whole year: by the evaluation of the superior.",
               "无年度数据，按上级评价确定。")  # fmt: skip
MINUTES = Text("All subjects were discussed; the quota was kept.", "逐人讨论，未超优秀比例。")
MET = Text("We looked at what helped and what stood in the way.", "共同分析了成绩与困难。")
HEARD = Text("I see it the same way.", "我同意上述分析。")
UNSIGNED = Text("On sick leave since the meeting", "面谈后病休")
AIM = Text("Fewer open cases at the end of each month.", "减少每月末未办结事项。")
COURSE = Text("Course on planning the work", "参加工作计划培训")
COACHED = Text("An hour with a senior colleague every week", "每周由资深同事辅导一小时")
OUTCOME = Text("Finished with a certificate.", "已结业并取得证书。")
GROUNDS = Text("Three months of flood relief were not counted.", "三个月防汛救灾工作未计入。")
DECISION = Text("The relief work is proved and counts.", "救灾工作属实，应予计入。")
BODY = Text("Review panel of the city", "市考核复核小组")
FOLLOWED = Text("As the rule says.", "按规定执行。")
REFUSED = Text("The person leaves the service in June.", "本人六月离职。")
ON_LEAVE = Text("On sick leave from March to November", "三月至十一月病假")
KIN = Text("A cousin of mine", "系本人表亲")
CONTENT = (
    DUTIES, STANDARD, QUERY, TALKS, AGREED, ANSWERS, NOTE, EVIDENCE, REVIEWED, NEXT, PROBLEM, PROOF,
    EXPLANATION, REMEDY, WARNING, OWN, STRENGTHS, IMPROVEMENTS, COMMENTS, PLACES_TAKEN, NO_YEAR,
    MINUTES, MET, HEARD, UNSIGNED, AIM, COURSE, COACHED, OUTCOME, GROUNDS, DECISION, BODY, FOLLOWED,
    REFUSED, ON_LEAVE, KIN,
)  # fmt: skip
