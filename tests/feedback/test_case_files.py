"""Closed cases from a file. docs/public-voice.md, P5 and P13."""

import base64
import datetime
import io
import zlib

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.tables import read_table
from feedback import services
from feedback.models import ClosedCase, Stage
from feedback.services.case_files import COLUMNS
from tests.feedback.public import counter

pytestmark = pytest.mark.django_db
HEAD = "place,case,closed_on\n"


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC))


def planned(point, *lines):
    content = (HEAD + "\n".join(lines)).encode()
    return services.plan_cases(
        point.service, read_table(content, columns=COLUMNS, required=COLUMNS)
    )


def test_a_place_is_named_by_code_or_by_name(world):
    point = counter(world)
    plan = planned(
        point, f"{point.code.lower()},A-1,2027-03-01", "counter 3,A-2,2027/3/1",
        "3号窗口,A-3,2027年3月1日",
    )  # fmt: skip
    day = datetime.date(2027, 3, 1)
    assert plan.cases == {point: [services.Case(f"A-{n}", day) for n in (1, 2, 3)]}
    assert (plan.faults, plan.known) == ([], 0)


def test_each_fault_has_its_line_and_cell(world):
    point = counter(world)
    counter(world, of=point.service, stage=Stage.ACCEPT)
    plan = planned(
        point, f"{point.code},A-1,2027-03-03", "Counter 3,A-2,2027-03-01", "Nowhere,,1.3.27",
        f"{point.code},A-4,2027-03-01", f"{point.code},A-4,2027-03-01",
    )  # fmt: skip
    told = [(one.line, one.column, one.reason) for one in plan.faults]
    assert told == [
        (2, "closed_on", "2027-03-03 has not come yet."),
        (3, "place", "2 places are called “Counter 3”."),
        (4, "case", "The number of the case is empty."),
        (4, "closed_on", "“1.3.27” is not a date."),
        (4, "place", "The service has no place “Nowhere”."),
        (6, "case", "This number stands in line 5 already."),
    ]
    assert plan.good == 1


def sheet(rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return file.getvalue()


def test_preview_writes_nothing_then_the_good_rows_come_in_once(world):
    point, client = counter(world), world.client("office")
    place = reverse("feedback:cases-load", args=[point.service_id])
    rows = [COLUMNS, (point.code, "ID-4711", "2027-03-01"), (point.code, 4712, "never")]
    file = SimpleUploadedFile("cases.xlsx", sheet(rows))
    seen = client.post(place, {"file": file})
    assert seen.context["summary"] == "1 new, 0 known already, 1 errors"
    assert ClosedCase.objects.count() == 0
    form = seen.context["form"]
    data = {name: form[name].value() for name in form.fields}
    answers = [client.post(place, data) for _click in range(2)]
    assert {one.url for one in answers} == {reverse("feedback:service", args=[point.service_id])}
    assert ClosedCase.objects.count() == 1
    again = client.post(place, {"file": SimpleUploadedFile("again.xlsx", sheet(rows))})
    assert again.context["summary"] == "0 new, 1 known already, 1 errors"


def test_a_file_without_its_columns_is_refused_at_the_field(world):
    point, client = counter(world), world.client("office")
    place = reverse("feedback:cases-load", args=[point.service_id])
    answer = client.post(place, {"file": SimpleUploadedFile("c.csv", b"place,case\nX,1\n")})
    assert answer.context["form"].errors == {
        "file": ["The column “closed_on” is missing. Known columns: place, case, closed_on."]
    }
    packed = base64.b64encode(zlib.compress(b"nonsense")).decode()
    broken = client.post(place, {"content": packed, "name": "x", "form_token": "1" * 32})
    assert broken.context["failed"].errors == {
        "__all__": ["The column “nonsense” is not known. Known columns: place, case, closed_on."]
    }


def test_another_code_of_the_service_is_no_other_case(world):
    point = counter(world)
    cases = [services.Case("A-1", datetime.date(2027, 3, 1))]
    assert services.take_each(point, cases * 2, by=None) == [True, False]
    services.change_service(point.service, by=None, code="renamed")
    point.refresh_from_db()
    assert services.take_each(point, cases, by=None) == [False]
