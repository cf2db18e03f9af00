"""A log that is damaged one bit at a time; and what signing, /readyz and the verifier say of it then."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Table, make_url

from service.app import create_app
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing
from service.clock import system_clock
from service.config import Config
from service.domain.errors import Unavailable
from service.evidence.checkpoints import read_checkpoint
from service.evidence.notes import read_note
from service.evidence.policy import Policy, read_policy
from service.evidence.promises import from_header
from service.evidence.tiles import Tile, tiles_of
from service.store import sqlite
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow, CosignatureRow
from service.usecases.keys import issue_first_key
from service.usecases.record_library import record_library
from service.verifier.findings import Report
from service.verifier.fsck import fsck
from service.verifier.places import Missing
from tests.checkpoints import log_key, origin_of
from tests.world import open_app, service_of

# More than a tile has room for, so that there are full ones, partial ones and a second level.
SIGNED: Final = 300
_MORE: Final = 3
_OPERATOR: Final = {"kind": "legal_entity", "name": "TOO"}
_FARM: Final = {"name": "Hall", "region": "KZ-71", "time_zone": "Asia/Almaty"}
# A number that is no neighbour's.
_BIT: Final = 1 << 20
_INSTANT: Final = re.compile(r"[-0-9]{10}T[:0-9]{8}\.[0-9]{6}Z")
Value = int | str | bytes | datetime


class Served:
    """The tree as an application serves it, for the verifier."""

    name = "/log/v1"

    def __init__(self, app: Flask) -> None:
        """Ask *app*."""
        self._app = app

    def read(self, path: str, limit: int) -> bytes:
        """Return the body of an answer."""
        answer = self._app.test_client().get(f"/log/v1/{path}")
        if answer.status_code != HTTPStatus.OK or len(answer.data) > limit:
            raise Missing(f"answered {answer.status}")
        data: bytes = answer.data
        return data

    def widths(self, tile: Tile) -> tuple[int, ...]:  # noqa: ARG002 - an address cannot be listed
        """Return none."""
        return ()

    def close(self) -> None:
        """Hold nothing."""


class Spot(NamedTuple):
    """A column of a row: the row is known by the values of its key, as they were."""

    table: Table
    column: str
    key: tuple[Any, ...]


class Audited:
    """A log of some hundred leaves under a checkpoint, some that are not signed as yet, and events that wait."""

    def __init__(self, app: Flask, url: str, signed: int) -> None:
        """Make the log in an empty database, with so many operators under the checkpoint."""
        self.app, self.url, self.service = app, url, service_of(app)
        self.log = self.service.store.acting_as(DatabaseRole.SEQUENCER)
        assert self.service.outside is not None
        self.signing = Signing(origin_of(self.service), (log_key(self.service),), self.service.outside)
        assert self.service.promising is not None
        own = log_key(self.service).key, self.service.promising.key.key
        self.trust = "".join(f"log {key.write()}\n" for key in own) + "quorum none\n"
        self.policy: Policy = read_policy(self.trust.encode())
        self._key = issue_first_key(self.service)
        self.operators = [self.register("/v1/operators", **_OPERATOR) for _ in range(signed)]
        self.append()
        self.sign()
        self.tell(_MORE)
        self.append()
        self.tell(_MORE)
        self.unguard()

    def tell(self, number: int) -> None:
        """Register so many farms, each of another operator: an event that goes on with its stream."""
        for operator in self.operators[:number]:
            self.register("/v1/farms", operator=operator, **_FARM)

    def register(self, path: str, **body: str) -> str:
        """Register something, and return its identifier; the promise of it is the last."""
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": token_hex(16)}
        answer = self.app.test_client().post(path, json=body, headers=headers)
        assert answer.status_code == HTTPStatus.CREATED, answer.text
        self.promise = from_header(answer.headers["Hashlevy-Promise"])
        return str(answer.get_json()["id"])

    def show(self, path: str) -> bytes:
        """Return what a client is shown."""
        answer = self.app.test_client().get(path, headers={"Authorization": f"Bearer {self._key}"})
        assert answer.status_code == HTTPStatus.OK, answer.text
        data: bytes = answer.data
        return data

    def save(self, folder: Path) -> Path:
        """Fetch the whole log that is served into *folder*, as anybody may."""
        served, limit = Served(self.app), 1 << 24
        size = read_checkpoint(read_note(served.read("checkpoint", limit)).text).size
        tiles = list(tiles_of(size))
        entries = [tile._replace(level=None) for tile in tiles if tile.level == 0]
        for path in ("checkpoint", *(tile.path for tile in [*tiles, *entries])):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(served.read(path, limit))
        return folder

    def append(self) -> None:
        """Give what waits its leaves."""
        while sequence_pending(self.log):
            pass

    def sign(self) -> None:
        """Sign, and have it cosigned by somebody whom nobody knows."""

        def keep(signature: Any) -> None:
            with self.log.unit_of_work() as work:
                work.add(CheckpointRow(*signature))
                work.commit()
            with self.log.unit_of_work() as work:
                work.add(_cosigned(signature.size))
                work.commit()

        assert self.signing.sign(self.log, system_clock(), keep) is not None

    def signs(self) -> str:
        """Sign what is there, keep nothing of it, and return the code of the refusal, or `signed`; or how it broke."""
        with TemporaryDirectory() as folder:
            outside = Outside(Path(folder) / "last-checkpoint")
            shutil.copy(self.signing.outside.path, outside.path)
            try:
                made = self.signing._replace(outside=outside).sign(self.log, system_clock(), lambda _: None)
            except Unavailable as refusal:
                return refusal.code
            except ValueError:
                return "unreadable"
            return "nothing to sign" if made is None else "signed"

    def ready(self) -> str:
        """Return the code of the problem that `/readyz` answers, or `ready`."""
        answer = self.app.test_client().get("/readyz")
        document = answer.get_json()
        return str(document.get("code", document.get("status")))

    def fsck(self) -> Report:
        """Return what the verifier says of the log that is served."""
        report = Report()
        fsck(Served(self.app), self.policy, report)
        return report

    @contextmanager
    def damaged(self, spot: Spot) -> Iterator[None]:
        """Change one bit for as long as the block runs, past all guards."""
        names = [column.name for column in spot.table.primary_key]
        ((before,),) = self.ask(f"SELECT {spot.column} FROM {spot.table.name} WHERE {self._is(names)}", spot.key)
        after = flipped(before)
        key = tuple(after if name == spot.column else value for name, value in zip(names, spot.key, strict=True))
        change = f"UPDATE {spot.table.name} SET {spot.column} = {self.mark} WHERE {self._is(names)}"
        self.ask(change, (after, *spot.key))
        try:
            yield
        finally:
            self.ask(change, (before, *key))

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """Return the keys of all rows of a table, in their order."""
        columns = [column.name for column in table.primary_key]
        order = ", ".join(columns)
        return self.ask(f"SELECT {order} FROM {table.name} ORDER BY {order}")

    @property
    def mark(self) -> str:
        """What stands for a value in a statement."""
        return "?" if self.url.startswith("sqlite") else "%s"

    def _is(self, names: list[str]) -> str:
        return " AND ".join(f"{name} = {self.mark}" for name in names)

    def unguard(self) -> None:
        """Take away what the database itself has against damage: a disk, and whoever owns the tables, pass it by."""
        if self.url.startswith("sqlite"):
            for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.ask(f"DROP TRIGGER {name}")
            return
        for (name,) in self.ask("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"):
            self.ask(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        kept = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
        for table, name in self.ask(kept):
            self.ask(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a statement as whoever may do everything."""
        if self.url.startswith("sqlite"):
            return _ask_sqlite(str(make_url(self.url).database), statement, values)
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(sql.SQL(statement), values)
            return found.fetchall() if found.description else []


