"""How figures come out of the database: in pieces, each in its place."""

import struct

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.reading import HEAD, PLAIN_COLUMNS, Pieces, read_plain, record
from tests.examples import cases
from tests.factories import DepartmentFactory
from tests.indicators.plans import Plan

ROW = record(PLAIN_COLUMNS)
ROWS = st.lists(st.tuples(*[st.integers(1, 2**31 - 1)] * 5), max_size=20)


def sent(rows):
    """The rows as a binary COPY: a head, fields with their lengths, an end."""
    fields = ">h" + "".join(f"i{'iq'[kind == 'i8']}" for _name, kind in PLAIN_COLUMNS)
    lengths = [int(kind[1]) for _name, kind in PLAIN_COLUMNS]
    body = b"".join(
        struct.pack(fields, 5, *(part for pair in zip(lengths, row, strict=True) for part in pair))
        for row in rows
    )
    return bytes(HEAD) + body + b"\xff\xff"


@given(ROWS, st.lists(st.integers(1, 120), max_size=30))
@settings(max_examples=cases(200))
def test_rows_are_whole_wherever_the_stream_is_cut(rows, cuts):
    taken = []
    pieces = Pieces(ROW, taken.append)
    stream = sent(rows)
    for size in [*cuts, len(stream)]:
        part, stream = stream[:size], stream[size:]
        assert pieces.write(memoryview(part)) == len(part)
    names = [name for name, _kind in PLAIN_COLUMNS]
    assert [tuple(map(int, row)) for piece in taken for row in piece[names].tolist()] == rows


@pytest.mark.django_db
def test_pieces_hold_what_the_table_holds(monkeypatch):
    monkeypatch.setattr("indicators.engine.reading.PIECE", 120)  # bytes; a row has 50
    plan = Plan(months=7)
    department, indicator = DepartmentFactory(), plan.indicator()
    for month in range(7):
        plan.report(department, indicator, str(month), when=month)
    taken = []
    read_plain([month.pk for month in plan.months], timezone.now(), None, taken.append)
    assert len(taken) > 2
    assert sorted(np.concatenate(taken)["micros"].tolist()) == [n * 10**6 for n in range(7)]
