"""Columns round and divide as `decimals` does: every mode, both signs, halves, and beyond 64 bits."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.decimals import EXACT, ROUNDING_MODES, divide_at_scale, round_to_step
from service.kernel.columns.arithmetic import Columns
from service.kernel.columns.values import INT64, WIDE, Column

MODES = sorted(ROUNDING_MODES)
STEPS = [Decimal(text) for text in ("1", "0.01", "0.05", "2", "7", "0.5", "1000")]

# Small ones, so that halves and whole multiples are met often, and a few that are long.
whole = st.one_of(st.integers(-60, 60), st.integers(-60, 60), st.integers(-(10**9), 10**9))
columns = st.lists(whole, min_size=1, max_size=8)


def decimals(ints: list[int], scale: int) -> list[Decimal]:
    """Read whole numbers of a scale."""
    return [EXACT.scaleb(Decimal(value), -scale) for value in ints]


def read(column: Column) -> list[Decimal]:
    """Read a column."""
    return [column.decimal(row) for row in range(column.ints.size)]


@pytest.mark.parametrize("dtype", [INT64, WIDE])
@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=50)
@given(columns, st.integers(0, 2), st.sampled_from(STEPS))
def test_a_column_is_rounded_as_its_numbers_are(
    dtype: np.dtype[Any], mode: str, ints: list[int], scale: int, step: Decimal
) -> None:
    """In 64 bits and in Python's integers."""
    column = Column.of(ints, scale)

    rounded = Columns(dtype).rounding(step, mode)(column._replace(ints=column.ints.astype(dtype)))

    assert [round_to_step(value, step, mode) for value in decimals(ints, scale)] == read(rounded)
    assert all(rounded.low <= value <= rounded.high for value in rounded.ints.tolist())


@pytest.mark.parametrize("mode", MODES)
@given(
    st.lists(st.tuples(whole, whole), min_size=1, max_size=8), st.integers(0, 2), st.integers(0, 2), st.integers(0, 4)
)
def test_a_column_is_divided_as_its_numbers_are(
    mode: str, pairs: list[tuple[int, int]], above: int, below: int, scale: int
) -> None:
    """By divisors of either sign; a divisor of zero has its declared answer."""
    dividends, divisors = ([pair[side] for pair in pairs] for side in (0, 1))

    divided, _ = Columns(INT64).division(scale, mode, Decimal("0.125"))(
        Column.of(dividends, above), Column.of(divisors, below)
    )

    expected = [
        divide_at_scale(dividend, divisor, scale, mode) if divisor else Decimal("0.125")
        for dividend, divisor in zip(decimals(dividends, above), decimals(divisors, below), strict=True)
    ]
    assert expected == read(divided)
    assert all(divided.low <= value <= divided.high for value in divided.ints.tolist())
