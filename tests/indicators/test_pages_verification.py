"""Verifying in the browser: draw, look at the next value, and never at one's own."""

from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from departments.models import PolicyPack
from departments.services.policy_packs import publish_shipped_packs
from indicators.models import Verification, VerificationSample
from indicators.services import draw_sample, report, verify
from tests.factories import CycleFactory, IndicatorFactory
from tests.indicators.test_pages_values import typed
from tests.indicators.test_revisions import scored
from tests.indicators.test_verification import packed
from tests.kept import kept

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
@kept
def cycle():
    return CycleFactory(name="2024")


@pytest.fixture
@kept
def values(world, cycle):
    return [
        report(world.bureau, IndicatorFactory(), "2024-03", value=D(n), by=world.manager)
        for n in (1, 2, 3)
    ]


def verify_page(value, sample=None):
    address = reverse("indicators:value-verify", args=[value.pk])
    return f"{address}?sample={sample.pk}" if sample else address


def sample_of(world, cycle, **options):
    options = {"controls": "strong", "seed": "7", "by": world.auditor} | options
    return draw_sample(cycle, world.bureau, **options)


def test_author_cannot_verify_by_page(world, cycle):
    own = report(world.bureau, IndicatorFactory(), "2024-03", value=D(1), by=world.office)
    client = world.client("office")
    page = client.get(verify_page(own))
    assert page.status_code == 403
    assert "somebody else" in page.content.decode()
    sent = {"verdict": "verified", "form_token": "8f5b3f1e-9f64-4a52-9a8e-111111111111"}
    assert client.post(verify_page(own), sent).status_code == 403
    assert not Verification.objects.exists()


def test_verdict_is_recorded_once_for_two_clicks(world, values):
    client = world.client("auditor")
    address = verify_page(values[0])
    sent = typed(client, address, verdict="rejected", reason="No list")
    assert {client.post(address, sent).status_code for _click in range(2)} == {302}
    row = Verification.objects.get()
    assert (row.verdict, row.reason, row.verified_by) == ("rejected", "No list", world.auditor)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"verdict": "rejected", "reason": ""}, "reason"),
        ({"verdict": "verified", "found": "2", "reason": "kept"}, "found"),
        ({"verdict": "verified", "found": "many", "reason": "kept"}, "found"),
        ({"reason": "kept"}, "verdict"),
    ],
)
def test_what_is_wrong_stands_at_its_field(world, values, changes, field):
    client = world.client("auditor")
    page = client.post(verify_page(values[0]), typed(client, verify_page(values[0])) | changes)
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["reason"].value() == changes["reason"]
    assert not Verification.objects.exists()


def test_sample_is_drawn_and_worked_through(world, values, cycle):
    client = world.client("auditor")
    address = reverse("indicators:sample-draw")
    sent = typed(
        client, address, cycle=cycle.pk, department="BUREAU", controls="strong", seed="7"
    )  # fmt: skip
    answer = client.post(address, sent)
    sample = VerificationSample.objects.get()
    assert answer.headers["Location"] == reverse("indicators:sample", args=[sample.pk])
    assert client.post(address, sent).status_code == 302
    assert VerificationSample.objects.count() == 1
    following = reverse("indicators:sample-next", args=[sample.pk])
    for item in sample.items.order_by("position"):
        there = client.get(following).headers["Location"]
        assert there == verify_page(item.measurement, sample)
        answer = client.post(there, typed(client, there, verdict="verified"))
        assert answer.headers["Location"] == following
    assert client.get(following).headers["Location"] == reverse(
        "indicators:sample", args=[sample.pk]
    )
    page = client.get(reverse("indicators:sample", args=[sample.pk]))
    assert page.context["sentence"] == "Certified"
    assert page.context["lead"] == (
        "3 checked: 3 verified within ±5%, 0 rejected, 0 cannot be verified."
    )


def test_sample_says_how_far_it_is(world, values, cycle):
    sample = sample_of(world, cycle)
    first = sample.items.get(position=1).measurement
    client = world.client("auditor")
    address = reverse("indicators:sample", args=[sample.pk])
    assert client.get(address).context["sentence"] == "3 values to check"
    verify(first, "rejected", reason="x", sample=sample, by=world.auditor)
    assert client.get(address).context["sentence"] == "1 of 3 values checked"
    mine = report(world.bureau, IndicatorFactory(), "2024-04", value=D(4), by=world.office)
    sample = sample_of(world, cycle, seed="8")
    page = world.client("office").get(reverse("indicators:sample", args=[sample.pk]))
    assert (page.context["may_verify"], page.context["others"]) == (True, 1)
    assert mine.pk in sample.items.values_list("measurement", flat=True)


