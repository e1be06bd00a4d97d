"""Pages that everybody may read. docs/published-ratings.md, Q7 to Q11."""

import re

import pytest
from django.test import Client

from feedback import services
from feedback.models import PublishedCount, Stream
from tests.feedback.public import counter, rated, service
from tests.feedback.telling import excluded, told

SPREAD = [((5,), 60), ((4,), 20), ((3,), 20), ((2, 1), 20)]
SIDES = [((5, 4, 3), 90), ((2, 1), 10 + 5)]


@pytest.fixture
def permits(world):
    return service(world)


def page(path, language="en"):
    answer = Client().get(f"/{language}/public/{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    text = answer.content.decode()
    assert "<script" not in text
    assert " style=" not in text
    return text


def said(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def facts(text):
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)(?: <small>.*?)?</dd>", text)
    return dict(found)


def rows(text):
    lines = re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", text, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in lines]


def test_service_with_all_that_is_told(permits):
    told(permits, 120, SPREAD, offered=300, cases=400)
    excluded(permits, 15)
    text = page("services/permits/")
    assert facts(text) == {
        "Ratings": "120", "Receipts offered": "300", "Closed cases": "400",
        "Response rate": "40%", "Positive": "83%", "Likely range": "76–89%",
        "Satisfaction": "71–75",
    }  # fmt: skip
    assert rows(text) == [
        "Very satisfied 60 50%", "Satisfied 20 17%", "Fairly satisfied 20 17%",
        "Dissatisfied, Very dissatisfied 20 17%", "2027-01 120 83% 76–89%",
    ]  # fmt: skip
    assert "forged or bought – 15" in said(text)


def test_few_ratings_are_no_zero(world, permits):
    rated(counter(world, of=permits), [5] * 12)
    text = said(page("services/permits/"))
    assert "Not enough ratings yet (fewer than 13)" in text
    assert not re.search(r"Ratings 0\b|0%", text)
    assert "暂无足够评价（少于13条）" in said(page("services/permits/", "zh-hans"))


def test_opinions_without_a_receipt_stand_apart(permits):
    told(permits, 40, [((5, 4, 3), 25), ((2, 1), 15)], kind="open")
    text = said(page("services/permits/"))
    assert "Not enough ratings yet" in text
    assert "It is shown apart and weighs nothing." in text
    assert "Not enough ratings yet" in said(page("services/"))


def test_answers_that_are_told_together_give_two_values(permits):
    told(permits, 100, [((5,), 60), ((4,), 25), ((3, 2, 1), 15)])
    assert facts(page("services/permits/"))["Positive"] == "85–100%"


def test_months_are_added_up_and_stand_apart_over_time(permits):
    told(permits, 105, SIDES)
    told(permits, 60, [((5,), 30), ((4, 3), 15), ((2, 1), 15)], month=3)
    text = page("services/permits/")
    assert facts(text)["Ratings"] == "165"
    assert rows(text) == [
        "Very satisfied, Satisfied, Fairly satisfied 135 82%",
        "Dissatisfied, Very dissatisfied 30 18%",
        "2027-01 105 86% 78–91%", "2027-03 60 75% 63–84%",
    ]  # fmt: skip


def test_what_is_older_than_a_year_is_not_on_the_page(permits):
    told(permits, 105, SIDES)
    row = PublishedCount.objects.get()
    from tests.feedback.telling import edition

    told(service_of(permits, "b"), 20, month=1)
    edition(2028, 1)
    assert row.edition.month.year == 2027
    assert "Not enough ratings yet" in said(page("services/permits/"))


def service_of(other, code):
    return services.add_service(
        other.department, by=None, code=code, name_en=f"Service {code}", name_zh=f"事项{code}",
        scale=other.scale,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["permits", "x"]), ("?q=residence", ["permits"]), ("?q=居住证", ["permits"]),
        ("?q=bureau+事项x", ["x"]), ("?q=nothing", []), ("?department=BUREAU", ["permits", "x"]),
        ("?department=nowhere", ["permits", "x"]), ("?q=%3Cb%3E", []),
        ("?page=99", ["permits", "x"]), ("?q=res%00idence", ["permits"]),
    ],
)  # fmt: skip
def test_finding_a_service(permits, query, found):
    service_of(permits, "x")
    text = page(f"services/{query}")
    assert re.findall(r'href="/en/public/services/([^"/?]+)/"', text) == found


