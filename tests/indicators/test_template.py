"""The template of a return goes out, comes back filled, and fills the draft."""

import io

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Measurement, ReturnDraft
from tests.indicators.test_returns import plan, row, url  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


def sheet_of(client, row, language="en"):  # noqa: F811
    path = url("return-template", row.pk).replace("/en/", f"/{language}/")
    answer = client.get(path)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_template_holds_what_is_known_in_the_language_of_the_page(world, plan, row):  # noqa: F811
    head, trees, share = sheet_of(world.client("manager"), row)
    assert head[0:2] == ["code", "KPI"]
    assert (trees[0], trees[3], trees[4]) == ("A", 10, 8)
    assert (share[0], share[4]) == ("B", 90)
    assert sheet_of(world.client("manager"), row, "zh-hans")[0][0] == "编码"


def filled(*rows, header=("code", "value", "numerator", "denominator", "why none", "note")):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate([header, *rows]):
            sheet.write_row(at, 0, cells)
    return out.getvalue()


def send(client, row, content):  # noqa: F811
    token = client.get(url("return", row.pk)).context["filled"]["form_token"].value()
    file = SimpleUploadedFile("../f.xlsx", content)
    sent = {"form_token": token, "file": file}
    return client.post(url("return-fill", row.pk), sent, follow=True).content.decode()


def test_filled_template_fills_the_draft_and_records_nothing(world, plan, row):  # noqa: F811
    content = filled(["A", 12, "", "", "", "counted twice"], ["B", "", 45, 50], ["Z", 1])
    page = send(world.client("manager"), row, content)
    assert "2 lines are filled from the file." in page
    assert ReturnDraft.objects.get().lines == {
        str(plan.trees.pk): {"value": "12", "note": "counted twice"},
        str(plan.share.pk): {"numerator": "45", "denominator": "50"},
    }
    assert not Measurement.objects.filter(period=row.period).exists()


def test_chinese_template_and_reasons_in_words(world, plan, row):  # noqa: F811
    content = filled(["A", "", "no cases"], header=("编码", "数值", "无数值原因"))
    send(world.client("manager"), row, content)
    assert ReturnDraft.objects.get().lines == {str(plan.trees.pk): {"missing": "no_activity"}}


def test_other_file_is_refused_and_the_draft_stays(world, plan, row):  # noqa: F811
    client = world.client("manager")
    assert "No line of the file has a code of this return" in send(client, row, filled(["Z", 1]))
    assert "The first line must name the columns" in send(client, row, b"a,b\n1,2\n")
    assert not ReturnDraft.objects.exists()
