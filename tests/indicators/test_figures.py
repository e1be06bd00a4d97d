"""Figures: vectors from real tables first, then what must hold for every text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.figures import REFUSALS, Aim, Figure, FigureError, parse_aim, parse_figure

READ = [
    # text, unit, value
    ("57.96", "percent", "57.96"),
    ("0.0", "count", "0"),
    ("-0", "", "0"),
    ("+5", "", "5"),
    (".5", "", "0.5"),
    ("5.", "", "5"),
    ("007", "", "7"),
    ("  12  ", "", "12"),
    ("71%", "percent", "71"),
    ("71 %", "Percent of cases", "71"),
    ("71％", "%", "71"),
    ("71%", "百分比", "71"),
    ("71%", "", "71"),
    ("1,204", "count", "1204"),
    ("1，204", "count", "1204"),
    ("1 204", "count", "1204"),
    ("1\u00a0204", "count", "1204"),
    ("1\u202f204\u202f567", "count", "1204567"),
    ("1'204", "count", "1204"),
    ("1,204,567.89", "count", "1204567.89"),
    ("12,34,567", "INR", "1234567"),
    ("8,586,476", "count", "8586476"),
    ("１２０４．５", "", "1204.5"),
    ("−5.25", "", "-5.25"),
    ("(1,204)", "USD", "-1204"),
    ("'0012", "", "12"),
    ("'-5", "", "-5"),
    ("\ufeff12\u200b", "", "12"),
    ("$1,204.50", "USD", "1204.50"),
    ("-$5", "USD thousand", "-5"),
    ("$-5", "", "-5"),
    ("($5)", "", "-5"),
    ("US$5", "USD", "5"),
    ("USD 5", "USD", "5"),
    ("5 EUR", "€ million", "5"),
    ("¥1,204", "万元", "1204"),
    ("５，０００元", "CNY", "5000"),
    ("$5", "decade", "5"),
    ("1e5", "", "100000"),
    ("1.5E-3", "", "0.0015"),
    ("999999999999999", "", "999999999999999"),
    ("0.736854859097385", "ratio", "0.736854859097385"),
]


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_figure_with_one_meaning_is_read(text, unit, value):
    assert parse_figure(text, unit) == Figure(Decimal(value))


@pytest.mark.parametrize("text", ["", "   ", "NA", "n/a", "N/A", "-", "–", "—", "'", "\u3000"])
def test_figure_blank_means_nothing_was_reported(text):
    assert parse_figure(text).is_blank


@pytest.mark.parametrize("text", ["no cases", "No cases ", "无业务发生", "无业务", "no_activity"])
def test_figure_says_that_there_was_nothing_to_count(text):
    figure = parse_figure(text)
    assert (figure.reason, figure.text, figure.value) == ("no_activity", "", None)
    assert not figure.is_blank


@pytest.mark.parametrize("text", ["Yes", "on track", "已完成", "No Data", "TRUE", "Sep-26", "( )"])
def test_figure_of_words_is_kept_as_written(text):
    assert parse_figure(text) == Figure(text=text)


@pytest.mark.parametrize("text", ["5 days", "5万", "3 of 5 done", "1.2 million"])
def test_figure_of_words_that_starts_with_a_number_is_noticed(text):
    assert parse_figure(text) == Figure(text=text, notices=("number_in_text",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.0224719101123595", "0.02247191011236"),  # a value of Boston's, from a spreadsheet
        ("0.0000000000000005", "0.000000000000001"),
        ("-0.0000000000000005", "-0.000000000000001"),
        ("0.0000000000000004", "0"),
        ("1e-20", "0"),
    ],
)
def test_figure_beyond_15_decimals_is_rounded_half_up_and_noticed(text, value):
    assert parse_figure(text) == Figure(Decimal(value), notices=("rounded",))


def test_figure_with_zeros_beyond_15_decimals_is_exact():
    assert parse_figure("0.5000000000000000000") == Figure(Decimal("0.5"))


REFUSED = [
    # text, unit, code, what the message offers
    ("1,23", "", "comma", "Write 1.23"),
    ("0,123", "", "comma", "Write 0.123"),
    ("1.234,5", "", "comma", "Write 1234.5"),
    ("1,2345", "", "comma", "Write 1.2345"),
    ("1.234.567", "", "points", "Write 1234567"),
    ("1 20 4", "", "groups", "without separators"),
    ("1,204,56", "", "groups", "without separators"),
    ("012,345", "", "comma", "Write 012.345"),
    ("1,204 567", "", "groups", "without separators"),
    ("12:30", "", "time", "12.5"),
    ("1:02:03", "", "time", "1.0333"),
    ("NaN", "", "not_finite", "blank"),
    ("Infinity", "", "not_finite", "blank"),
    ("-inf", "", "not_finite", "blank"),
    ("#DIV/0!", "", "spreadsheet_error", "Repair"),
    ("#N/A", "", "spreadsheet_error", "blank"),
    ("1e308", "", "too_large", "larger unit"),
    ("1e999999999", "", "too_large", "larger unit"),
    ("1000000000000000", "", "too_large", "larger unit"),
    ("999999999999999.9999999999999999", "", "too_large", "larger unit"),
    ("<5", "", "bound", "blank"),
    ("≥ 90%", "percent", "bound", "blank"),
    ("5-", "", "sign", "in front"),
    ("--5", "", "sign", "in front"),
    ("(-5)", "", "sign", "in front"),
    ("71%", "ratio", "percent_of_ratio", "ratio"),
    ("71%", "count", "percent_of_ratio", "count"),
    ("5‰", "rate", "per_mille", "without ‰"),
    ("$5", "EUR", "money", "EUR"),
    ("$5", "percent", "money", "percent"),
    ("3/5", "", "unclear", "1204.5"),
    ("2026-05-16", "", "unclear", "1204.5"),
    ("1_000", "", "unclear", "1204.5"),
    ("10²", "", "unclear", "1204.5"),
    ("٣", "", "unclear", "1204.5"),
    ("x" * 301, "", "too_long", "300"),
]


@pytest.mark.parametrize(("text", "unit", "code", "offer"), REFUSED)
def test_figure_with_two_meanings_is_refused_with_the_way_out(text, unit, code, offer):
    with pytest.raises(FigureError) as caught:
        parse_figure(text, unit)
    assert caught.value.code == code
    assert offer in str(caught.value)


AIMS = [
    ("", "higher", Aim()),
    ("N/A", "range", Aim()),
    ("90%", "higher", Aim(Decimal(90))),
    ("0", "lower", Aim(Decimal(0))),
    ("45..55", "range", Aim(low=Decimal(45), high=Decimal(55))),
    ("45 .. 55", "range", Aim(low=Decimal(45), high=Decimal(55))),
    ("-5..5", "range", Aim(low=Decimal(-5), high=Decimal(5))),
    ("1,000..2,000", "range", Aim(low=Decimal(1000), high=Decimal(2000))),
    ("0.5..0.7", "range", Aim(low=Decimal("0.5"), high=Decimal("0.7"))),
    ("45%..55%", "range", Aim(low=Decimal(45), high=Decimal(55))),
    ("45..45", "range", Aim(low=Decimal(45), high=Decimal(45))),
]


@pytest.mark.parametrize(("text", "direction", "aim"), AIMS)
def test_aim_is_read(text, direction, aim):
    assert parse_aim(text, "percent", direction) == aim


@pytest.mark.parametrize(
    ("text", "direction", "code"),
    [
        ("Yes", "exact", "target_text"),
        ("50", "range", "range_needed"),
        ("45-55", "range", "range_needed"),
        ("45..55", "higher", "range_here"),
        ("55..45", "range", "range_order"),
        ("45..", "range", "range_shape"),
        ("45...55", "range", "range_shape"),
        ("..55", "range", "range_shape"),
        ("1..2..3", "range", "range_shape"),
        ("low..high", "range", "range_shape"),
        ("1,2..3,4", "range", "comma"),
    ],
)
def test_aim_is_refused(text, direction, code):
    with pytest.raises(FigureError) as caught:
        parse_aim(text, "", direction)
    assert caught.value.code == code
    assert "{" not in str(caught.value)


exact = st.decimals(
    min_value=-(10**15) + 1, max_value=10**15 - 1, places=15, allow_nan=False, allow_infinity=False
)


@given(exact)
def test_figure_of_any_exact_number_is_that_number(value):
    assert parse_figure(format(value, "f")).value == value


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 99))
def test_figure_means_the_same_however_it_is_written(whole, cents):
    plain = Decimal(f"{whole}.{cents:02d}")
    sign, number = ("-" if whole < 0 else ""), abs(plain)
    full_width = f"{number:.2f}".translate({code: code + 0xFEE0 for code in range(0x2E, 0x3A)})
    spellings = [
        f"{plain:,}",
        f"{plain:,}".replace(",", " "),
        f"{plain:,}".replace(",", "，"),
        f"{sign}${number:,}",
        f"{plain}%",
        f"{sign.replace('-', '−')}{full_width}",
        f"({number})" if sign else f"'{number}",
    ]
    assert [parse_figure(text).value for text in spellings] == [plain] * len(spellings)


@given(st.text(max_size=80), st.sampled_from(["", "percent", "ratio", "USD"]))
def test_figure_of_any_text_is_bounded_or_refused(text, unit):
    try:
        figure = parse_figure(text, unit)
    except FigureError as error:
        refused = error.code
    else:
        refused = None
        assert figure.value is None or abs(figure.value) < 10**15
        assert figure.value is None or figure.value.as_tuple().exponent >= -15
        assert figure.value is None or not figure.text
    assert refused is None or refused in REFUSALS


@pytest.mark.parametrize("piece", ["1 ", "1,", "1.", "(", "1'", "$", "1:", "<"])
def test_figure_of_a_very_long_text_is_refused_at_once(piece):
    with pytest.raises(FigureError):
        parse_figure(piece * 50_000 + "1")