def test_the_list_says_how_content(permits):
    told(permits, 105, SIDES)
    assert "86% positive, 105 ratings" in said(page("services/"))
    assert "86%满意，105条评价" in said(page("services/", "zh-hans"))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list(permits, number, django_assert_num_queries):
    for one in range(number):
        row = permits if one == 0 else service_of(permits, f"s{one}")
        told(row, 105, SIDES)
    with django_assert_num_queries(6):
        page("services/")
    with django_assert_num_queries(10):
        page("departments/BUREAU/")
    with django_assert_num_queries(5):
        page("services/permits/peers/")


def test_department_adds_up_what_is_published(permits):
    told(permits, 105, SIDES)
    told(service_of(permits, "x"), 20)
    told(service_of(permits, "y"), 20, [((5,), 20)], kind="open")
    assert rows(page("departments/BUREAU/")) == [
        "With a receipt Government service rating, five grades 2 125 86%",
        "Without a receipt weighs nothing Government service rating, five grades 1 20 100%",
    ]
    assert Client().get("/en/public/departments/OTHER/").status_code == 404


def test_peers_are_compared_without_ranks(permits):
    told(permits, 200, [((5, 4, 3), 120), ((2, 1), 80)])
    for code, n in (("b", 200), ("c", 300), ("a", 400)):
        told(service_of(permits, code), n, [((5, 4, 3), n * 9 // 10), ((2, 1), n // 10)])
    told(service_of(permits, "d"), 25, [((5,), 25)])
    told(service_of(permits, "e"), 60, [((5,), 40), ((4, 3, 2, 1), 20)])
    text = page("services/permits/peers/")
    names = [row.split(" as far")[0].split(" further")[0] for row in rows(text)]
    assert names == [
        "Service a 400 90% 87–93%", "Service b 200 90% 85–93%", "Service c 300 90% 86–93%",
        "Residence permit 200 60% 53–67%",
    ]  # fmt: skip
    assert text.count("<circle") == 4
    left_out = said(text[text.index("Not compared") :])
    assert "Service d – fewer than 30 ratings whose answers are told" in left_out
    assert "Service e – the share is known between two values only" in left_out


def test_peers_are_of_one_stream_and_the_scale_that_is_asked(permits):
    told(permits, 200, [((5, 4, 3), 120), ((2, 1), 80)])
    told(service_of(permits, "a"), 200, [((5, 4, 3), 120), ((2, 1), 80)])
    Stream.objects.create(code="survey-1", kind="survey", name_en="Survey", name_zh="调查")
    told(service_of(permits, "b"), 300, [((5, 4, 3), 300)], kind="survey")
    moved = service_of(permits, "c")
    moved.scale = services.scale_named("uk-five")  # until now
    told(moved, 300, [((5, 4, 3), 300)])
    text = page("services/permits/peers/")
    assert [row.split(" as far")[0] for row in rows(text)] == [
        "Service a 200 60% 53–67%", "Residence permit 200 60% 53–67%",
    ]  # fmt: skip
    left_out = said(text[text.index("Not compared") :])
    assert left_out.count("Not enough ratings yet") == 2


def test_link_to_rate_prefers_the_website(world, permits):
    counter(world, of=permits)
    online = counter(world, "Website", of=permits, channel="online")
    assert f'href="/r/{online.code}?lang=en"' in page("services/permits/")


def test_unknown_service_is_not_found(permits):
    for path in ("services/none/", "services/%00/", "services/%00/peers/", "departments/%00/"):
        assert Client().get(f"/en/public/{path}").status_code == 404
    assert Client().post("/en/public/services/permits/").status_code == 405


def test_long_lists_are_turned_over(permits, monkeypatch):
    monkeypatch.setattr("feedback.views.published.PER_PAGE", 2)
    for code in ("a", "b", "c", "d"):
        service_of(permits, code)
    for path in ("services/?q=bureau&page=2", "departments/BUREAU/?page=2"):
        text = page(path)
        assert re.findall(r'href="/en/public/services/([^"/?]+)/"', text) == ["c", "d"]
        turning = re.findall(r'href="\?([^"]+)">(\w+)<', text)
        query = "q=bureau&amp;" if "q=" in path else ""
        assert turning == [(f"{query}page=1", "Previous"), (f"{query}page=3", "Next")]
