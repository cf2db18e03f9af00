"""Random histories of a schedule: versions that begin, end, replace each other, are rewritten and withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from service.domain.canonical import sha256
from service.law.document import RecordedVersion, Status, Version
from tests.unit.law.versions import version

DAYS: Final = 12  # few, so that dates meet
NAMES: Final = ("a", "b", "c", "d")
FIRST_DAY: Final = date(2030, 1, 1)
FIRST_INSTANT: Final = datetime(2030, 1, 1, tzinfo=UTC)
_TEXT: Final = version("a", "2030-01-01")

days = st.integers(0, DAYS).map(lambda number: FIRST_DAY + timedelta(days=number))
instants = st.integers(0, DAYS).map(lambda number: FIRST_INSTANT + timedelta(days=number))


@st.composite
def texts(draw: st.DrawFn) -> Version:
    """Draw the text of a version; two that say the same have the same hash."""
    begin = draw(st.none() | days)
    length = draw(st.none() | st.integers(1, DAYS))
    members = {
        "version": draw(st.sampled_from(NAMES)),
        "status": draw(st.sampled_from([*Status, Status.ENACTED, Status.ENACTED])),
        "valid_from": begin,
        "valid_to": None if length is None else (begin or FIRST_DAY) + timedelta(days=length),
        "replaces": draw(st.none() | st.sampled_from(NAMES)),
    }
    return _TEXT._replace(**members, sha256=sha256(repr(members).encode()))


@st.composite
def recordings(draw: st.DrawFn) -> RecordedVersion:
    """Draw a text, when it was recorded, and perhaps when it was withdrawn."""
    recorded_at = draw(instants)
    known_for = draw(st.none() | st.integers(1, DAYS))
    withdrawn_at = None if known_for is None else recorded_at + timedelta(days=known_for)
    return RecordedVersion(draw(texts()), recorded_at, withdrawn_at)


histories = st.lists(recordings(), max_size=7, unique_by=lambda recorded: (recorded.recorded_at, recorded.version)).map(
    tuple
)
