"""The shipped packs are sound, and every mistake in a pack is named with its place."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest

from departments.policy.compare import Difference, differences
from departments.policy.pack import parse, sha256
from departments.policy.reading import PolicyError

FOLDER = Path(__file__).parents[2] / "departments" / "policy"
GENERIC = json.loads((FOLDER / "generic.json").read_text())["content"]
LOCAL = json.loads((FOLDER / "cn_local.json").read_text())["content"]


@pytest.mark.parametrize("content", [GENERIC, LOCAL], ids=["generic", "cn-local"])
def test_shipped_pack_is_sound_and_every_source_is_used(content):
    pack = parse(content)
    rest = json.dumps({key: part for key, part in content.items() if key != "sources"})
    assert [code for code in pack.sources if code not in rest] == []
    assert pack.scoring["coverage"].value == Decimal("0.80")
    assert pack.scoring["over_attainment"].value == Decimal("1.30")


def test_local_pack_holds_the_clocks_of_the_law():
    deadlines = parse(LOCAL).deadlines
    clocks = {step: (row.n, row.unit) for step, row in deadlines.items() if row.source.code == "S1"}
    assert clocks == {
        "review_request": (30, "calendar"),
        "review_decision": (30, "calendar"),
        "appeal_after_review": (15, "calendar"),
        "appeal_direct": (30, "calendar"),
        "appeal_decision": (60, "calendar"),
        "appeal_extension": (30, "calendar"),
    }


@pytest.mark.parametrize(
    ("score", "grade"),
    [("100", "excellent"), ("90", "excellent"), ("89.99", "good"), ("80", "good"),
     ("79.99", "medium"), ("60", "medium"), ("59.99", "poor"), ("-1", "poor")],
)  # fmt: skip
def test_bands_are_half_open(score, grade):
    assert parse(LOCAL).grade_scales["budget-performance"].grade(Decimal(score)) == grade


def test_no_score_decides_what_people_decide():
    with pytest.raises(ValueError, match="no score decides"):
        parse(LOCAL).grade_scales["civil-servant-annual"].grade(Decimal(90))


def change(content, path, value):
    """A copy in which the member at `path` is `value`."""
    changed = copy.deepcopy(content)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


BANDS = ["grade_scales", 0, "bands"]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (["format"], 2, "format: must lie between 1 and 1"),
        (["extra"], 1, "$: “extra” is not known here"),
        (["scoring", "cap", "value"], 1.2, "scoring.cap.value: must be a number written as text"),
        (["scoring", "cap", "value"], "x", "scoring.cap.value: “x” is not a number"),
        (["scoring", "cap", "value"], "9", "scoring.cap.value: must lie between 0.5 and 5"),
        (["scoring", "floor", "value"], "1", "scoring.floor: must lie below the cap"),
        (["scoring", "cap", "source"], "S999", "“S999” is not among the sources"),
        (["scoring", "cap"], KeyError, "scoring: “cap” is missing"),
        (["scoring", "cap", "note_zh"], "", "scoring.cap.note_en: a note stands in both"),
        (["scoring", "weight_minimum", "value"], "31", "must not exceed the largest weight"),
        ([*BANDS, 1, "to"], "89", "grade_scales[0].bands: band 1 must begin where band 2 ends"),
        ([*BANDS, 0, "to"], "101", "the best band has no “to”"),
        ([*BANDS, 1, "code"], "excellent", "grade_scales[0].bands: “excellent” stands twice"),
        (BANDS, [], "grade_scales[0].bands: needs at least two grades"),
        (["grade_scales", 2, "bands", 0, "from"], "90", "people decide this grade"),
        (["grade_scales", 0, "subject"], "dog", "must be one of: department, person, programme"),
        (["quotas", 0, "grade"], "best", "is no grade of the scale civil-servant-annual"),
        (["quotas", 0, "scale"], "none", "quotas[0].scale: must be one of"),
        (["quotas", 0, "share_with_approval"], "0.1", "must not be below the share"),
        (["deadlines", "urging_reply", "n"], "10", "must be a whole number"),
        (["deadlines", "urging_reply", "unit"], "weeks", "one of: calendar, months, working"),
        (["deadlines", "tea"], {}, "deadlines: “tea” is not known here"),
        (["weight_frames", 0, "weights", "output"], "49", "the weights sum to 99 and not to 100"),
        (["rating_scales", 0, "levels"], [], "needs at least two levels that count"),
        (["rating_scales", 0, "levels", 0, "negative"], "no", "must be true or false"),
        (["assessment", "source_weights", 0, "weights", "self"], "1", "sum to 101"),
        (["assessment", "source_weights", 1, "category"], "leading", "“leading” stands twice"),
        (["sources"], {}, "sources: must be a list in square brackets"),
        (["deadlines"], [], "deadlines: must be an object in braces"),
        (["grade_scales", 0, "name_zh"], " ", "must be text in double quotes, and not empty"),
        (["grade_scales", 0, "code"], "Bad Code", "small letters, digits"),
    ],
)  # fmt: skip
def test_parse_names_the_place_of_a_mistake(path, value, problem):
    with pytest.raises(PolicyError) as caught:
        parse(change(LOCAL, path, value))
    assert problem in str(caught.value)


@pytest.mark.parametrize("content", [None, 3, "x", [], {}, {"format": 1}])
def test_parse_refuses_what_is_no_pack(content):
    with pytest.raises(PolicyError):
        parse(content)


def test_differences_match_list_members_by_code():
    new = change(LOCAL, [*BANDS, 0, "from"], "91")
    new["grade_scales"].reverse()
    del new["weight_frames"]
    assert differences(LOCAL, new)[0] == Difference(
        "grade_scales[budget-performance].bands[excellent].from", "90", "91"
    )
    assert {row.path.split("[")[0] for row in differences(LOCAL, new)[1:]} == {"weight_frames"}
    assert differences(LOCAL, copy.deepcopy(LOCAL)) == []


def test_sha256_does_not_depend_on_the_order_of_keys():
    turned = dict(reversed(LOCAL.items()))
    assert sha256(turned) == sha256(LOCAL)
    assert sha256(GENERIC) != sha256(LOCAL)
