"""The pages of the streams of other pages. docs/public-voice.md, P15 to P17."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feedback import services
from feedback.models import OtherDoor, Rating
from tests.feedback.public import counter, rated, service
from tests.feedback.test_catalogue import sent
from tests.feedback.test_other_doors import door, foreign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(datetime.datetime(2027, 3, 2, 4, tzinfo=datetime.UTC))


def test_stream_is_set_up_once_and_its_code_is_its_own(world):
    fields = {
        "department": "CITY", "code": "hotline", "name_en": "Hotline", "name_zh": "12345热线",
        "channel": "phone", "scale": services.scale_named("thumbs").pk, "is_inverted": "on",
    }  # fmt: skip
    answer = sent(world.client("office"), "stream-add", [], fields, times=2)
    row = OtherDoor.objects.get()
    assert answer.url == reverse("feedback:stream", args=[row.pk])
    assert (row.stream.kind, row.is_inverted, row.scale.code) == ("other_door", True, "thumbs")
    again = sent(world.client("office"), "stream-add", [], fields | {"code": "receipt"})
    assert again.context["form"].errors == {"code": ["Another stream has this code."]}


def test_file_comes_in_by_the_page_and_goes_out_with_the_same_columns(world):
    service(world)
    row, client = door(world), world.client("office")
    place = reverse("feedback:stream-load", args=[row.pk])
    lines = [f"{'=＝'[n % 2]}R-{n},permits,{n},2027-03-01,attitude" for n in range(1, 6)]
    text = "\n".join(["number,service,value,day,reasons", *lines, "R-6,permits,9,2027-03-01,"])
    seen = client.post(place, {"file": SimpleUploadedFile("r.csv", text.encode())})
    assert seen.context["summary"] == "5 new, 0 known already, 1 errors"
    form = seen.context["form"]
    data = {name: form[name].value() for name in form.fields}
    urls = {client.post(place, data).url for _click in range(2)}
    assert (urls, Rating.objects.count()) == ({reverse("feedback:stream", args=[row.pk])}, 5)

    def out():
        url = reverse("feedback:ratings-csv", args=["province"])
        answer = world.client("auditor").get(url)
        return b"".join(answer.streaming_content).decode().splitlines()

    head = "number,service,place,stage,value,day,outcome,reasons,text,default"
    assert out() == [head]
    services.release_due()
    code = Rating.objects.first().point.code
    assert sorted(out()[1:], key=lambda line: line[2:]) == [
        f"'{'=＝'[n % 2]}R-{n},permits,{code},finish,{n},2027-03-01,,attitude,,no"
        for n in range(1, 6)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(world, count, django_assert_num_queries):
    for one in range(count):
        door(world, department=world.bureau, code=f"s-{one}")
    client = world.client("manager")
    client.get(reverse("feedback:streams"))
    with django_assert_num_queries(5):
        page = client.get(reverse("feedback:streams"))
    assert len(page.context["rows"]) == count


def test_released_only_are_counted_and_of_ones_branch_only(world):
    service(world)
    row = door(world, department=world.bureau)
    services.take_ratings(row, [foreign(f"R-{n}") for n in range(4)], by=None)
    url = reverse("feedback:stream", args=[row.pk])
    assert world.client("manager").get(url).context["row"].released == 0
    services.take_ratings(row, [foreign("R-5")], by=None)
    services.release_due()
    assert world.client("manager").get(url).context["row"].released == 5
    top = door(world, code="top")
    gone = world.client("manager").get(reverse("feedback:stream", args=[top.pk]))
    assert gone.status_code == 404
    rated(counter(world, of=service(world, "w", department=world.other)), [5] * 5,
          at=datetime.datetime(2027, 3, 1, 4, tzinfo=datetime.UTC))  # fmt: skip
    services.release_due()
    out = world.client("manager").get(reverse("feedback:ratings-csv", args=["receipt"]))
    assert len(b"".join(out.streaming_content).splitlines()) == 1
