"""Personal data is seen in what people write. docs/rectification.md, D14."""

import pytest

from feedback.personal import found_in, is_bank_card, is_id_number, kinds_in, masked

ID = "11010519491231002X"  # the example of GB 11643-1999
CARD = "6222 0212 3456 7894"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("请打13812345678联系我", ["phone"]),
        ("电话 138-1234-5678", ["phone"]),
        ("电话１３８１２３４５６７８", ["phone"]),
        ("电话幺三八一二三四五六七八", ["phone"]),
        ("+86 138 1234 5678", ["phone"]),
        ("010-62345678", ["phone"]),
        ("(0571) 87654321", ["phone"]),
        ("Call +44 20 7946 0958 please", ["phone"]),
        ("Ring 01632 960983", ["phone"]),
        (f"身份证{ID}", ["id_number"]),
        (f"身份证 {ID[:6]} {ID[6:14]} {ID[14:].lower()}。", ["id_number"]),
        (f"卡号{CARD}", ["bank_card"]),
        ("wang.li@example.com.cn", ["email"]),
        ("车牌京A·12345", ["plate"]),
        ("粤BD12345 停在门口", ["plate"]),
        ("Car AB12 CDE", ["plate"]),
        ("姓名：王小明", ["name"]),
        ("我叫李雷，办居住证", ["name"]),
        ("经办人：赵四", ["name"]),
        ("My name is Anna Smith", ["name"]),
        ("Mr. Brown was rude", ["name"]),
        ("微信号：wxid_12345", ["account"]),
        ("QQ 123456", ["account"]),
        ("家住和平路12号3栋", ["address"]),
        ("在5号楼2单元301室", ["address"]),
        (f"姓名：王小明，电话13812345678，{ID}", ["id_number", "phone", "name"]),
    ],
)
def test_is_found(text, kinds):
    assert kinds_in(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "", "排队两个小时，窗口只开了一个。", "I waited 45 minutes at counter 3 on 2027-03-02.",
        "办件编号 20270302000123", "No. 11010519491231002 is no such number",
        f"{ID[:-1]}1",  # a wrong check character
        "6222 0212 3456 7890",  # a wrong check digit
        "第12345条", "一二三四五六七", "Ms and Mr are on the form", "名字",
        "0000 0000 0000 0000", "请联系人工窗口", "They name: nothing",
    ],
)  # fmt: skip
def test_is_not_found(text):
    assert found_in(text) == ()


def test_what_is_found_is_covered_and_the_rest_stays():
    text = f"姓名：王小明，电话１３８１２３４５６７８，卡{CARD}。慢！"
    assert masked(text) == "■■■，电话■■■，卡■■■。慢！"


def test_check_characters():
    assert [is_id_number(ID), is_id_number(f"{ID[:-1]}0"), is_id_number("1" * 18)] == [
        True, False, False,
    ]  # fmt: skip
    assert [is_bank_card("6222021234567894"), is_bank_card("6222021234567895")] == [True, False]


def test_a_long_text_takes_no_time():
    assert kinds_in("1-" * 4000 + "a@" * 2000 + "姓名" * 2000) == ["name"]
