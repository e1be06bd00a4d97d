"""Files before the markers: what is kept, who reads it, that nothing is lost. T19."""

import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from audit.errors import DomainError, WrongState
from audit.models import Entry
from feedback.models import UnitMaterial
from indicators.services import report
from indicators.services.kept_files import path_of
from tests.feedback import third_parties as third
from tests.feedback.test_third_parties import MORNING
from tests.feedback.test_third_party_pages import as_, at, seat, text_of, token

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
DIGEST = hashlib.sha256(PDF).hexdigest()
EVIL = '"><script>alert(1)</script>.pdf'


@pytest.fixture(autouse=True)
def media(settings, tmp_path, time_machine):
    time_machine.move_to(MORNING)
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def with_file(world, unit, name="Log of June.pdf", **said):
    return third.material(world, unit, content=[PDF[:5], PDF[5:]], name=name, **said)


def uploaded(content=PDF, name="a.pdf"):
    return {"file": SimpleUploadedFile(name, content)}


def got(user, row):
    """The status of the download; its file is closed."""
    answer = as_(user).get(at("material-file", row.pk))
    for held in getattr(answer, "_resource_closers", []):
        held()
    return answer.status_code


def test_a_file_is_kept_with_its_fingerprint_in_row_and_ledger(world, media):
    unit = third.unit_of(third.drafted(world), world.bureau)
    row = with_file(world, unit, text="")
    assert path_of(row).read_bytes() == PDF
    facts = {
        "file_name": "Log of June.pdf", "media_type": "application/pdf", "size": len(PDF),
        "sha256": DIGEST, "scan": "unscanned",
    }  # fmt: skip
    assert {name: getattr(row, name) for name in facts} == facts
    details = Entry.objects.get(verb="feedback.add_material").details
    assert {name: details[name] for name in facts} == facts
    assert ("Log" in row.path, "path" in details) == (False, False)


def test_words_alone_need_no_file_and_say_nothing_of_one(world):
    row = third.material(world, third.unit_of(third.drafted(world), world.bureau))
    assert (row.path, row.size, row.sha256) == ("", None, "")
    assert "sha256" not in Entry.objects.get(verb="feedback.add_material").details


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "The file is empty."),
        (b"<html><script>1</script>", "a.txt", "This kind of file is not kept as proof."),
        (PDF, "a.png", "The file is PDF by its content, but its name ends otherwise. Rename it."),
    ],
)
def test_what_is_not_kept_leaves_neither_row_nor_file(world, media, content, name, words):
    unit = third.unit_of(third.drafted(world), world.bureau)
    with pytest.raises(DomainError) as caught:
        third.material(world, unit, content=[content], name=name)
    assert (caught.value.field, caught.value.message.startswith(words)) == ("file", True)
    assert (UnitMaterial.objects.count(), files(media)) == (0, [])


def test_a_row_that_does_not_come_about_takes_its_file_along(world, media):
    row = third.marked(world)
    value = report(world.other, third.card(), third.period(), value=3, by=None)
    unit = third.unit_of(row, world.bureau)
    with pytest.raises(WrongState):
        with_file(world, unit)
    draft = third.unit_of(third.drafted(world), world.bureau)
    with pytest.raises(DomainError, match="another department"):
        with_file(world, draft, measurement=value)
    with pytest.raises(PermissionDenied):
        third.services.add_material(
            draft, title="x", text="", criterion=None, measurement=None, content=[PDF],
            name="a.pdf", by=world.manager,
        )  # fmt: skip
    assert files(media) == []


def test_a_file_that_the_scanner_refuses_is_not_kept(world, media, settings):
    settings.EVIDENCE_SCANNER = "false"
    with pytest.raises(DomainError, match="virus scanner found something"):
        with_file(world, third.unit_of(third.drafted(world), world.bureau))
    assert files(media) == []


