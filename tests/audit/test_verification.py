"""Every way to tamper with a sealed ledger that needs no database, at every position."""

import datetime
import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import ledger, merkle, verification
from audit.ledger import EntryRow, Head, SealRow
from audit.verification import Finding, Report

AT = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
SIZES = (1, 2, 3, 5, 8)


@dataclass
class House:
    """A ledger in memory: what the database holds, and the heads that have left it."""

    seals: list[SealRow]
    entries: dict[int, EntryRow]
    heads: list[Head | None] | None

    def report(self) -> Report:
        report = Report()
        verification.check_sealed(self.seals, self.fetch, self.heads, report)
        return report

    def fetch(self, ids):
        return {number: self.entries[number] for number in ids if number in self.entries}

    def where(self, entry: int) -> SealRow:
        return next(seal for seal in self.seals if entry in seal.entry_ids)

    def edit(self, entry: int, **changes) -> None:
        self.entries[entry] = self.entries[entry]._replace(**changes)

    def edit_seal(self, number: int, **changes) -> None:
        self.seals[number - 1] = self.seals[number - 1]._replace(**changes)

    def reseal(self, number: int, previous: bytes | None = None) -> None:
        """Make one seal consistent with the entries as they are now."""
        seal = self.seals[number - 1]
        entries = [self.entries[entry] for entry in seal.entry_ids]
        self.seals[number - 1] = ledger.make_seal(
            number, seal.sealed_at, entries, previous or seal.previous
        )


def entry(number: int, minute: int, **details) -> EntryRow:
    salt = number.to_bytes(16, "big")
    text = ledger.canonical({"value": number, **details})
    digest = ledger.digest_of(salt, text)
    return EntryRow(
        number, AT + MINUTE * minute, number % 3 or None, "room.deed", "room.Thing", str(number),
        digest, salt, text,
    )  # fmt: skip


def build(sizes=SIZES, heads=True) -> House:
    """Seals of these sizes; as in life, entry numbers have gaps and batches overlap."""
    numbers = [2 * number for number in range(1, sum(sizes) + 1)]
    if len(numbers) > 3:
        numbers[1], numbers[3] = numbers[3], numbers[1]
    seals, entries, previous = [], {}, ledger.NOTHING_BEFORE
    for number, size in enumerate(sizes, 1):
        batch = sorted(numbers[sum(sizes[: number - 1]) :][:size])
        rows = [entry(each, number) for each in batch]
        entries |= {row.id: row for row in rows}
        seals.append(ledger.make_seal(number, AT + MINUTE * (number + 1), rows, previous))
        previous = seals[-1].hash
    kept = [Head(seal.number, seal.hash) for seal in seals] if heads else None
    return House(seals, entries, kept)


def test_an_untouched_ledger_is_intact():
    report = build().report()
    assert report == Report(entries=19, seals=5)
    assert report.intact


def test_an_empty_ledger_is_intact():
    assert build(sizes=()).report() == Report()


def edit_details(house, target):
    house.edit(target, details='{"value":0}')
    return "entry-details"


def edit_salt(house, target):
    house.edit(target, salt=b"x" * 16)
    return "entry-details"


def edit_digest(house, target):
    house.edit(target, digest=b"x" * 32)
    return "entry-digest"


def edit_details_and_digest(house, target):
    salt = house.entries[target].salt
    house.edit(target, details='{"value":0}', digest=ledger.digest_of(salt, '{"value":0}'))
    return "entry-changed"


def edit_time(house, target):
    house.edit(target, at=house.entries[target].at + datetime.timedelta(microseconds=1))
    return "entry-changed"


def edit_actor(house, target):
    house.edit(target, actor=99)
    return "entry-changed"


def edit_verb(house, target):
    house.edit(target, verb="room.other")
    return "entry-changed"


def edit_target(house, target):
    house.edit(target, target_id="0")
    return "entry-changed"


def delete(house, target):
    del house.entries[target]
    return "entry-missing"


def swap(house, target):
    """Give the entry the content of another, and the other its own."""
    other = target + 2 if target + 2 in house.entries else target - 2
    mine, its = house.entries[target], house.entries[other]
    house.entries[target], house.entries[other] = its._replace(id=target), mine._replace(id=other)
    first = min((target, other), key=lambda each: (house.where(each).number, each))
    return "entry-changed", first


