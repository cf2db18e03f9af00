"""What a preview says of many assessments is, to the digit, what assessing each of them says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.canonical import canonical
from service.domain.decimals import EXACT
from service.domain.errors import Refusal
from service.domain.facts import CATALOGUE
from service.kernel.impact import Again, Impact, measure_impact
from service.kernel.program import Program, compile_version
from service.kernel.proving import values_of
from service.kernel.trial import StoredSegment, Trial, Way
from service.law.document import RecordedVersion, Version
from service.law.mutants import mutants
from tests.golden.shipped import library

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
NAMES: Final = (
    "kz.digital_mining_fee@2023",
    "kz.digital_mining_fee@2024",
    "ru.mining_income_tax@2025",
    "us_ny.pow_excise@s8518",
    "ru.mining_zones@2025-04-07",
)
CODES: Final[dict[str, tuple[str | None, ...]]] = {
    "operator_kind": ("legal_entity", "individual"),
    "region": ("RU-IRK", "RU-BU", "RU-DA", "KZ-55", "US-NY"),
    "zone": ("irkutsk_south", "bratsk", None),
}
numbers: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(["0", "1", "999999.999", "1000000", "2250000", "9999999999999999999.999"]),
    st.decimals(0, 10**9, places=3, allow_nan=False).map(lambda number: f"{number:f}"),
)


def facts_of(program: Program) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what may be stored of a segment."""
    members: dict[str, st.SearchStrategy[Any]] = {}
    for need in program.needs:
        match CATALOGUE[need.fact].type:
            case "quantity" | "money":
                members[need.name] = numbers
            case "day":
                members[need.name] = st.sampled_from(["2025-01-01", "2027-04-01"])
            case _:
                members[need.name] = st.sampled_from(CODES[need.fact])
    return st.fixed_dictionaries(members)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Trial, list[StoredSegment]]:
    """Draw a version with one edit, to be tried on segments that the shipped one has assessed; one or two in each."""
    schedule, version = library()[draw(st.sampled_from(NAMES))]
    mutant = draw(st.sampled_from(list(mutants(version)))).version
    draft = mutant._replace(version="tried", replaces=version.version, sha256="f" * 64)
    known = [RecordedVersion(other, NOW) for of, other in library().values() if of == schedule]
    trial = Trial(schedule, draft, known, NOW)
    program = compile_version(schedule, version)
    segments: list[StoredSegment] = []
    day = version.valid_from or date(2025, 1, 1)
    for number in range(draw(st.integers(1, 10))):
        for part in range(draw(st.integers(1, 2))):
            facts = draw(facts_of(program))
            region = draw(st.sampled_from(["A", "B"]))
            segment = StoredSegment(
                f"asm_{number:026}", str(part), day, day.replace(year=day.year + 1), region, version.sha256,
                canonical(facts),
            )  # fmt: skip
            if outcome(program, segment) is not None:
                segments.append(segment)
    return trial, segments


def outcome(program: Program, segment: StoredSegment) -> tuple[Decimal, set[str]] | None:
    """Compute one segment exactly: what is due, and what is found; nothing where it has no outcome."""
    facts = {name: text for name, text in orjson.loads(segment.facts).items() if name in program.inputs}
    try:
        found = program.exact(values_of(program, facts), segment.start)
    except Refusal:
        return None
    result = program.version.result
    return (Decimal(0) if result is None else found.values[result]), {each.code for each in found.findings}