def test_the_database_keeps_files_as_they_are_and_whole(world):
    unit = third.unit_of(third.drafted(world), world.bureau)
    row = with_file(world, unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitMaterial.objects.filter(pk=row.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitMaterial.objects.filter(pk=row.pk).delete()
    whole = {
        "unit": unit, "title": "x", "added_by": world.office, "path": "evidence/aa/b", "size": 1,
        "sha256": "a" * 64, "file_name": "a.pdf", "media_type": "application/pdf", "scan": "clean",
    }  # fmt: skip
    for wrong in (
        {"path": row.path}, {"sha256": ""}, {"size": 0}, {"size": None}, {"file_name": ""},
        {"media_type": ""}, {"scan": ""}, {"scan": "odd"}, {"path": "", "text": "x"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitMaterial.objects.create(**whole | wrong)
    assert UnitMaterial.objects.create(**whole).pk > row.pk


def test_only_who_reads_the_evidence_of_the_unit_fetches_its_file(world):
    row = third.drafted(world, is_blind=True)
    unit = third.unit_of(row, world.bureau)
    file = with_file(world, unit)
    seats = third.people()
    others = third.people("other")
    third.marking(world, users=others)
    asked = {
        **{name: world.user(name) for name in ("office", "supervision", "auditor", "manager",
                                               "employee", "stranger")},
        **seats, "elsewhere": others["first"],
    }  # fmt: skip
    closed = dict.fromkeys(asked, 404) | {"office": 200, "supervision": 200, "auditor": 200}
    drafted = {name: got(user, file) for name, user in asked.items()}
    third.step(world, row, "commission")
    commissioned = {name: got(user, file) for name, user in asked.items()}
    row = third.step(world, row, "begin")
    marking = {name: got(user, file) for name, user in asked.items()}
    assert (drafted, commissioned) == (closed, closed)
    assert marking == closed | dict.fromkeys(seats, 200)
    third.step(world, row, "withdraw")
    assert {name: got(user, file) for name, user in seats.items()} == dict.fromkeys(seats, 404)


def test_the_own_department_fetches_it_from_the_reply_on_and_no_other(world):
    row = third.marking(world)
    mine, theirs = (with_file(world, third.unit_of(row, place))
                    for place in (world.bureau, world.other))  # fmt: skip
    assert got(world.manager, mine) == 404
    for unit in row.units.select_related("engagement"):
        for name in ("first", "second"):
            third.hand_in(unit, third.people()[name], (3, 3))
    third.step(world, row, "ask")
    assert (got(world.manager, mine), got(world.manager, theirs)) == (200, 404)


def test_accounts_that_are_closed_fetch_nothing(world, time_machine):
    row = third.marking(world)
    file = with_file(world, third.unit_of(row, world.bureau))
    time_machine.move_to(MORNING + (row.ends_on - MORNING.date()) + datetime.timedelta(days=1))
    assert got(third.people()["first"], file) == 404


def test_a_file_leaves_as_a_download_that_no_browser_runs(world):
    row = third.marking(world)
    file = with_file(world, third.unit_of(row, world.bureau), name=EVIL)
    answer = seat("first").get(at("material-file", file.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert {name: answer[name] for name in (
        "Content-Type", "Content-Length", "X-Content-Type-Options", "Content-Security-Policy",
        "Cache-Control",
    )} == {
        "Content-Type": "application/pdf", "Content-Length": str(len(PDF)),
        "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }  # fmt: skip


def test_words_and_a_file_that_was_lost_are_not_there(world):
    unit = third.unit_of(third.drafted(world), world.bureau)
    words, lost = third.material(world, unit), with_file(world, unit)
    path_of(lost).unlink()
    assert [got(world.office, row) for row in (words, lost)] == [404, 404]


def test_a_file_is_sent_with_the_form_once_for_two_clicks(world, media):
    row = third.drafted(world)
    unit = third.unit_of(row, world.bureau)
    office, place = world.client("office"), at("unit-evidence", unit.pk)
    sent = {"title": "Log", "text": ""} | token()
    answers = [office.post(place, sent | uploaded(name=EVIL)) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    file = UnitMaterial.objects.get()
    shown = text_of(office.get(place))
    assert at("material-file", file.pk) in shown
    assert (DIGEST in shown, "<script>alert" in shown, "not scanned" in shown) == (
        True, False, True,
    )  # fmt: skip
    assert len(files(media)) == 1


@pytest.mark.parametrize(
    ("changes", "file", "words"),
    [
        ({}, uploaded(b"<html>"), "This kind of file is not kept as proof."),
        ({}, uploaded(b""), "The submitted file is empty."),
        ({"title": ""}, uploaded(), "Choose the file again: a page cannot keep it for you."),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_what_was_typed_stays(world, changes, file, words):
    unit = third.unit_of(third.drafted(world), world.bureau)
    sent = {"title": "Log", "text": "Answered in 2 days."} | changes | token() | file
    page = world.client("office").post(at("unit-evidence", unit.pk), sent)
    assert (page.status_code, page.context["form"].errors["file"][0][: len(words)]) == (200, words)
    assert "Answered in 2 days." in text_of(page)
    assert not UnitMaterial.objects.exists()


def test_too_large_a_file_is_refused_at_its_field(world, settings):
    settings.EVIDENCE_LARGEST = 1024**2
    unit = third.unit_of(third.drafted(world), world.bureau)
    sent = {"title": "Log", "text": "x"} | token() | uploaded(PDF + b"x" * 1024**2)
    page = world.client("office").post(at("unit-evidence", unit.pk), sent)
    assert page.context["form"].errors["file"] == [
        "The file is larger than 1 MB. Send a part, or add a link."
    ]


@pytest.mark.parametrize("is_blind", [True, False])
def test_a_blind_form_says_that_a_file_must_name_nobody(world, is_blind):
    unit = third.unit_of(third.drafted(world, is_blind=is_blind), world.bureau)
    page = text_of(world.client("office").get(at("unit-evidence", unit.pk)))
    assert ("neither the name of the file, nor what stands in it" in page) == is_blind


def test_a_marker_reads_name_and_fingerprint_of_the_file(world):
    row = third.marking(world, is_blind=True)
    unit = third.unit_of(row, world.bureau)
    file = with_file(world, unit)
    shown = text_of(seat("second").get(at("unit-marks", unit.pk)))
    found = [text in shown for text in ("Log of June.pdf", DIGEST, at("material-file", file.pk))]
    assert (found, "Bureau" in shown) == ([True] * 3, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_asks_the_same_however_many_files_there_are(
    world, count, django_assert_num_queries
):
    row = third.marking(world)
    unit = third.unit_of(row, world.bureau)
    for _number in range(count):
        with_file(world, unit, criterion=row.criteria.first())
    first = seat("first")
    first.get(at("unit-marks", unit.pk))
    with django_assert_num_queries(10):
        assert first.get(at("unit-marks", unit.pk)).status_code == 200
