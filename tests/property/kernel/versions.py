"""Random versions of every kind, as valid graphs of components, and random facts for them, extremes included."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from service.domain.decimals import ROUNDING_MODES
from service.law import components as law
from service.law.components import Band, Component, Head, Option
from service.law.conditions import All, AnyOf, Compared, Condition, InList, Not, OneOf, Season, Since
from service.law.document import Due, Evidence, Input, Schedule, Status, Version, Zones

SCHEDULE = Schedule(
    "xx.levy", {"en": "levy"}, "XX", "levy", "operator", "month", "discrete", "UTC", "USD"
)  # fmt: skip
NUMBERS = {"kwh": "energy_kwh", "income": "mined_value", "costs": "deductible_costs"}
LISTS = {"south": Zones({"en": "The south", "ru": "Юг"}, ("XX-A", "XX-B"))}
CODES = ("XX-A", "XX-B", "XX-C")
_LOW = Decimal(-(10**6))  # most numbers drawn lie above it, some do not
PRODUCTS_AT_MOST = 2  # each doubles the digits

Drawn = Any  # what `st.composite` hands over to draw with


def decimals(whole: st.SearchStrategy[int], scale: int) -> st.SearchStrategy[Decimal]:
    """Draw numbers of *whole* digits with up to *scale* of them after the point."""
    return st.builds(lambda digits, places: Decimal(digits).scaleb(-places), whole, st.integers(0, scale))


rates = decimals(st.integers(0, 10**6), 6)
numbers = decimals(st.integers(-(10**9), 10**9), 4)
edges = decimals(st.integers(1, 10**8), 3)
steps = st.sampled_from([Decimal(text) for text in ("0.01", "1", "0.05", "1000", "0.001", "7", "2.5")])
modes = st.sampled_from(sorted(ROUNDING_MODES))
days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
days_of_year = days.map(lambda day: (day.month, day.day))

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(OneOf, st.just("region"), st.sets(st.sampled_from(CODES)).map(tuple)),
    st.builds(InList, st.just("zone"), st.just("south"), st.sets(st.sampled_from(CODES), min_size=1).map(tuple)),
    st.builds(
        Compared,
        st.sampled_from([*NUMBERS, "energy_kwh_month"]),
        st.sampled_from(["above", "at_least", "below", "at_most", "equals"]),
        st.one_of(edges, numbers, st.just(Decimal("1E+25"))),
    ),
    st.builds(Since, st.just("period_start"), days),
    st.builds(Season, days_of_year, days_of_year),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(All),
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=5,
)
maybe_conditions = st.one_of(st.none(), conditions)


@st.composite
def bands(draw: Drawn, *, floor: Decimal | None = None) -> tuple[Band, ...]:
    """Draw rising bands, more than a dozen now and then, from *floor* (default: zero)."""
    rising = sorted(draw(st.sets(edges, max_size=draw(st.sampled_from([1, 4, 20])))))
    starts = [Decimal(0) if floor is None else floor, *rising]
    return tuple(Band(start, draw(rates), None) for start in starts)


@st.composite
def versions(draw: Drawn, *, at_most: int = 10) -> Version:
    """Draw a version in which every component names inputs or earlier components."""
    names, built, products = list(NUMBERS), list[Component](), 0
    for position in range(draw(st.integers(1, at_most))):
        kinds = [kind for kind in _BUILDERS if kind != "product" or products < PRODUCTS_AT_MOST]
        kind = draw(st.sampled_from(kinds))
        products += kind == "product"
        head = Head(f"c{position}", kind, None, None, None)
        built.append(draw(_component(head, names)))
        if kind != "eligibility":
            names.append(head.id)
    return version_of(built)


def version_of(components: Sequence[Component]) -> Version:
    """Make a version of *components* over the inputs of this module."""
    inputs = {name: Input(name, fact, {}) for name, fact in {**NUMBERS, "region": "region"}.items()}
    return Version(
        "xx.levy", "1", Status.ILLUSTRATIVE, None, None, None, None, None, Evidence.VERIFIED, {}, None, inputs, LISTS,
        tuple(components), None, Due(None, None), (), (), {}, "",
    )  # fmt: skip


@st.composite
def facts(draw: Drawn, version: Version) -> dict[str, Any]:
    """Draw a case for *version*: its own edges and their neighbours, zero, coins, and far beyond 64 bits."""
    starts = [band.start for component in version.components for band in getattr(component, "bands", None) or ()]
    near = st.builds(
        lambda start, unit, side: start + unit * side,
        st.sampled_from(starts or [Decimal(0)]),
        st.sampled_from([Decimal(1), Decimal("0.001"), Decimal("1E-18")]),
        st.sampled_from([-1, 0, 1]),
    )
    amounts = st.one_of(
        st.just(Decimal(0)),
        near,
        numbers,
        st.builds(lambda whole: Decimal(whole).scaleb(-18), st.integers(0, 10**24)),
        st.builds(Decimal, st.integers(2**63 - 2, 2**63 + 2)),
        st.builds(Decimal, st.integers(0, 10**30)),
    )
    unknown_at_times = st.one_of(amounts, amounts, amounts, st.none())
    codes = st.sampled_from(CODES)
    return {
        **{name: draw(amounts) for name in NUMBERS},
        "energy_kwh_month": draw(unknown_at_times),
        "region": draw(codes),
        "zone": draw(st.one_of(codes, st.none())),
        "period_start": draw(days),
        "day": draw(days),
    }


@st.composite
def _component(draw: Drawn, head: Head, names: list[str]) -> Component:
    ref = st.sampled_from(names)
    refs = st.lists(ref, min_size=1, max_size=3).map(tuple)
    operand = st.one_of(ref, numbers)
    built: Component = draw(_BUILDERS[head.kind](st.just(head), ref, refs, operand))
    return built


def _choose(head: Any, ref: Any, refs: Any, operand: Any) -> st.SearchStrategy[Component]:
    del ref
    options = st.lists(st.builds(Option, maybe_conditions, operand), min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(law.ChooseFirst, head, options), st.builds(law.ChooseHighest, head, refs))


def _lookup(head: Any, ref: Any, _: Any, __: Any) -> st.SearchStrategy[Component]:
    tables = st.dictionaries(st.sampled_from(CODES), rates, min_size=1)
    by_code = st.builds(law.Lookup, head, st.just("region"), st.none(), tables, st.none(), st.none())
    return st.one_of(st.builds(law.Lookup, head, ref, bands(floor=_LOW), *[st.none()] * 3), by_code)


_BUILDERS: dict[str, Any] = {
    "per_unit": lambda head, ref, _, __: st.builds(law.PerUnit, head, ref, rates),
    "percent": lambda head, ref, _, __: st.builds(law.Percent, head, ref, rates),
    "brackets": lambda head, ref, _, __: st.builds(
        law.Brackets, head, ref, st.sampled_from(["marginal", "slab"]), bands(floor=None)
    ),
    "lookup": _lookup,
    "product": lambda head, ref, _, __: st.builds(law.Product, head, ref, ref),
    "ratio": lambda head, ref, _, __: st.builds(law.Ratio, head, ref, ref, st.integers(0, 9), modes, numbers),
    "subtract": lambda head, ref, refs, __: st.builds(
        law.Subtract, head, ref, refs, st.one_of(st.none(), st.just(Decimal(0)), numbers)
    ),
    "total": lambda head, _, refs, __: st.builds(
        law.Total, head, refs, st.one_of(st.just(()), refs)
    ),
    "choose": _choose,
    "exempt": lambda head, ref, _, __: st.builds(law.Exempt, head, ref, conditions, st.just("relief")),
    "surcharge": lambda head, ref, _, __: st.builds(law.Surcharge, head, ref, rates, maybe_conditions),
    "credit": lambda head, ref, _, __: st.builds(law.Credit, head, ref, rates, maybe_conditions, st.booleans()),
    "cap": lambda head, ref, _, operand: st.builds(law.Cap, head, ref, operand),
    "minimum": lambda head, ref, _, operand: st.builds(law.Minimum, head, ref, operand),
    "eligibility": lambda head, _, __, ___: st.builds(
        law.Eligibility, head, conditions, st.just("found"), st.just("alert"), st.just({"en": "found"})
    ),
    "round": lambda head, ref, _, __: st.builds(law.Round, head, ref, steps, modes),
}  # fmt: skip
