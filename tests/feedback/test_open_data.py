"""The published ratings as files. docs/published-ratings.md, Q12."""

import csv
import hashlib
import io
import json

import pytest
from django.core.cache import cache
from django.test import Client

from feedback import services
from feedback.open_data import TABLES
from tests.feedback.public import service
from tests.feedback.telling import excluded, told


@pytest.fixture
def permits(world):
    cache.clear()
    row = service(world)
    told(row, 120, [((5,), 60), ((4, 3), 40), ((2, 1), 20)], offered=300)
    told(row, 40, kind="open", month=2)
    told(row, 25, month=4)
    excluded(row, 15)
    return row


def fetched(name):
    answer = Client().get(f"/en/public/data/{name}")
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.getvalue()


def table(name):
    text = fetched(f"{name}.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_counts_tell_what_is_hidden_from_what_cannot_be(permits):
    assert table("counts") == [
        ["service", "stream", "scale", "from_month", "month", "n", "offered", "cases"],
        ["permits", "open", "cn-five 1", "2027-02", "2027-02", "40", "[z]", "[z]"],
        ["permits", "receipt", "cn-five 1", "2027-01", "2027-01", "120", "300", "[c]"],
        ["permits", "receipt", "cn-five 1", "2027-04", "2027-04", "25", "[c]", "[c]"],
    ]


def test_answers_and_exclusions(permits):
    assert [row[5:] for row in table("answers")] == [
        ["levels", "count"], ["5", "60"], ["4 3", "40"], ["2 1", "20"],
    ]  # fmt: skip
    assert table("exclusions")[1:] == [["permits", "forged", "2027-01", "15"]]


def test_sums_by_department_and_period(permits):
    told(
        services.add_service(
            permits.department, by=None, code="x", name_en="X", name_zh="X", scale=permits.scale
        ),
        30,
    )
    found = [row for row in table("totals") if row[:2] == ["CITY", "receipt"]]
    assert [row[3:] for row in found] == [
        ["2027", "2", "175"], ["2027-01", "2", "150"], ["2027-04", "1", "25"],
        ["2027-Q1", "2", "150"], ["2027-Q2", "1", "25"],
    ]  # fmt: skip


def test_json_says_the_same(permits):
    assert json.loads(fetched("counts.json")) == [
        {"service": "permits", "stream": "open", "scale": "cn-five 1", "from_month": "2027-02",
         "month": "2027-02", "n": 40},
        {"service": "permits", "stream": "receipt", "scale": "cn-five 1", "from_month": "2027-01",
         "month": "2027-01", "n": 120, "offered": 300, "cases": None},
        {"service": "permits", "stream": "receipt", "scale": "cn-five 1", "from_month": "2027-04",
         "month": "2027-04", "n": 25, "offered": None, "cases": None},
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_every_table_is_there_when_nothing_is(world, kind):
    cache.clear()
    for one in TABLES:
        text = fetched(f"{one.name}.{kind}").decode("utf-8-sig")
        first = ",".join(column.name for column in one.columns) + "\n"
        assert text == (first if kind == "csv" else "[]\n")


def test_package_holds_checksums_of_the_files(permits):
    found = json.loads(fetched("datapackage.json"))
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert [one["name"] for one in found["resources"]] == [one.name for one in TABLES]
    for one in found["resources"]:
        data = fetched(one["path"])
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert one["bytes"] == len(data)
        header = data.decode("utf-8-sig").splitlines()[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == header


def test_no_name_runs_in_a_spreadsheet(permits):
    services.change_service(permits, by=None, name_en="=1+1")
    assert table("services")[1][1] == "'=1+1"


@pytest.mark.parametrize("name", ["secrets.csv", "counts.xlsx"])
def test_other_files_are_not_found(permits, name):
    assert Client().get(f"/en/public/data/{name}").status_code == 404