ENTRY_TAMPERS = [
    edit_details, edit_salt, edit_digest, edit_details_and_digest, edit_time, edit_actor,
    edit_verb, edit_target, delete, swap,
]  # fmt: skip


@pytest.mark.parametrize("tamper", ENTRY_TAMPERS)
def test_a_touched_entry_is_named_wherever_it_lies(tamper):
    for target in build().entries:
        house = build()
        told = tamper(house, target)
        code, first = told if isinstance(told, tuple) else (told, target)
        assert house.report().finding == Finding(code, house.where(first).number, first)


def edit_root(house, number):
    house.edit_seal(number, root=b"x" * 32)
    return "seal-leaves", number


def edit_leaf(house, number):
    leaves = house.seals[number - 1].leaves
    house.edit_seal(number, leaves=leaves[:-1] + bytes([leaves[-1] ^ 1]))
    return "seal-leaves", number


def cut_a_leaf(house, number):
    house.edit_seal(number, leaves=house.seals[number - 1].leaves[:-32])
    return "seal-leaves", number


def add_a_leaf(house, number):
    house.edit_seal(number, leaves=house.seals[number - 1].leaves + b"x" * 32)
    return "seal-leaves", number


def cut_an_entry_and_its_leaf(house, number):
    seal = house.seals[number - 1]
    house.edit_seal(number, leaves=seal.leaves[:-32], entry_ids=seal.entry_ids[:-1])
    return "seal-leaves", number


def edit_leaf_and_root(house, number):
    leaves = b"x" * 32 * len(house.seals[number - 1].entry_ids)
    parts = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    house.edit_seal(number, leaves=leaves, root=merkle.root(parts))
    return "seal-changed", number


def edit_time_of_seal(house, number):
    house.edit_seal(number, sealed_at=AT)
    return "seal-changed", number


def edit_hash(house, number):
    house.edit_seal(number, hash=b"x" * 32)
    return "seal-changed", number


def edit_previous(house, number):
    house.edit_seal(number, previous=b"x" * 32)
    return "seal-changed", number


def delete_seal(house, number):
    del house.seals[number - 1]
    last = number == len(SIZES)
    return "seals-cut-off" if last else "seal-missing", number


def cut_the_tail(house, number):
    del house.seals[number - 1 :]
    return "seals-cut-off", number


def swap_seals(house, number):
    other = number - 1 or 2
    mine, its = house.seals[number - 1], house.seals[other - 1]
    house.seals[number - 1] = its._replace(number=number)
    house.seals[other - 1] = mine._replace(number=other)
    return "seal-changed", min(number, other)


def renumber(house, number):
    house.seals.append(house.seals.pop(number - 1)._replace(number=number + 10))
    return "seal-missing", number


def forge_an_entry_and_its_seal(house, number):
    """A seal made anew over an edited entry: only its head outside knows better."""
    house.edit(house.seals[number - 1].entry_ids[0], actor=99)
    house.reseal(number)
    return "seal-head", number


def forge_everything_from_here(house, number):
    house.edit(house.seals[number - 1].entry_ids[0], actor=99)
    for later in range(number, len(SIZES) + 1):
        house.reseal(later, house.seals[later - 2].hash if later > 1 else None)
    return "seal-head", number


SEAL_TAMPERS = [
    edit_root, edit_leaf, cut_a_leaf, add_a_leaf, cut_an_entry_and_its_leaf, edit_leaf_and_root,
    edit_time_of_seal, edit_hash, edit_previous, delete_seal, cut_the_tail, swap_seals, renumber,
    forge_an_entry_and_its_seal, forge_everything_from_here,
]  # fmt: skip


@pytest.mark.parametrize("tamper", SEAL_TAMPERS)
@pytest.mark.parametrize("number", range(1, len(SIZES) + 1))
def test_a_touched_seal_is_named_wherever_it_lies(tamper, number):
    house = build()
    code, first = tamper(house, number)
    assert house.report().finding == Finding(code, first)


def test_entries_swapped_within_a_seal_are_named():
    house = build()
    first, second, *rest = house.seals[3].entry_ids
    house.edit_seal(4, entry_ids=[second, first, *rest])
    assert house.report().finding == Finding("entry-changed", 4, second)


