"""A receipt is of a day or of an instant, and of one of the two."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.errors import Nonsense
from service.http.schemas.estimates import ESTIMATE
from tests.unit.http.bodies import changed

_AT = "/production/0/received_at"
_ON = "/production/0/received_on"


def received(on: str | None, at: str | None) -> object:
    """State one receipt of the example so."""
    document = changed(_ON, on)
    document["production"][0]["received_at"] = at
    return document


@pytest.mark.parametrize(
    ("on", "at", "where", "code"),
    [
        (None, None, _ON, "receipt-undated"),
        ("2027-02-03", "2027-02-03T09:00:00Z", _AT, "receipt-dated-twice"),
        (None, "0001-01-01T00:00:00Z", _AT, "out-of-range"),
        (None, "1999-12-31T23:59:59-12:00", _AT, "out-of-range"),
        (None, "2000-01-01T00:00:00+14:00", _AT, "out-of-range-in-utc"),
        (None, "9999-12-31T23:59:59-12:00", _AT, "invalid-instant"),
        (None, "2027-02-03T09:00:00", _AT, "invalid-instant"),
    ],
)
def test_what_is_missing_said_twice_or_none_is_refused(on: str | None, at: str | None, where: str, code: str) -> None:
    """The fault stands where it is to be mended."""
    with pytest.raises(Nonsense) as refused:
        ESTIMATE.read(received(on, at))

    assert [(where, code)] == [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_an_instant_of_any_offset_is_read_as_utc() -> None:
    """Nine in the morning in Almaty is four in UTC."""
    (line,) = ESTIMATE.read(received(None, "2027-02-03T09:00:00+05:00")).statement.production

    assert (None, datetime(2027, 2, 3, 4, tzinfo=UTC)) == (line.received_on, line.received_at)
