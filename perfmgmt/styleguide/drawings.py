"""Drawings of the living page: made-up figures with the stories real ones have."""

from decimal import Decimal

from perfmgmt.styleguide.language import say
from reports.drawing import Bullet, Event, Point, Step, Strip, Trend, Waterfall
from reports.wording import trend_figure, words

PERMITS = [
    "75.5",
    "72.6",
    "76.3",
    "71.6",
    "74.8",
    "72.8",
    "78.1",
    "73.5",
    "75.3",
    "69.9",
    "74.2",
    "73.0",
    "76.3",
    "72.7",
    "75.3",
    "72.9",
    "75.6",
    "72.8",
    "73.2",
    "70.6",
    "72.5",
    "69.9",
    "72.1",
    "71.0",
]
DISSATISFIED = [
    "5.6",
    "6.2",
    "5.5",
    "6.0",
    "5.5",
    "6.3",
    "6.2",
    "5.4",
    "6.6",
    "5.4",
    "5.3",
    "5.4",
    "6.4",
    "4.9",
    "5.6",
    "5.6",
    "5.6",
    "5.5",
    "4.3",
    "6.2",
    "6.0",
    "5.6",
    "4.8",
    "9.4",
]
REPAIRS = [
    "93.1",
    "95.4",
    "91.0",
    "93.3",
    "93.8",
    "91.2",
    "91.7",
    "94.3",
    "92.3",
    "92.5",
    "90.5",
    "92.9",
    "92.5",
    "92.6",
    "91.1",
    "90.1",
    "92.4",
    "91.6",
    "95.2",
    "92.0",
    "91.5",
    "91.5",
    "92.1",
]
FIRST_YEAR = 2024
RISE = 17  # the month the paperless share jumps
MONTHS = [
    f"{FIRST_YEAR + (9 + n) // 12}-{(9 + n) % 12 + 1:02}" for n in range(len(PERMITS))
]  # October 2024 to September 2026


def series(values: list[str], signals: dict[int, str]) -> list[Point]:
    """Points by month; `signals` by position from the newest (-1)."""
    count = len(MONTHS)
    known = [Decimal(value) for value in values] + [None] * (count - len(values))
    return [
        Point(label, value, signal=signals.get(index - count, "normal"))
        for index, (label, value) in enumerate(zip(MONTHS, known, strict=True))
    ]


def permits() -> Strip:
    signals = dict.fromkeys(range(-7, 0), "concern")
    return Strip(
        series(PERMITS, signals), Decimal(74), Decimal(64), Decimal(83), target=Decimal(90)
    )


def dissatisfied() -> Strip:
    points = series(DISSATISFIED, {-1: "concern"})
    return Strip(points, Decimal("5.7"), Decimal("4.6"), Decimal("7.4"), target=Decimal("5.0"))


def repairs() -> Strip:
    return Strip(
        series(REPAIRS, {}), Decimal("92.4"), Decimal("87.3"), Decimal("97.5"), Decimal(92)
    )


def paperless() -> Strip:
    values = [str(Decimal(77) + Decimal(n % 5) / 2 + (5 if n >= RISE else 0)) for n in range(24)]
    return Strip(
        series(values, dict.fromkeys(range(-7, 0), "improve")),
        Decimal(78),
        Decimal(74),
        Decimal(82),
        Decimal(80),
    )


def small() -> dict[str, object]:
    bands = [Decimal(60), Decimal(80)]
    bullets = [
        (say("Permits decided within 10 days", "许可10日内办结率"), 71, 90, False, "≥ 90%"),
        (say("Appeals decided within 20 days", "复议20日内办结率"), 96, 95, False, "≥ 95%"),
        (say("Days to decide a residence permit", "居住证办理天数"), 62, 70, True, "≤ 70%"),
    ]
    return {
        "bullets": [
            {
                "name": name,
                "bullet": Bullet(Decimal(value), Decimal(goal), bands, lower_is_better=lower),
                "value": value,
                "unit": "%",
                "target": f"{say('target', '目标值')} {aim}",
            }
            for name, value, goal, lower, aim in bullets
        ],
        "spark": [Decimal(v) for v in PERMITS[-12:]],
        "share": Decimal(62),
        "hundred": Decimal(100),
    }


def figures() -> dict[str, object]:
    return {"figure": monthly_figure(), "yearly": yearly_figure(), "fall": waterfall()}


def monthly_figure() -> object:
    signals = dict.fromkeys(range(-7, 0), "concern")
    trend = Trend(
        series(PERMITS, signals),
        unit="%",
        decimals=0,
        mean=Decimal(74),
        low=Decimal(64),
        high=Decimal(83),
        target=Decimal(90),
        events=[Event("2026-03", say("2 staff moved", "调走两名审核员"))],
    )
    return trend_figure(
        trend,
        id="permits",
        name=say("Permits decided within 10 days", "许可10日内办结率"),
        title=say(
            "Something changed in March: seven months in a row below average",
            "3月起出现变化：连续7个月低于均值",
        ),
        sentence=say(
            "September 71%, average 74%, limits 64–83%. The target will not be met unless the "
            "process changes.",
            "9月71%，均值74%，预期范围64%～83%。不改变办理流程，难以达到目标值。",
        ),
        source=say(
            "Source: permit system. 24 of 24 months. Limits from the first 12.",
            "来源：许可系统。24个月数据齐全，预期范围按前12个月计算。",
        ),
        files=[{"label": "CSV", "url": "#permits"}, {"label": "JSON", "url": "#permits"}],
    )


def yearly_figure() -> object:
    yearly = Trend(
        [
            Point(year, Decimal(value) if value else None, target=Decimal(target))
            for year, value, target in [
                ("FY2019", "8.9", "8"),
                ("FY2020", "8.1", "8"),
                ("FY2021", "", "7.5"),
                ("FY2022", "7.2", "7.5"),
                ("FY2023", "6.2", "7"),
            ]
        ],
        unit=say("days", "天"),
        decimals=1,
    )
    return trend_figure(
        yearly,
        id="yearly",
        name=say("Median days to decide a residence permit", "居住证办理天数中位数"),
        title=say("Two years in a row under the target", "连续两年优于目标值"),
        sentence=say(
            "6.2 days in FY2023, target at most 7. No value was reported for FY2021.",
            "2023财年为6.2天，目标值不超过7天。2021财年未报数据。",
        ),
        level=3,
    )


def waterfall() -> Waterfall:
    d = Decimal
    return Waterfall(
        [
            Step(
                say("Permits within 10 days", "许可10日内办结率"),
                d("31.56"),
                d(40),
                d("78.90"),
                note=say("71 of 90", "71，目标值90"),
                url="#why",
            ),
            Step(
                say("Dissatisfied share", "公众差评率"),
                d("15.96"),
                d(30),
                d("53.19"),
                note=say("9.4, at most 5.0", "9.4，目标值不超过5.0"),
                url="#why",
            ),
            Step(say("Digital files project", "电子档案项目"), d("30.00"), d(30), d("100.00")),
            Step(say("Adjustment: late report", "扣分：逾期报送"), d("-1.50")),
        ],
        final=say("Score", "得分"),
        other=words().other,
    )
