"""Proofs of a value: what is kept, what is refused, that nothing is lost."""

import datetime
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.errors import DomainError, WrongState
from audit.models import Entry
from indicators.models import Evidence
from indicators.services import add_file, add_link, add_note, report, verify, withdraw
from indicators.services.kept_files import clean_name, path_of
from indicators.sniffing import sniff
from tests.factories import EvidenceFactory, IndicatorFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def value(world):
    return report(world.bureau, IndicatorFactory(), "2024-03", value=71, by=world.manager)


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def office(*names, first=None):
    """A ZIP with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, first if first and name == names[0] else "x")
    return made.getvalue()


def refused(*arguments, **options):
    with pytest.raises(DomainError) as caught:
        add_file(*arguments, **options)
    return caught.value


def test_file_is_kept_with_its_fingerprint(world, value, media):
    proof = add_file(value, [PDF[:5], PDF[5:]], "list.pdf", title="Signed list", by=world.manager)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (proof.sha256, proof.size, proof.media_type) == (digest, len(PDF), "application/pdf")
    assert path_of(proof).read_bytes() == PDF
    assert "list" not in proof.path
    assert proof.keep_until.year == timezone.localdate().year + 10
    entry = Entry.objects.get(verb="indicators.add_evidence")
    assert (entry.actor, entry.details["sha256"]) == (world.manager.pk, digest)


def test_same_file_again_is_the_one_that_is_there(world, value, media):
    first = add_file(value, [PDF], "list.pdf", by=world.manager)
    assert add_file(value, [PDF], "list.pdf", by=world.manager) == first
    assert len(files(media)) == Evidence.objects.count() == 1
    withdraw(first, "The wrong month", by=world.manager)
    assert add_file(value, [PDF], "list.pdf", by=world.manager) != first


def test_links_and_notes(world, value):
    link = add_link(value, " https://data.example.org/x ", by=world.manager)
    assert add_link(value, "https://data.example.org/x", by=world.manager) == link
    note = add_note(value, "In room 12", title="Paper", by=world.manager)
    assert (link.url, note.note) == ("https://data.example.org/x", "In room 12")
    assert [row.kind for row in Evidence.objects.standing().for_list()] == ["note", "link"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "http://", "https://a b", ""])
def test_only_web_addresses_are_links(world, value, url):
    with pytest.raises(DomainError):
        add_link(value, url, by=world.manager)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "empty"),
        (b"<html><script>alert(1)</script>", "a.txt", "not kept"),
        (b"\xef\xbb\xbf  <svg onload=x>", "a.csv", "not kept"),
        ("<html>".encode("utf-16"), "a.txt", "not kept"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "not kept"),
        (b"MZ\x90\x00", "a.pdf", "not kept"),
        (b"\x00\x01\x02", "a.txt", "not kept"),
        (PDF, "a.png", "is PDF"),
        (PDF, "a.pdf.exe", "is PDF"),
        (PDF, "pdf", "is PDF"),
        (office("a.txt"), "a.zip", "not kept"),
        (office("[Content_Types].xml", "xl/vbaProject.bin"), "a.xlsx", "not kept"),
        (office("[Content_Types].xml", "xl/a", "word/b"), "a.xlsx", "not kept"),
        (b"PK\x03\x04broken", "a.xlsx", "not kept"),
    ],
)
def test_what_is_no_proof_is_refused_and_leaves_nothing(world, value, media, content, name, words):
    error = refused(value, [content], name, by=world.manager)
    assert (error.field, words in error.message) == ("file", True)
    assert (files(media), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "A.PDF", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "png"),
        (b"\xff\xd8\xff\xe0", "a.JPG", "jpeg"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "xlsx"),
        (office("[Content_Types].xml", "word/document.xml"), "a.docx", "docx"),
        (office("mimetype", first="application/vnd.oasis.opendocument.text"), "a.odt", "odt"),
        ("部门,数值\n水务局,3\n".encode("gb18030"), "a.csv", "text"),
        ("部门".encode() * 400_000, "a.txt", "text"),
        ("部门".encode("utf-16"), "a.txt", "text"),
    ],
)
def test_known_kinds_are_known_by_their_content(tmp_path, content, name, kind):
    path = tmp_path / "x"
    path.write_bytes(content)
    found = sniff(path, name)
    assert (found.kind, found.is_named_so) == (kind, True)


def test_too_large_a_file_is_given_up_at_the_limit(world, value, media, settings):
    settings.EVIDENCE_LARGEST = 1024**2

    def endless():
        for _ in range(3):
            yield b"%PDF-" + b"x" * 1024**2
        raise AssertionError("read on after the limit")

    assert "1 MB" in refused(value, endless(), "a.pdf", by=world.manager).message
    assert files(media) == []


@pytest.mark.parametrize(
    ("scanner", "scan"), [("", "unscanned"), ("true", "clean"), (lambda path: True, "clean")]
)
def test_scanner_is_asked(world, value, settings, scanner, scan):
    settings.EVIDENCE_SCANNER = scanner
    assert add_file(value, [PDF], "a.pdf", by=world.manager).scan == scan


@pytest.mark.parametrize(
    ("scanner", "words"),
    [
        ("false", "found something"),
        (lambda path: False, "found something"),
        ("sh -c 'exit 2'", "does not answer"),
        ("/nowhere/scan", "does not answer"),
    ],
)
def test_without_a_clean_answer_nothing_is_kept(world, value, media, settings, scanner, words):
    settings.EVIDENCE_SCANNER = scanner
    assert words in refused(value, [PDF], "a.pdf", by=world.manager).message
    assert files(media) == []


def test_withdrawal_keeps_the_proof_and_says_why(world, value):
    proof = add_file(value, [PDF], "a.pdf", by=world.manager)
    with pytest.raises(DomainError):
        withdraw(proof, "  ", by=world.manager)
    mark = withdraw(proof, "Wrong month", by=world.manager)
    assert withdraw(proof, "Wrong month", by=world.manager) == mark
    with pytest.raises(WrongState):
        withdraw(proof, "Another reason", by=world.office)
    assert path_of(proof).exists()
    assert not Evidence.objects.standing().exists()


@pytest.mark.parametrize("role", ["auditor", "supervision", "evaluator", "stranger", "employee"])
def test_only_who_reports_proves(world, value, media, role):
    with pytest.raises(PermissionDenied):
        add_file(value, [PDF], "a.pdf", by=world.user(role))
    with pytest.raises(PermissionDenied):
        withdraw(EvidenceFactory(measurement=value, uploaded_by=world.manager), "x",
                 by=world.user(role))  # fmt: skip
    assert files(media) == []


def test_who_verified_a_value_does_not_prove_it(world, value):
    verify(value, "verified", by=world.office)
    with pytest.raises(PermissionDenied):
        add_note(value, "x", by=world.office)
    with pytest.raises(IntegrityError, match="nobody gives the proof"), transaction.atomic():
        EvidenceFactory(measurement=value, uploaded_by=world.office)


def test_database_keeps_proofs_as_they_are(world, value):
    proof = EvidenceFactory(measurement=value, uploaded_by=world.manager)
    for change in (
        lambda: Evidence.objects.update(note="other"),
        lambda: Evidence.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    for wrong in (
        {"kind": "link", "note": "", "url": "javascript:x"}, {"kind": "file"}, {"kind": "odd"},
        {"note": ""}, {"url": "https://x"},
        {"kind": "file", "note": "", "file_name": "a.pdf", "path": "a", "media_type": "x/y",
         "scan": "clean", "sha256": "0" * 64},  # and no size
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceFactory(measurement=value, uploaded_by=world.manager, **wrong)
    assert list(Evidence.objects.all()) == [proof]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\work\\list.pdf", "list.pdf"),
        ("a\u202efdp.exe\n.pdf", "afdp.exe.pdf"),
        ("名单.pdf", "名单.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_as_plain_text(name, kept):
    assert clean_name(name) == kept


def test_years_are_counted_from_the_29th_of_february(world, value):
    with time_machine.travel(datetime.datetime(2028, 2, 29, 4, tzinfo=datetime.UTC)):
        assert add_note(value, "x", by=world.manager).keep_until == datetime.date(2038, 2, 28)


def test_a_failed_row_takes_its_file_along(world, value, media, monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("no ledger")

    monkeypatch.setattr("indicators.services.proofs.audit.record", fail)
    with pytest.raises(RuntimeError):
        add_file(value, [PDF], "a.pdf", by=world.manager)
    assert files(media) == []
    assert Path(media, "evidence").exists()
