"""The resolver against a model that asks every version every question anew, over random histories."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from service.law.document import RecordedVersion, Version
from service.law.resolver import Resolution, Unresolved, change_days, resolve
from tests.property.law.histories import FIRST_INSTANT, days, histories, instants, recordings
from tests.unit.law.versions import SCHEDULE

History = tuple[RecordedVersion, ...]
Answer = Resolution | str


def answer(versions: History, on: date, known_at: datetime, pinned: str | None = None) -> Answer:
    """Resolve; of a refusal only its code."""
    try:
        return resolve(SCHEDULE, versions, on, known_at, pinned)
    except Unresolved as unresolved:
        return unresolved.code


def model(versions: History, on: date, known_at: datetime) -> Version | None:
    """Choose a version as the agreement words it, one question after the other."""
    known: dict[str, RecordedVersion] = {}
    for recorded in sorted(versions, key=lambda recorded: (recorded.recorded_at, recorded.version.sha256)):
        if recorded.recorded_at <= known_at and (recorded.withdrawn_at is None or known_at < recorded.withdrawn_at):
            known[recorded.version.version] = recorded
    law = {name: recorded for name, recorded in known.items() if recorded.version.status.is_law}
    among = law or known
    in_force = [recorded for recorded in among.values() if is_in_force(recorded.version, among, on)]
    best = max(in_force, key=rank, default=None)
    return None if best is None else best.version


def rank(recorded: RecordedVersion) -> tuple[date, datetime, str]:
    """Order by start, by recording, by name."""
    return recorded.version.valid_from or date.min, recorded.recorded_at, recorded.version.version


def is_in_force(version: Version, among: dict[str, RecordedVersion], on: date) -> bool:
    """Tell whether *version* covers the day, and none that replaces it, however far removed, had begun by then."""
    if not (version.valid_from or date.min) <= on < (version.valid_to or date.max):
        return False
    successors = (other.version for other in among.values() if replaces(other.version, version, among))
    return all(on < (successor.valid_from or date.min) for successor in successors)


def replaces(later: Version, earlier: Version, among: dict[str, RecordedVersion]) -> bool:
    """Tell whether a chain of replacements leads from *later* to *earlier*."""
    step, passed = later, set[str]()
    while step.replaces is not None and step.version not in passed:
        passed.add(step.version)
        if step.replaces == earlier.version:
            return later.version != earlier.version
        if step.replaces not in among:
            return False
        step = among[step.replaces].version
    return False


@given(histories, days, instants)
def test_the_resolver_agrees_with_the_model(versions: History, on: date, known_at: datetime) -> None:
    """The same version, or none."""
    found = answer(versions, on, known_at)

    assert model(versions, on, known_at) == (found.version if isinstance(found, Resolution) else None)


@given(histories, st.lists(recordings(), min_size=1, max_size=3), days, instants, st.none() | st.sampled_from("abcd"))
def test_what_is_recorded_later_never_changes_an_earlier_answer(
    versions: History, later: list[RecordedVersion], on: date, known_at: datetime, pinned: str | None
) -> None:
    """Neither the version nor the reasons of the others, nor the code of a refusal."""
    assume(versions)
    shift = known_at - FIRST_INSTANT + timedelta(microseconds=1)
    unknown = [recorded._replace(recorded_at=recorded.recorded_at + shift, withdrawn_at=None) for recorded in later]

    assert answer(versions, on, known_at, pinned) == answer((*versions, *unknown), on, known_at, pinned)


@given(histories, days, instants)
def test_what_is_withdrawn_later_does_not_either(versions: History, on: date, known_at: datetime) -> None:
    """Who asks with the knowledge of then gets the answer of then."""
    after = known_at + timedelta(microseconds=1)
    withdrawn = tuple(
        recorded._replace(withdrawn_at=max(after, recorded.recorded_at + timedelta(microseconds=1)))
        if recorded.withdrawn_at is None
        else recorded
        for recorded in versions
    )

    assert answer(versions, on, known_at) == answer(withdrawn, on, known_at)


@given(histories.flatmap(lambda history: st.tuples(st.just(history), st.permutations(history))), days, instants)
def test_the_order_of_the_versions_does_not_matter(
    orders: tuple[History, list[RecordedVersion]], on: date, known_at: datetime
) -> None:
    """Nothing is decided by what stands first."""
    history, permuted = orders

    assert answer(history, on, known_at) == answer(tuple(permuted), on, known_at)


@given(histories, days, instants)
def test_every_other_version_that_was_known_has_its_reason(versions: History, on: date, known_at: datetime) -> None:
    """One winner, and as many losers as there are other texts recorded by then."""
    found = answer(versions, on, known_at)

    recorded = [recorded for recorded in versions if recorded.recorded_at <= known_at]
    if isinstance(found, Resolution):
        assert len(recorded) - 1 == len(found.losers)


@given(histories, days, instants)
def test_another_version_is_used_exactly_on_the_days_of_change(versions: History, on: date, known_at: datetime) -> None:
    """A period need be cut nowhere else, and is cut nowhere else: bands that are filled anew change what is owed."""
    before, after = (model(versions, day, known_at) for day in (on - timedelta(days=1), on))

    assert (before != after) == (on in change_days(versions, known_at))