def one_by_one(trial: Trial, segments: list[StoredSegment]) -> dict[str, Any]:
    """Try each segment exactly, and add up."""
    by_assessment: dict[str, list[StoredSegment]] = defaultdict(list)
    for segment in segments:
        by_assessment[segment.assessment].append(segment)
    told: dict[str, Any] = {"changed": {}, "refused": 0, "restated": 0, "regions": defaultdict(Decimal)}
    for name, parts in by_assessment.items():
        before = [outcome(compile_version(trial.schedule, trial.before(part.version_sha256)), part) for part in parts]
        after = [outcome(trial.program, part) for part in parts]
        if None in after:
            told["refused"] += 1
            continue
        pairs = [(one, other) for one, other in zip(before, after, strict=True) if one and other]
        difference = total(EXACT.subtract(other[0], one[0]) for one, other in pairs)
        told["restated"] += any(one[1] != other[1] for one, other in pairs)
        if difference:
            told["changed"][name] = difference
            told["regions"][parts[0].region] = EXACT.add(told["regions"][parts[0].region], difference)
    return told


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up, exactly."""
    return reduce(EXACT.add, amounts, Decimal(0))


def never(_: str) -> Again:
    """Nothing has to be assessed again here."""
    raise AssertionError


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_preview_is_the_sum_of_what_exact_says_of_each(case: tuple[Trial, list[StoredSegment]]) -> None:
    """Counts, sums, regions, refusals, findings and the largest; whatever the batches."""
    trial, segments = case
    untouched = {trial.way(segment) for segment in segments} - {Way.BY_FACTS}
    if untouched:
        return  # a season would cut: that is tried where statements are

    expected = one_by_one(trial, segments)
    for batches in ([segments], list(by_assessment(segments))):
        impact = measure_impact(trial, batches, never)
        assert told_of(impact) == expected | {"regions": dict(expected["regions"])}


def by_assessment(segments: list[StoredSegment]) -> Iterator[list[StoredSegment]]:
    """Give each assessment a batch of its own."""
    for name in dict.fromkeys(segment.assessment for segment in segments):
        yield [segment for segment in segments if segment.assessment == name]


def told_of(impact: Impact) -> dict[str, Any]:
    """Tell an impact as `one_by_one` does; with at most ten that change, the largest are all of them."""
    differences = total(region.difference for region in impact.regions.values())
    assert EXACT.subtract(impact.after, impact.before) == differences
    largest = {found.assessment: found.difference for _, _, found in impact.largest}
    assert min(impact.changed, 10) == len(largest)
    regions = {name: region.difference for name, region in impact.regions.items()}
    return {
        "changed": largest,
        "refused": impact.refused.total(),
        "restated": impact.restated,
        "regions": regions,
    }


def tried(version: Version, **changes: Any) -> Trial:
    """Try a version of the fee, changed."""
    schedule, _ = library()["kz.digital_mining_fee@2024"]
    known = [RecordedVersion(other, NOW) for of, other in library().values() if of == schedule]
    draft = version._replace(version="tried", replaces="2024", sha256="f" * 64, **changes)
    return Trial(schedule, draft, known, NOW)


@pytest.mark.parametrize(
    ("changes", "span", "way"),
    [
        ({}, ("2024-01-01", "2024-04-01"), Way.BY_FACTS),
        ({"valid_from": date(2027, 1, 1)}, ("2024-01-01", "2024-04-01"), Way.UNTOUCHED),
        ({"valid_from": date(2024, 2, 1)}, ("2024-01-01", "2024-04-01"), Way.AGAIN),
        ({"applies": None}, ("2024-01-01", "2024-04-01"), Way.AGAIN),
        ({"inputs": "other"}, ("2024-01-01", "2024-04-01"), Way.AGAIN),
    ],
)
def test_the_kept_facts_are_used_where_they_are_enough(
    changes: dict[str, Any], span: tuple[str, str], way: Way
) -> None:
    """A version that cuts the segment, concerns others or asks for other lines needs the statement."""
    _, version = library()["kz.digital_mining_fee@2024"]
    if changes.get("inputs") == "other":
        inputs = {name: entry._replace(where={}) for name, entry in version.inputs.items()}
        changes = {"inputs": inputs}
    start, end = map(date.fromisoformat, span)
    segment = StoredSegment("asm_1", "1", start, end, "KZ-55", version.sha256, b"{}")

    assert way is tried(version, **changes).way(segment)
