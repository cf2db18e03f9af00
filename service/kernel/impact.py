"""
The impact of a version on assessments that are stored: how many change, by how much, where, and the largest.

Exact: what is said of each is what assessing it again would come to. Segments are taken in batches, in columns.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from service.domain.decimals import EXACT, ZERO
from service.kernel.program import compile_version
from service.kernel.trial import StoredSegment, Trial, Way

if TYPE_CHECKING:
    from service.kernel.columns.comparison import Compared

LARGEST: Final = 10


class Again(NamedTuple):
    """What an assessment comes to when its statement is assessed anew; *refused* is why it cannot be."""

    before: Decimal
    after: Decimal
    restated: bool = False
    refused: str | None = None


class Changed(NamedTuple):
    """An assessment that changes, the amounts before and after, and the segments it was computed from."""

    assessment: str
    region: str | None
    before: Decimal
    after: Decimal
    segments: tuple[StoredSegment, ...]

    @property
    def difference(self) -> Decimal:
        """By how much."""
        return EXACT.subtract(self.after, self.before)


@dataclass
class Region:
    """How many assessments change in a region, and by how much in sum."""

    changed: int = 0
    difference: Decimal = ZERO


@dataclass
class Impact:
    """What was found so far; amounts are those of the segments that the version is used for."""

    examined: int = 0
    touched: int = 0
    changed: int = 0
    restated: int = 0
    assessed_again: int = 0
    before: Decimal = ZERO
    after: Decimal = ZERO
    refused: Counter[str] = field(default_factory=Counter)
    regions: dict[str | None, Region] = field(default_factory=lambda: defaultdict(Region))
    largest: list[tuple[Decimal, str, Changed]] = field(default_factory=list)

    def count(self, name: str | None, changed: int, difference: Decimal) -> None:
        """Count assessments of a region that change."""
        region = self.regions[name]
        self.changed += changed
        region.changed += changed
        region.difference = EXACT.add(region.difference, difference)

    def least(self, scale: int) -> Decimal:
        """Return what a difference has to exceed to be among the largest, in whole numbers of *scale*."""
        return self.largest[0][0].scaleb(scale, EXACT) if len(self.largest) == LARGEST else ZERO

    def place(self, found: Changed) -> None:
        """Put an assessment among the largest, if it is."""
        size = abs(found.difference)
        if len(self.largest) < LARGEST:
            heapq.heappush(self.largest, (size, found.assessment, found))
        elif size > self.largest[0][0]:
            heapq.heapreplace(self.largest, (size, found.assessment, found))


def measure_impact(trial: Trial, batches: Iterable[Sequence[StoredSegment]], again: Callable[[str], Again]) -> Impact:
    """
    Try a version on stored segments; those of one assessment come one after another, in one batch.

    *again* assesses anew what cannot be computed from the facts that are kept, by the assessment's name.
    """
    impact = Impact()
    for batch in batches:
        _measure(trial, batch, again, impact)
    return impact


class _Tried(NamedTuple):
    """Segments that were computed under both versions, with whole numbers of *scale*, one of each a segment."""

    segments: Sequence[StoredSegment]
    scale: int
    before: Sequence[int]
    after: Sequence[int]
    refused: Sequence[str | None]
    restated: Sequence[bool]

    def of(self, rows: slice) -> Changed:
        """Return what some rows, those of one assessment, come to."""
        segments = tuple(self.segments[rows])
        before, after = (self.amount(sum(amounts[rows])) for amounts in (self.before, self.after))
        return Changed(segments[0].assessment, segments[0].region, before, after, segments)

    def amount(self, whole: int) -> Decimal:
        """Return a whole number of the scale as an amount."""
        return Decimal(whole).scaleb(-self.scale, EXACT)


def _measure(trial: Trial, batch: Sequence[StoredSegment], again: Callable[[str], Again], impact: Impact) -> None:
    by_facts: list[StoredSegment] = []
    for rows in _assessments(batch):
        impact.examined += 1
        segments = batch[rows]
        ways = [trial.way(segment) for segment in segments]
        if Way.AGAIN in ways:
            impact.assessed_again += 1
            _add_again(impact, segments[0], again(segments[0].assessment))
        else:
            by_facts += [segment for segment, way in zip(segments, ways, strict=True) if way is Way.BY_FACTS]
    if by_facts:
        _add(impact, _computed(trial, by_facts))


def _assessments(segments: Sequence[StoredSegment]) -> Iterator[slice]:
    """Yield the rows of each assessment, which stand together."""
    start, count = 0, len(segments)
    while start < count:
        name, end = segments[start].assessment, start + 1
        while end < count and segments[end].assessment == name:
            end += 1
        yield slice(start, end)
        start = end


def _add_again(impact: Impact, segment: StoredSegment, found: Again) -> None:
    impact.touched += 1
    if found.refused is not None:
        impact.refused[found.refused] += 1
        return
    impact.restated += found.restated
    changed = Changed(segment.assessment, segment.region, found.before, found.after, ())
    impact.before, impact.after = EXACT.add(impact.before, found.before), EXACT.add(impact.after, found.after)
    if changed.difference:
        impact.count(segment.region, 1, changed.difference)
        impact.place(changed)


def _add(impact: Impact, tried: _Tried) -> None:
    """Add up in whole numbers, and make amounts of the sums alone: a batch has thousands of assessments."""
    before_sum = after_sum = 0
    counts: Counter[str | None] = Counter()
    sums: Counter[str | None] = Counter()
    least = impact.least(tried.scale)
    for rows in _assessments(tried.segments):
        impact.touched += 1
        refused = next((code for code in tried.refused[rows] if code is not None), None)
        if refused is not None:
            impact.refused[refused] += 1
            continue
        impact.restated += True in tried.restated[rows]
        before, after = sum(tried.before[rows]), sum(tried.after[rows])
        before_sum += before
        after_sum += after
        if before != after:
            region = tried.segments[rows.start].region
            counts[region] += 1
            sums[region] += after - before
            if abs(after - before) > least:
                impact.place(tried.of(rows))
                least = impact.least(tried.scale)
    impact.before = EXACT.add(impact.before, tried.amount(before_sum))
    impact.after = EXACT.add(impact.after, tried.amount(after_sum))
    for region, count in counts.items():
        impact.count(region, count, tried.amount(sums[region]))


def _computed(trial: Trial, segments: Sequence[StoredSegment]) -> _Tried:
    """Compute the segments of each earlier version together, and return them in the order of *segments*."""
    from service.kernel.columns.comparison import compare  # noqa: PLC0415 - as columns are, when they are needed

    places: dict[str, list[int]] = defaultdict(list)
    for place, segment in enumerate(segments):
        places[segment.version_sha256].append(place)
    parts: list[tuple[list[int], Compared]] = []
    for sha256, rows in places.items():
        group = [segments[place] for place in rows]
        facts: list[dict[str, str | None]] = orjson.loads(b"[%b]" % b",".join([segment.facts for segment in group]))
        before = compile_version(trial.schedule, trial.before(sha256))
        days = [trial.schedule.day_of_law(segment.start) for segment in group]
        parts.append((rows, compare(before, trial.program, facts, days)))
    if len(parts) == 1:
        return _Tried(segments, *parts[0][1])
    return _merged(segments, parts)


def _merged(segments: Sequence[StoredSegment], parts: list[tuple[list[int], Compared]]) -> _Tried:
    scale, size = max(compared.scale for _, compared in parts), len(segments)
    before, after, refused, restated = [0] * size, [0] * size, list[str | None]([None]) * size, [False] * size
    for rows, compared in parts:
        factor = 10 ** (scale - compared.scale)
        columns = zip(rows, compared.before, compared.after, compared.refused, compared.restated, strict=True)
        for place, one, other, code, says in columns:
            before[place], after[place], refused[place], restated[place] = one * factor, other * factor, code, says
    return _Tried(segments, scale, before, after, refused, restated)
