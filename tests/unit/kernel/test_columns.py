"""Columns: exact in 64 bits where that is proven, in Python's integers where not, and never silently wrapped."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from service.kernel.arithmetic import Refusal
from service.kernel.columns import Codes, Column, ColumnOutcome
from service.kernel.columns.run import BLOCK_ROWS
from service.kernel.columns.values import INT64, WIDE
from service.law import components as law
from service.law.conditions import Compared, Condition, InList, OneOf, Season, Since
from tests.unit.kernel.building import DAY, bands, head, program_of

INT64_MAX = 2**63 - 1
EXCISE = law.Brackets(
    head("brackets"), "kwh", "marginal", bands(("0", "0.00"), ("2250000", "0.02"), ("5000000", "0.03"))
)
DOUBLED = law.PerUnit(head("per_unit"), "kwh", Decimal(2))


def computed(component: law.Component, kwh: Any, day: Any = DAY, **values: Any) -> ColumnOutcome:
    """Compute one component over columns."""
    return program_of(component).columns({"kwh": kwh, **values}, day)


def rule(when: Condition) -> law.Eligibility:
    """Make a finding of a condition."""
    return law.Eligibility(head("eligibility"), when, "found", "alert", {"en": "Found", "ru": "Есть"})


def test_numbers_come_out_as_whole_numbers_of_a_scale() -> None:
    """The scale of the quantity and that of the rate."""
    outcome = computed(EXCISE, Column.of([2_250_000_000, 12_000_000_000], scale=3))

    column = outcome.numbers["c"]
    assert ([0, 26_500_000_000], 5, INT64) == (column.ints.tolist(), column.scale, column.ints.dtype)
    assert [Decimal(0), Decimal(265_000)] == outcome.decimals("c")


def test_more_rows_than_a_block_are_all_computed() -> None:
    """The last block is shorter than the others."""
    rows = 2 * BLOCK_ROWS + 17

    outcome = computed(DOUBLED, Column.of(np.arange(rows)))

    assert [2 * row for row in range(rows)] == outcome.numbers["c"].ints.tolist()


@pytest.mark.parametrize("kwh", [INT64_MAX, INT64_MAX + 1, -INT64_MAX - 1, 10**30, INT64_MAX // 2 + 1])
def test_what_may_not_fit_is_computed_in_whole_numbers_without_end(kwh: int) -> None:
    """Twice the highest number of 64 bits is no negative number."""
    outcome = computed(DOUBLED, Column.of([kwh, 21]))

    assert [2 * kwh, 42] == outcome.numbers["c"].ints.tolist()


@pytest.mark.parametrize("kwh", [INT64_MAX, INT64_MAX + 1, -INT64_MAX, -INT64_MAX - 1, 10**30])
@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_only_passed_on_is_not_lost_either(kwh: int, rows: int) -> None:
    """One number for all rows, or one a row, at the very edge of 64 bits."""
    choice = law.ChooseFirst(
        head("choose"), (law.Option(OneOf("region", ("US-NY",)), "kwh"), law.Option(None, "income"))
    )

    outcome = computed(choice, Decimal(kwh), income=Column.of([7] * rows), region="US-NY")

    assert [kwh] * rows == outcome.numbers["c"].ints.tolist()


def test_the_highest_number_that_fits_stays_in_64_bits() -> None:
    """The proof is exact where it can be."""
    outcome = computed(DOUBLED, Column.of([INT64_MAX // 2, 21]))

    assert ([INT64_MAX - 1, 42], INT64) == (outcome.numbers["c"].ints.tolist(), outcome.numbers["c"].ints.dtype)


def test_rows_that_fit_are_not_slowed_down_by_one_that_does_not() -> None:
    """Only the rows beyond are computed in Python; the result is wide only if a result is."""
    ints = np.arange(1000, dtype=object)
    ints[500] = 10**18
    share = law.Percent(head("percent"), "kwh", Decimal("0.000000000000000001"))
    capped = law.Cap(head("cap", "capped"), "c", Decimal(1))
    rounded = law.Round(head("round", "rounded"), "capped", Decimal(1), "half_up")

    outcome = program_of(share, capped, rounded).columns({"kwh": Column.of(ints)}, DAY)

    assert (INT64, 1) == (outcome.numbers["rounded"].ints.dtype, outcome.numbers["rounded"].ints[500])
    assert 0 == outcome.numbers["rounded"].ints[999]


def test_coins_of_eighteen_decimals_meet_prices_exactly() -> None:
    """A wei at a price of two decimals."""
    product = law.Product(head("product"), "kwh", "income")
    coins, prices = Column.of([1, 10**18, 123_456_789_012_345_678], scale=18), Column.of([6_500_000] * 3, scale=2)

    outcome = computed(product, coins, income=prices)

    expected = [Decimal("0.000000000000065"), Decimal(65_000), Decimal("8024.69128580246907")]
    assert expected == outcome.decimals("c")


def test_a_rate_too_fine_for_64_bits_is_exact_all_the_same() -> None:
    """Where even the document does not fit, every row is computed in Python."""
    outcome = computed(law.PerUnit(head("per_unit"), "kwh", Decimal("1.00000000000000000001")), Column.of([3, 5]))

    assert [Decimal("3.00000000000000000003"), Decimal("5.00000000000000000005")] == outcome.decimals("c")


def test_many_bands_are_bisected_to_the_same_result() -> None:
    """Above a dozen bands the search changes, not the answer."""
    many = bands(*((str(10 * edge), str(edge)) for edge in range(40)))
    slab = law.Brackets(head("brackets"), "kwh", "slab", many)
    values = [0, 9, 10, 11, 199, 200, 389, 390, 391, 10**6]

    outcome = computed(slab, Column.of(values))

    assert [value * min(value // 10, 39) for value in values] == outcome.numbers["c"].ints.tolist()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Codes.of(["US-NY", "US-TX", None, "US-NY"]), [True, False, None, True]),
        (np.array(["US-NY", "US-TX", "US-AK", "US-NY"]), [True, False, False, True]),
        (np.array(["US-NY", None, "US-AK", "US-NY"], dtype=object), [True, None, False, True]),
        ("US-NY", [True, True, True, True]),
        (None, [None, None, None, None]),
    ],
)
def test_codes_are_compared_however_they_are_given(given: Any, expected: list[bool | None]) -> None:
    """Numbered codes, arrays of texts, or one for all rows; what is not known is refused."""
    outcome = computed(rule(OneOf("region", ("US-NY",))), Column.of([0, 0, 0, 0]), region=given)

    rows = outcome.findings["c"].tolist()
    assert expected == [None if outcome.refusal(row) else bool(rows[row]) for row in range(4)]


def test_a_code_that_only_the_millionth_row_has_is_found() -> None:
    """Codes are learned from a sample; what the sample does not show is not lost."""
    texts = np.array(["US-NY"] * 5000 + ["US-TX"])

    codes = Codes.of(texts)

    assert (("US-NY", "US-TX"), 1) == (codes.categories, codes.indexes[5000])


def test_days_are_compared_row_by_row() -> None:
    """A day for each row, unknown ones refused."""
    days = np.array(["2025-11-14", "2025-11-15", "2026-03-15", "2026-03-16", "NaT"], dtype="datetime64[D]")

    outcome = computed(rule(Season((11, 15), (3, 16))), Column.of([0] * 5), day=days)

    assert [False, True, True, False] == outcome.findings["c"][:4].tolist()
    assert Refusal(0, "fact-missing") == outcome.refusal(4)


@pytest.mark.parametrize("season", [Season((11, 15), (3, 16)), Season((4, 1), (10, 1))])
def test_a_day_that_is_not_known_is_in_no_season_and_out_of_none(season: Season) -> None:
    """Whether or not the season crosses New Year."""
    outcome = computed(rule(season), Column.of([0]), day=np.array(["NaT"], dtype="datetime64[D]"))

    assert Refusal(0, "fact-missing") == outcome.refusal(0)


def test_a_day_fact_may_be_one_for_all_rows() -> None:
    """As on a run over one year."""
    when = Since("period_start", date(2026, 1, 1))

    outcome = computed(rule(when), Column.of([0, 0]), period_start=date(2026, 1, 1))

    assert [True, True] == outcome.findings["c"].tolist()


def test_a_row_that_is_refused_stops_no_other() -> None:
    """It is marked with the component and the code, and has no number."""
    lookup = law.Lookup(head("lookup"), "kwh", bands(("10", "5"), ("20", "4")), None)

    outcome = computed(lookup, Column.of([9, 10, 20]))

    assert [None, Decimal(5), Decimal(4)] == outcome.decimals("c")
    assert [Refusal(0, "rate-not-found"), None, None] == [outcome.refusal(row) for row in range(3)]


def test_a_number_that_is_not_known_refuses_its_row_where_it_counts() -> None:
    """As `exact` does: always in arithmetic, in a condition only if it decides."""
    kwh = Column.of_decimals([Decimal(1), None])

    charged = computed(DOUBLED, kwh)
    judged = computed(rule(Compared("kwh", "above", Decimal(0))), kwh)

    assert [None, Refusal(-1, "fact-missing")] == [charged.refusal(row) for row in (0, 1)]
    assert [None, Refusal(0, "fact-missing")] == [judged.refusal(row) for row in (0, 1)]


def test_the_first_refusal_of_a_row_counts() -> None:
    """In the order of the document, as `exact` stops at the first."""
    lookup = law.Lookup(head("lookup", "rate"), "kwh", bands(("10", "5")), None)
    program = program_of(rule(InList("zone", "south", ("tulun",))), lookup)

    outcome = program.columns({"kwh": Column.of([9, 9, 10]), "zone": Codes.of([None, "tulun", "zima"])}, DAY)

    assert ["fact-missing", "rate-not-found", None] == [
        refusal and refusal.code for refusal in map(outcome.refusal, range(3))
    ]


def test_refusals_keep_their_meaning_where_wide_rows_are_put_among_narrow_ones() -> None:
    """Both runs number their refusals; together they have one list."""
    lookup = law.Lookup(head("lookup", "rate"), "kwh", bands(("10", "5")), None)
    charge = law.Product(head("product", "charge"), "kwh", "rate")
    program = program_of(rule(OneOf("region", ("US-NY",))), lookup, charge)
    ints = np.array([10**40, -(10**40), 9, 10, 10**40], dtype=object)

    outcome = program.columns({"kwh": Column.of(ints), "region": Codes.of(["US-NY"] * 4 + [None])}, DAY)

    codes = [refusal and refusal.code for refusal in map(outcome.refusal, range(5))]
    assert [None, "rate-not-found", "rate-not-found", None, "fact-missing"] == codes
    assert [5 * 10**40, None, None, 50, None] == outcome.decimals("charge")


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "uint8", "uint32"])
def test_shorter_whole_numbers_are_widened(dtype: str) -> None:
    """Sums of bytes are no bytes."""
    assert [254, 200] == computed(DOUBLED, Column.of(np.array([127, 100], dtype=dtype))).numbers["c"].ints.tolist()


def test_numbers_that_are_not_whole_are_refused() -> None:
    """No float comes near a quantity."""
    for ints in (np.array([0.1, 0.2]), np.array([1, 0.2], dtype=object), np.array([True])):
        with pytest.raises(TypeError, match="whole numbers of a scale"):
            Column.of(ints)


def test_unsigned_numbers_beyond_64_bits_are_widened() -> None:
    """Their upper half has no sign to lose."""
    column = Column.of(np.array([2**64 - 1], dtype=np.uint64))

    assert ([2**64 - 1], WIDE) == (column.ints.tolist(), column.ints.dtype)


def test_decimals_are_taken_at_the_least_scale_that_holds_all() -> None:
    """Also of numbers written with more."""
    column = Column.of_decimals([Decimal("1.50"), Decimal("-0.125"), Decimal("1E+2")])

    assert ([1500, -125, 100_000], 3, -125, 100_000) == (column.ints.tolist(), column.scale, column.low, column.high)
    assert WIDE == Column.of_decimals([Decimal("1E+20")]).ints.dtype


def test_columns_of_different_lengths_are_refused() -> None:
    """A row needs all of its values."""
    with pytest.raises(ValueError, match=r"different numbers of rows: \[2, 3\]"):
        computed(DOUBLED, Column.of([1, 2]), income=Column.of([1, 2, 3]))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kwh": "1"}, "a number is given as a Column"),
        ({"kwh": Column.of([1]), "region": Decimal(1)}, "codes are given as Codes"),
        ({"kwh": Column.of([1]), "period_start": "2025-01-01"}, "days are given as"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(values: dict[str, Any], said: str) -> None:
    """With the types that would do."""
    conditions: list[Condition] = [OneOf("region", ("US-NY",)), Since("period_start", DAY)]
    program = program_of(
        DOUBLED, *(rule(when)._replace(head=head("eligibility", f"e{at}")) for at, when in enumerate(conditions))
    )

    with pytest.raises(TypeError, match=said):
        program.columns(values, DAY)


def test_no_rows_come_to_no_rows() -> None:
    """An empty batch is a batch."""
    outcome = computed(EXCISE, Column.of(np.array([], dtype=np.int64)))

    assert ([], 0) == (outcome.decimals("c"), outcome.refused.size)