def test_without_heads_a_forged_seal_breaks_the_next_one():
    house = build(heads=False)
    forge_an_entry_and_its_seal(house, 2)
    report = house.report()
    assert report.finding == Finding("seal-chain", 3)
    assert report.notices == [Finding("heads-missing")]


def test_without_heads_a_cut_tail_is_not_noticed_and_the_report_says_so():
    house = build(heads=False)
    cut_the_tail(house, 4)
    assert house.report() == Report(entries=6, seals=3, notices=[Finding("heads-missing")])


def test_the_first_break_is_named_when_there_are_several():
    house = build()
    edit_root(house, 5)
    edit_actor(house, house.seals[3].entry_ids[1])
    assert house.report().finding == Finding("entry-changed", 4, house.seals[3].entry_ids[1])
    delete(house, house.seals[1].entry_ids[1])
    assert house.report().finding == Finding("entry-missing", 2, house.seals[1].entry_ids[1])


@pytest.mark.parametrize(
    ("heads", "notice"),
    [
        (lambda heads: heads[2:], Finding("heads-incomplete", 1)),
        (lambda heads: heads[:3], Finding("heads-incomplete", 4)),
        (lambda heads: [heads[0], None, *heads[1:]], Finding("heads-spoilt", 2)),
        (lambda heads: [heads[0], *heads], Finding("heads-order", 1)),
        (lambda heads: [*heads[:3], heads[0], *heads[3:]], Finding("heads-order", 1)),
    ],
)
def test_heads_that_are_not_whole_are_told_and_decide_nothing(heads, notice):
    house = build()
    house.heads = heads(house.heads)
    assert house.report() == Report(entries=19, seals=5, notices=[notice])


def test_a_head_after_a_spoilt_line_still_counts():
    house = build()
    house.heads = [None, *house.heads]
    forge_everything_from_here(house, 5)
    assert house.report().finding == Finding("seal-head", 5)


def test_an_entry_dated_back_past_a_seal_is_told():
    house = build()
    late = house.seals[2].entry_ids[1]
    house.edit(late, at=AT - datetime.timedelta(hours=24))
    house.reseal(3)
    for number in (4, 5):
        house.reseal(number, house.seals[number - 2].hash)
    house.heads = [Head(seal.number, seal.hash) for seal in house.seals]
    report = house.report()
    assert report.intact
    assert report.notices == [Finding("entry-late", 3, late)]


def test_a_clock_set_back_is_told():
    house = build()
    house.edit_seal(5, sealed_at=AT)
    house.reseal(5)
    house.heads[4] = Head(5, house.seals[4].hash)
    report = house.report()
    assert report.intact
    assert report.notices == [Finding("clock-set-back", 5)]


def test_waiting_entries_are_checked_against_their_digests():
    report = Report()
    verification.check_waiting([entry(1, 1), entry(3, 1)], report)
    assert report == Report(unsealed=2)
    report = Report()
    touched = entry(3, 1)._replace(details='{"value":0}')
    verification.check_waiting([entry(1, 1), touched, entry(5, 1)], report)
    assert report == Report(unsealed=2, finding=Finding("entry-details", None, 3))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_any_single_change_of_any_sealed_ledger_is_found(sizes, chance: random.Random):
    house = build(tuple(sizes))
    assert house.report() == Report(entries=sum(sizes), seals=len(sizes))
    if chance.random() < 0.5:
        target = chance.choice(list(house.entries))
        tamper = chance.choice([each for each in ENTRY_TAMPERS if each is not swap])
        expected = Finding(tamper(house, target), house.where(target).number, target)
    else:
        number = chance.randint(1, len(sizes))
        tamper = chance.choice([edit_root, edit_leaf, edit_leaf_and_root, edit_hash, cut_the_tail])
        expected = Finding(*tamper(house, number))
    assert house.report().finding == expected


def test_memory_does_not_grow_with_the_ledger():
    asked = []
    house = build((1500, 700, 1))

    def fetch(ids):
        asked.append(len(ids))
        return house.fetch(ids)

    verification.check_sealed(iter(house.seals), fetch, iter(house.heads), Report())
    assert asked == [1000, 1000, 201]
