"""Cards that every department is measured by, and those of the city as a whole."""

# English and Chinese of one thing stay together.
# fmt: off
from perfmgmt.demo_city.cards.card import rate, reading, tally

CARDS = (
    rate("C-ONTIME", "Hotline requests answered on time", "12345诉求按时办结率",
         "12345 requests closed within the time limit", "在规定时限内办结的12345诉求工单",
         "all requests due in the month", "当月应办结的全部工单",
         run="96.2 1.0", spread="1.6", cases=900, aim="95 95 96.5", why="timely", source="hotline",
         limit="reopened"),
    rate("C-SATIS", "Callers satisfied with the answer", "12345诉求回访满意率",
         "callers who were satisfied when called back", "回访时表示满意的来电人",
         "all callers reached", "全部接通回访的来电人",
         run="86.5 1.4", spread="2.6", cases=520, aim="84 85 87", why="satisfied",
         source="hotline", limit="reached"),
    rate("C-BUDGET", "Budget spent against schedule", "预算执行进度率",
         "money spent since 1 January (10,000 yuan)", "本年累计支出（万元）",
         "money planned to be spent by then (10,000 yuan)", "序时进度应支出金额（万元）",
         run="97.5 4.6", spread="2.0", cases=16800, aim="92..105", tolerance="15",
         direction="range", frequency="quarter", why="money", source="budget", limit="plan"),
    reading("C-SURVEY", "Public evaluation of the department", "社会评议得分",
            "Average mark from 0 to 100 that residents give to the department.",
            "受访居民对部门工作评分的平均值，满分100分。",
            "Sum of marks ÷ number of residents interviewed", "评分合计÷受访居民人数",
            run="83.4 1.1 0.5", spread="2.2", unit="points", aim="83 84 85", baseline="75",
            frequency="year", why="satisfied", source="survey", limit="survey"),
    tally("C-PEOPLE", "Resident population", "常住人口",
          "residents at the end of the year", "年末常住人口",

          run="3184000 6000 12000", unit="people", direction="none",
          frequency="year", why="context", source="statistics", limit="sample"),
)
# fmt: on
