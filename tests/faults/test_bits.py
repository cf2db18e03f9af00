"""
One bit in each column of each table of the audit log, and in each tile: who notices, and who does not.

Every column stands in one of the lists below; a new one that does not is a failure. Signing reads back what it signs
for the first time: what was signed before is the verifier's to find, by what others hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import Table

from service.audit import signing
from service.audit.growth import EMPTY
from service.domain.errors import Unavailable
from service.store import tables
from service.store.tables import audit
from service.verifier.findings import Report
from tests.databases import Databases
from tests.faults.audited import Audited, Spot, audited

pytestmark = pytest.mark.faults_at_length

BITS: Final = "bits of the log"
# Which keys are in force is told by events, and each is a file as well: `tests/integration/store/test_log_keys.py`.
_OF_KEYS: Final = {"log_key_changes"}
_AUDIT: Final = (table for table in vars(audit).values() if isinstance(table, Table))
TABLES: Final = {table.name: table for table in _AUDIT if table.name not in _OF_KEYS}
COLUMNS: Final = [f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns]
# Of a leaf that is not signed as yet: signing refuses.
UNSIGNED: Final = frozenset(
    {
        "events.id", "events.body", "events.sha256",
        "leaves.position", "leaves.event", "leaves.operator", "leaves.n", "leaves.prev", "leaves.hash",
    }
)  # fmt: skip
# What the next leaf is made of: it is not appended, or not signed.
GONE_ON_FROM: Final = ("events.body", "events.sha256", "streams.operator", "streams.count", "streams.head")


class Seen(NamedTuple):
    """Whether signing and `/readyz` refuse, and what the verifier's `fsck` leaves with."""

    signing: bool = False
    ready: bool = False
    fsck: int = 0


# Of what was signed; a 2 says that the service cannot show it any more, which proves nothing against anybody.
SIGNED: Final = {
    "events.id": Seen(fsck=2),
    "events.body": Seen(fsck=1),
    "leaves.position": Seen(fsck=2),
    "leaves.event": Seen(fsck=2),
    "leaves.n": Seen(fsck=1),
    "leaves.prev": Seen(fsck=1),
    "audit_tree.size": Seen(signing=True, ready=True),
    "audit_tree.root": Seen(signing=True, ready=True),
    "checkpoints.size": Seen(signing=True),
    "checkpoints.root": Seen(signing=True),
    "checkpoints.note": Seen(fsck=2),
}
_ALL: Final = Seen(signing=True, ready=True, fsck=2)
# Tiles that the root is computed by, and one that is whole and below another.
TILES: Final = {
    (0, 0): {"data": Seen(fsck=1), "level": Seen(fsck=2), "number": Seen(fsck=2)},
    (0, 1): {"data": _ALL._replace(fsck=1), "level": _ALL, "number": _ALL},
    (1, 0): {"data": _ALL._replace(fsck=1), "level": _ALL, "number": _ALL},
}
_FOUND_BY: Final = "says where to find an opening, which opens nothing elsewhere: each is bound to its place"
_SHOWN: Final = "cosignatures are checked whenever they are shown, and one that is not good is not shown"
# What nobody of the three notices, by design.
NOT_COVERED: Final = {
    "events.operator": "says who may read the event; whose it is, the body has as a commitment",
    "events.farm": "says where to list the event; the body has it as a commitment",
    "events.type": "a copy of what the body says, to find it by",
    "events.occurred_at": "a copy of what the body says, to find it by",
    "events.sealing": _FOUND_BY,
    "pending_events.enq": "orders what waits; any order is right",
    "pending_events.event": "what waits is in no tree as yet; its promise proves that it was left out",
    "tiles.width": "says again how long the data are; the database refuses what is not",
    "audit_tree.id": "there is one row",
    "streams.salt": "is committed to once a day, with the head",
    "checkpoints.made_at": "says again what nobody signed; where it cannot be read, nothing is signed",
    "cosignatures.size": _SHOWN,
    "cosignatures.name": _SHOWN,
    "cosignatures.key_id": _SHOWN,
    "cosignatures.line": _SHOWN,
    "cosignatures.at": "tells when it came; the cosignature has its own time",
    "openings.event": _FOUND_BY,
    "openings.subject": _FOUND_BY,
    "openings.fields": "says what is in the opening, before it is opened",
    "openings.sealed": "sealed with authentication: what was changed is not opened",
    "wrapping_keys.id": "names a file of keys; another name finds none",
    "wrapping_keys.number": "orders the files of keys",
    "opening_keys.subject": _FOUND_BY,
    "opening_keys.wrapped_by": "names a file of keys; another one opens nothing",
    "opening_keys.wrapped": "wrapped with authentication: what was changed is not unwrapped",
}


@pytest.fixture(scope="module")
def log(databases: Databases, migrated_template: str) -> Iterator[Audited]:
    """Make a log in each kind of database, for everybody who leaves it as it was."""
    with databases.database(like=migrated_template) as url, audited(url) as made:
        # Whatever is found later comes of the damage.
        assert ("signed", "ready", 0) == (made.signs(), made.ready(), int(made.fsck().verdict))
        yield made


