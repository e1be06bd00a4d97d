"""Proof in the browser: one value with all that stands around it, files that nobody runs."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import Evidence, Measurement, MissingRequest
from indicators.services import add_file, add_link, report, request_missing, verify
from tests.factories import EvidenceFactory, IndicatorFactory
from tests.indicators.test_pages_values import typed

pytestmark = pytest.mark.django_db
D = Decimal
PDF = b"%PDF-1.7\n1 0 obj\n"
EVIL = '"><script>alert(1)</script>.pdf'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def value(world):
    card = IndicatorFactory(code="K-1", unit="%", per=100)
    return report(
        world.bureau, card, "2024-03", numerator=D(1204), denominator=D(1696), by=world.manager
    )


def page_of(value):
    return reverse("indicators:value", args=[value.pk])


def add_page(value, kind="file"):
    return f"{reverse('indicators:evidence-add', args=[value.pk])}?kind={kind}"


def file_page(proof):
    return reverse("indicators:evidence-file", args=[proof.pk])


def test_file_is_added_once_for_two_clicks(world, value):
    client = world.client("manager")
    sent = typed(client, add_page(value), title="Signed list")
    for _click in range(2):
        answer = client.post(add_page(value), sent | {"file": SimpleUploadedFile("a.pdf", PDF)})
        assert answer.headers["Location"] == page_of(value)
    proof = Evidence.objects.get()
    assert (proof.title, proof.uploaded_by) == ("Signed list", world.manager)


@pytest.mark.parametrize(
    ("kind", "changes", "field", "kept"),
    [
        ("link", {"url": "javascript:alert(1)", "title": "T"}, "__all__", "title"),
        ("link", {"url": "", "title": "T"}, "url", "title"),
        ("note", {"note": "", "title": "T"}, "note", "title"),
        ("file", {"title": "T"}, "file", "title"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    world, value, kind, changes, field, kept
):
    client = world.client("manager")
    page = client.post(add_page(value, kind), typed(client, add_page(value, kind), **changes))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"][kept].value() == changes[kept]
    assert not Evidence.objects.exists()


def test_hostile_file_gets_a_sentence(world, value):
    client = world.client("manager")
    file = SimpleUploadedFile("a.pdf", b"<html><script>1</script>")
    page = client.post(add_page(value), typed(client, add_page(value), title="T") | {"file": file})
    assert "not kept as proof" in page.content.decode()
    assert page.context["form"]["title"].value() == "T"


def test_unknown_kind_is_not_there(world, value):
    assert world.client("manager").get(add_page(value, "x")).status_code == 404


def test_file_comes_as_a_download_that_no_browser_runs(world, value):
    proof = add_file(value, [PDF], EVIL, by=world.manager)
    answer = world.client("auditor").get(file_page(proof))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(PDF))
    assert "\n" not in answer["Content-Disposition"]


def test_name_of_a_file_is_text_on_the_page(world, value):
    add_file(value, [PDF], EVIL, by=world.manager)
    shown = world.client("auditor").get(page_of(value)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown or "script>.pdf" in shown.replace("&gt;", ">")


def test_files_have_no_other_address(world, value, settings):
    proof = add_file(value, [PDF], "a.pdf", by=world.manager)
    client = world.client("office")
    for address in (f"/media/{proof.path}", f"/static/{proof.path}", f"/{proof.path}"):
        assert client.get(address).status_code == 404
    assert not str(settings.MEDIA_ROOT).startswith(str(settings.STATIC_ROOT))


def test_files_of_others_are_not_there(world, value):
    proof = add_file(value, [PDF], "a.pdf", by=world.manager)
    answers = {}
    for role in ("employee", "stranger", "anonymous", "evaluator", "supervision"):
        answer = world.client(role).get(file_page(proof))
        answers[role] = answer.status_code
        for held in getattr(answer, "_resource_closers", []):
            held()
    assert answers == {
        "employee": 404, "stranger": 404, "anonymous": 302, "evaluator": 200, "supervision": 200,
    }  # fmt: skip


def test_lost_or_replaced_file_is_not_there(world, value, settings, tmp_path):
    proof = add_file(value, [PDF], "a.pdf", by=world.manager)
    path = tmp_path / proof.path
    path.unlink()
    client = world.client("auditor")
    assert client.get(file_page(proof)).status_code == 404
    path.symlink_to("/etc/hostname")
    assert client.get(file_page(proof)).status_code == 404


def test_proof_is_withdrawn_with_a_reason(world, value):
    proof = add_link(value, "https://x.example/", by=world.manager)
    client = world.client("manager")
    address = reverse("indicators:evidence-withdraw", args=[proof.pk])
    sent = typed(client, address, reason="Wrong month")
    assert {client.post(address, sent).status_code for _click in range(2)} == {302}
    shown = client.get(page_of(value)).content.decode()
    assert "withdrawn" in shown
    assert "Wrong month" in shown
    assert client.get(address).status_code == 403


def test_value_page_says_what_may_be_done(world, value):
    def seen(role):
        context = world.client(role).get(page_of(value)).context
        return context["may_prove"], context["may_verify"], bool(context["against"])

    assert seen("manager") == (True, False, False)
    assert seen("auditor") == (False, True, False)
    EvidenceFactory(measurement=value, uploaded_by=world.office)
    assert seen("office") == (True, False, True)


def test_value_page_shows_the_chain(world, value):
    report(
        world.bureau, value.indicator, "2024-03", numerator=D(1200), denominator=D(1696),
        note="Counted twice", effect="Not met", by=world.manager,
    )  # fmt: skip
    page = world.client("auditor").get(page_of(value))
    assert page.context["is_current"] is False
    assert [one["words"] for one in page.context["chain"]] == [
        "70.8 (1,200 of 1,696)", "71.0 (1,204 of 1,696)",
    ]  # fmt: skip
    assert page.context["words"] == "71.0% (1,204 of 1,696)"
    assert "Not met" in page.content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_value_page_takes_as_many_queries_for_three_proofs(
    world, value, size, django_assert_num_queries
):
    for n in range(size):
        EvidenceFactory(measurement=value, uploaded_by=world.manager, note=f"{n}")
        verify(value, "cannot_verify", reason=f"{n}", by=world.auditor)
    client = world.client("supervision")
    client.get(page_of(value))
    with django_assert_num_queries(VALUE_QUERIES):
        assert len(client.get(page_of(value)).context["proofs"]) == size


VALUE_QUERIES = 12


# --- reasons that wait


def report_page(value):
    return reverse("indicators:report", args=["BUREAU", value.indicator.code])


def test_reason_that_needs_approval_becomes_a_request(world, value):
    client = world.client("manager")
    sent = typed(client, report_page(value), period="2024-04", kind="missing")
    sent |= {"missing": "external", "text": "", "note": ""}
    page = client.post(report_page(value), sent)
    assert list(page.context["form"].errors) == ["note"]
    answer = client.post(report_page(value), sent | {"note": "Flood"})
    assert answer.headers["Location"] == reverse("indicators:missing")
    assert MissingRequest.objects.get().reason == "Flood"
    assert Measurement.objects.filter(period__label="2024-04").count() == 0


def test_office_decides_in_the_browser(world, value):
    asked = request_missing(
        world.bureau, value.indicator, "2024-04", "external", reason="Flood", by=world.manager
    )
    client = world.client("office")
    address = reverse("indicators:missing-decide", args=[asked.pk])
    page = client.post(address, typed(client, address, decision="refuse", reason=""))
    assert list(page.context["form"].errors) == ["reason"]
    sent = typed(client, address, decision="approve")
    assert {client.post(address, sent).status_code for _click in range(2)} == {302}
    assert Measurement.objects.get(period__label="2024-04").missing == "external"
    assert client.get(address).status_code == 409


def test_own_request_is_for_somebody_else(world, value):
    asked = request_missing(
        world.bureau, value.indicator, "2024-04", "external", reason="Flood", by=world.office
    )
    client = world.client("office")
    assert client.get(reverse("indicators:missing-decide", args=[asked.pk])).status_code == 403
    [row] = client.get(reverse("indicators:missing")).context["rows"]
    assert (row["may_decide"], row["is_mine"]) == (False, True)


@pytest.mark.parametrize("size", [1, 3])
def test_list_of_requests_takes_as_many_queries_for_three(
    world, value, size, django_assert_num_queries
):
    for n in range(size):
        request_missing(
            world.bureau, IndicatorFactory(), f"2024-0{n + 1}", "external", reason="x",
            by=world.manager,
        )  # fmt: skip
    client = world.client("office")
    client.get(reverse("indicators:missing"))
    with django_assert_num_queries(MISSING_QUERIES):
        assert len(client.get(reverse("indicators:missing")).context["rows"]) == size


MISSING_QUERIES = 7


def test_correction_says_its_kind_where_a_value_stands(world, value):
    client = world.client("manager")
    fields = client.get(report_page(value), {"period": "2024-03"}).context["form"].fields
    assert {"revision", "effect", "quality"} <= set(fields)
    fields = client.get(report_page(value), {"period": "2024-05"}).context["form"].fields
    assert not {"revision", "effect"} & set(fields)
    sent = typed(
        client, f"{report_page(value)}?period=2024-03", numerator="1200", denominator="1696",
        note="New register", revision="scheduled", effect="None", quality="estimated",
    )  # fmt: skip
    assert client.post(report_page(value), sent).status_code == 302
    row = Measurement.objects.current().get()
    assert (row.revision.kind, row.revision.effect, row.quality) == (
        "scheduled", "None", "estimated",
    )  # fmt: skip