def test_rejection_shows_its_consequence(world, values, cycle):
    packed(cycle, no_proof="disregard")
    client = world.client("auditor")
    sent = typed(client, verify_page(values[0]), verdict="rejected", reason="No list")
    client.post(verify_page(values[0]), sent)
    page = client.get(reverse("indicators:value", args=[values[0].pk]))
    assert page.context["is_current"] is False
    assert [one["words"] for one in page.context["chain"]] == ["no proof", "1"]
    assert Entry.objects.filter(verb="indicators.report").latest("id").actor is None


def test_sample_as_a_file(world, values, cycle):
    card = IndicatorFactory(code="=1+1", name="=cmd()")
    report(world.bureau, card, "2024-03", value=D("-5"), by=world.manager)
    sample = sample_of(world, cycle)
    answer = world.client("auditor").get(reverse("indicators:sample-csv", args=[sample.pk]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    risky = next(line for line in lines if "cmd" in line)
    assert ",'=1+1,'=cmd()," in risky
    assert ",-5,%," in risky


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("name", "count"), [("samples", 6), ("sample", 7)])
def test_pages_take_as_many_queries_for_three_rows(
    world, values, cycle, size, name, count, django_assert_num_queries
):
    if name == "samples":
        for n in range(size):
            sample_of(world, cycle, seed=f"{n}")
        address = reverse("indicators:samples")
    else:
        sample = sample_of(world, cycle, size=size)
        for item in sample.items.all():
            verify(item.measurement, "verified", sample=sample, by=world.supervision)
        address = reverse("indicators:sample", args=[sample.pk])
    client = world.client("auditor")
    client.get(address)
    with django_assert_num_queries(count):
        client.get(address)


# --- revisions


def test_register_lists_old_and_new(world, cycle):
    card = IndicatorFactory(code="K-1", unit="%")
    report(world.bureau, card, "2024-03", value=D(71), by=world.manager)
    report(
        world.bureau, card, "2024-03", value=D(73), note="Counted twice", effect="Missed",
        by=world.manager,
    )  # fmt: skip
    client = world.client("auditor")
    address = reverse("indicators:revisions")
    [row] = client.get(address).context["rows"]
    assert (row["old"], row["new"], row["kind"], row["effect"]) == (
        "71%", "73%", "Correction", "Missed",
    )  # fmt: skip
    assert client.get(address, {"kind": "scheduled"}).context["rows"] == []
    assert len(client.get(address, {"kind": "correction", "cycle": "2024"}).context["rows"]) == 1
    assert world.client("employee").get(address).context["rows"] == []
    text = client.get(reverse("indicators:revisions-csv")).content.decode("utf-8-sig")
    assert ",71,73,%,correction,Counted twice,Missed,manager," in text


def test_two_runs_are_compared_sentence_first(world, cycle):
    from indicators.services import set_target
    from indicators.services.runs import publish_run

    card = IndicatorFactory(code="K-1", unit="%")
    for place, value in ((world.bureau, 90), (world.other, 80)):
        set_target(place, card, cycle, value=D(100), by=None)
        report(place, card, "2024", value=D(value), by=None)
    older = scored(cycle)
    publish_run(older, by=None)
    client = world.client("office")
    assert client.get(reverse("indicators:revisions")).context["since"] is None
    report(world.bureau, card, "2024", value=D(70), note="Counted twice", by=world.manager)
    since = client.get(reverse("indicators:revisions")).context["since"]
    assert since["words"].startswith("1 figure of 2024 was revised after the published run")
    newer = scored(cycle)
    address = reverse("indicators:run-compare", args=[older.pk, newer.pk])
    page = client.get(address)
    assert page.context["heading"] == "3 of 3 departments changed"
    assert page.context["lead"] == (
        "The largest change: Bureau, from 90.0 to 70.0. 2 changed their rank."
    )
    assert [row["new"] for row in page.context["causes"]] == ["70%"]
    text = client.get(
        reverse("indicators:run-compare-csv", args=[older.pk, newer.pk])
    ).content.decode("utf-8-sig")
    assert "BUREAU,Bureau,90,70,-20,1,2,-1,1,1,true,true" in text.splitlines()
    assert b">Grade<" not in page.content
    publish_shipped_packs(by=None)
    cycle.policy = PolicyPack.objects.get(code="generic")
    cycle.save(update_fields=["policy"])
    graded = client.get(address)
    assert graded.context["lead"].endswith("2 changed their rank. 2 changed their grade.")
    assert "Strong → <b>Fair</b>" in graded.content.decode()
    assert "优秀 → <b>合格</b>" in client.get(address.replace("/en/", "/zh-hans/")).content.decode()
    text = client.get(reverse("indicators:run-compare-csv", args=[older.pk, newer.pk]))
    lines = text.content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith(",publishable_now,old_grade,new_grade")
    assert "BUREAU,Bureau,90,70,-20,1,2,-1,1,1,true,true,strong,fair" in lines
    same = reverse("indicators:run-compare", args=[older.pk, older.pk])
    assert client.get(same).status_code == 404
    assert client.get(address, {"period": "1999"}).status_code == 404