@pytest.fixture
def small_log(migrated_url: str) -> Iterator[Audited]:
    """Make a log of a few leaves, to be spoiled."""
    with audited(migrated_url, 3) as made:
        yield made


def leaf(log: Audited, place: int) -> dict[str, Any]:
    """Return what is kept of a leaf."""
    names = ("position", "event", "operator", "n")
    found = log.ask(f"SELECT {', '.join(names)} FROM leaves ORDER BY position")[place]
    return dict(zip(names, found, strict=True))


def spot(column: str, row: dict[str, Any]) -> Spot:
    """Return a column of the event, the leaf or the stream of *row*."""
    name, _, inner = column.partition(".")
    keys = {"events": "event", "leaves": "position", "streams": "operator"}
    return Spot(TABLES[name], inner, (row[keys[name]],))


def seen(log: Audited) -> tuple[Seen, Report]:
    """Return who notices, and what the verifier says."""
    report = log.fsck()
    return Seen(log.signs() not in ("signed", "unreadable"), log.ready() != "ready", int(report.verdict)), report


def test_each_column_is_in_a_list() -> None:
    """Whoever adds one says who notices its damage, or why nobody does."""
    told = {*UNSIGNED, *GONE_ON_FROM, *SIGNED, *NOT_COVERED, *(f"tiles.{name}" for name in TILES[0, 0])}

    assert set(COLUMNS) == told
    assert not NOT_COVERED.keys() & {*UNSIGNED, *GONE_ON_FROM, *SIGNED}
    assert set(TABLES) <= {table.name for table in vars(tables).values() if isinstance(table, Table)}


@pytest.mark.fault(BITS, f"one in each of {len(COLUMNS)} columns, before and after signing, in each kind of tile")
@pytest.mark.parametrize("column", [each for each in COLUMNS if each.partition(".")[0] in ("events", "leaves")])
def test_what_is_not_signed_yet_and_was_changed_is_not_signed(log: Audited, column: str) -> None:
    """Nor is what takes its place, however the tree is."""
    with log.damaged(spot(column, leaf(log, -1))):
        said = log.signs()

    assert ("audit-log-frozen" if column in UNSIGNED else "signed") == said


@pytest.mark.parametrize("column", [each for each in COLUMNS if not each.startswith("tiles.")])
def test_what_was_signed_and_was_changed_is_found_by_whoever_can(log: Audited, column: str) -> None:
    """Where the verifier proves it, it names the event."""
    row = leaf(log, 100)
    name, _, inner = column.partition(".")
    place = spot(column, row) if name in ("events", "leaves") else Spot(TABLES[name], inner, log.rows(TABLES[name])[-1])
    with log.damaged(place):
        found, report = seen(log)

    assert SIGNED.get(column, Seen()) == found
    assert found.fsck != 1 or str(row["position"]) in {each.said.get("index") for each in report.findings}
    if found.fsck == 1 and name == "leaves":  # the body of an event that was changed may name nothing any more
        assert any(each.said["event"].startswith(row["event"]) for each in report.findings if "event" in each.said)


@pytest.mark.parametrize("name", ["level", "number", "width", "data"])
@pytest.mark.parametrize("tile", TILES, ids=["whole", "partial", "above"])
def test_a_tile_that_was_changed_is_found_by_whoever_can(log: Audited, tile: tuple[int, int], name: str) -> None:
    """Nothing is signed on top of tiles that do not lead to what was signed."""
    with log.damaged(Spot(TABLES["tiles"], name, tile)):
        found, _ = seen(log)

    assert TILES[tile].get(name, Seen()) == found


@pytest.mark.parametrize("column", GONE_ON_FROM)
def test_nothing_is_signed_that_goes_on_from_what_was_changed(small_log: Audited, column: str) -> None:
    """An event that waits, or the head of its stream: the leaf of it is not appended, or it is not signed."""
    (event,) = small_log.ask("SELECT event FROM pending_events ORDER BY enq")[0]
    (operator,) = small_log.ask("SELECT operator FROM streams WHERE operator <> '' ORDER BY operator")[0]
    with small_log.damaged(spot(column, {"event": event, "operator": operator})):
        small_log.tell(3)
        try:
            small_log.append()
            said = small_log.signs()
        except Unavailable as refusal:
            said = refusal.code

    assert said in ("audit-log-frozen", "audit-log-damaged")


@pytest.mark.control(BITS, "signing without reading back")
def test_a_signer_that_does_not_read_back_signs_what_the_verifier_finds(
    small_log: Audited, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: with that step left out, the same change is signed, and proven against the log."""
    row = leaf(small_log, -1)
    with small_log.damaged(spot("leaves.n", row)):
        assert "audit-log-frozen" == small_log.signs()
        monkeypatch.setattr(signing, "_demand_read_back", lambda *_: EMPTY)
        small_log.sign()
        report = small_log.fsck()

    assert 1 == int(report.verdict)
    assert any(each.said.get("event", "").startswith(row["event"]) for each in report.findings)
