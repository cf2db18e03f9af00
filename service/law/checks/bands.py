"""Bands rise from the floor, lookups leave no hole without saying why, and fractions are not percentages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from service.domain.decimals import ONE, ZERO, plain
from service.law.components import Band, Brackets, Credit, Lookup, Percent, Round
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.naming import codes_of, fact_behind
from service.law.units import CURRENCY, measure


def check_bands(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `no-bands`, `bands-...`, `lookup-...`, `unknown-code`, `fraction-above-one` and `step-zero`."""
    units = measure(version).units
    for index, component in enumerate(version.components):
        path = pointer("components", index)
        match component:
            case Brackets():
                yield from _brackets(component, path)
                if units.get(component.of) == CURRENCY:
                    for at, band in enumerate(component.bands):
                        yield from _fraction(band.rate, path + pointer("bands", at, "rate"))
            case Lookup():
                yield from _lookup(version, component, path)
            case Percent() | Credit():
                yield from _fraction(component.rate, path + "/rate")
            case Round() if component.step == ZERO:
                expected, remedy = 'what a whole step is: "1" or "0.01"', "Give the step that the law rounds to."
                yield fault(path + "/step", "step-zero", found='"0"', expected=expected, remedy=remedy)
            case _:
                pass


def _brackets(component: Brackets, path: str) -> Iterator[DocumentFault]:
    yield from _rising(component.bands, path, "bands-not-rising")
    if component.bands and component.bands[0].start != ZERO:
        yield fault(
            path + "/bands/0/from",
            "bands-not-at-floor",
            found=shown(plain(component.bands[0].start)),
            expected='a first band from "0"',
            remedy='Add a band from "0", at rate "0" if the law charges nothing there.',
        )


def _lookup(version: Version, component: Lookup, path: str) -> Iterator[DocumentFault]:
    hole = None
    if component.bands is not None:
        yield from _rising(component.bands, path, "lookup-overlap")
        if component.bands and component.bands[0].start != ZERO:
            hole = f"values below {plain(component.bands[0].start)}"
    elif component.table is not None:
        yield from _table(version, component, component.table, path)
        hole = _codes_left_out(version, component, component.table)
    if hole is not None and component.no_hit is None:
        yield fault(
            path,
            "lookup-hole",
            found=f"no rate for {hole}",
            expected="a rate for everything that can occur, or no_hit with the reason why there is none",
            remedy="Add what is missing; if the sources give no rate there, say so in no_hit: such a case is refused.",
        )
    if hole is None and component.no_hit is not None:
        expected, remedy = "no_hit only where the bands or the table leave a hole", "Remove no_hit."
        yield fault(path + "/no_hit", "no-hit-needless", found="no hole", expected=expected, remedy=remedy)


def _rising(bands: tuple[Band, ...], path: str, code: str) -> Iterator[DocumentFault]:
    """Refuse an empty list of bands, and a band that does not begin above the one before it."""
    if not bands:
        yield fault(path + "/bands", "no-bands", found="[]", expected="at least one band", remedy="List the bands.")
    for index, (lower, upper) in enumerate(pairwise(bands), start=1):
        if upper.start <= lower.start:
            yield fault(
                path + pointer("bands", index, "from"),
                code,
                found=f"{plain(upper.start)} after {plain(lower.start)}",
                expected=f"an edge above {plain(lower.start)}",
                remedy="Put the bands into rising order, each edge once; a band ends where the next begins.",
            )


def _table(version: Version, component: Lookup, table: dict[str, Decimal], path: str) -> Iterator[DocumentFault]:
    if not table:
        yield fault(path + "/table", "no-bands", found="{}", expected="at least one code", remedy="List the codes.")
    fact = fact_behind(version, component.by)
    codes = codes_of(fact) if fact is not None else None
    for code in sorted(set(table) - codes) if codes is not None else ():
        expected = f"one of: {listed(codes or ())}"
        remedy = "Write the code as the fact has it."
        yield fault(path + pointer("table", code), "unknown-code", found=shown(code), expected=expected, remedy=remedy)


def _codes_left_out(version: Version, component: Lookup, table: dict[str, Decimal]) -> str | None:
    """Name the codes that the fact can have and the table has not; where codes are without number, any other."""
    fact = fact_behind(version, component.by)
    codes = codes_of(fact) if fact is not None else None
    if codes is None:
        return "any other code"
    return listed(codes - set(table)) if codes - set(table) else None


def _fraction(rate: Decimal, path: str) -> Iterator[DocumentFault]:
    if rate > ONE:
        yield fault(
            path,
            "fraction-above-one",
            found=shown(plain(rate)),
            expected='a fraction of at most "1"',
            remedy='Write 25 % as "0.25".',
        )