@contextmanager
def audited(url: str, signed: int = SIGNED, merge_delay_seconds: int = 60) -> Iterator[Audited]:
    """Make a log in the migrated database at *url*, with so many operators under a checkpoint."""
    app = open_app(url)
    record_library(service_of(app).store, system_clock)
    service_of(app).store.close()
    keys = os.environ["HASHLEVY_KEYS_DIRECTORY"]
    outside = f"{keys}/last-checkpoint-{token_hex(6)}"
    app = create_app(Config(url, keys_directory=keys, checkpoint_file=outside, merge_delay_seconds=merge_delay_seconds))
    try:
        yield Audited(app, url, signed)
    finally:
        service_of(app).store.close()


def flipped(value: Value | None) -> Value:
    """Change one bit of a number, an instant, or a byte in the middle of something longer; begin one where is none."""
    if isinstance(value, int):
        return value ^ _BIT
    if isinstance(value, datetime):
        return value + timedelta(microseconds=-1 if value.microsecond % 2 else 1)
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return f"{value[:-2]}{int(value[-2]) ^ 1}Z"
    raw = bytearray((value or "").encode() if isinstance(value, str | None) else value)
    if raw:
        raw[len(raw) // 2] ^= 1
    return (raw.decode() or "x") if isinstance(value, str | None) else bytes(raw)


def _cosigned(size: int) -> CosignatureRow:
    return CosignatureRow(size, "w.example/1", "00000000", "- w.example/1 AAAA\n", system_clock())


def _ask_sqlite(path: str, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    # By the library of the service: another one in the same process would give up its locks (fcntl(2)).
    with closing(sqlite.driver().connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        found: list[tuple[Any, ...]] = connection.execute(statement, values).fetchall()
        connection.commit()
        return found
