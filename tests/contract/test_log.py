"""The audit log over HTTP: what anybody needs to check it, and nothing beyond what was signed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from service.audit.keys import CHECKPOINT, SigningKey, open_key, open_origin
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing
from service.evidence.checkpoints import Checkpoint, read_checkpoint
from service.evidence.notes import read_note, signed_by
from service.evidence.tiles import Tile, entries_in, leaf_hashes, root_of_edge
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow
from service.usecases.keys import issue_first_key
from service.usecases.service import Service
from service.wiring import system_clock
from tests.api import Api
from tests.world import World, close_app, open_app, service_of

PREFIX: Final = "/log/v1"
FOR_EVER: Final = "public, max-age=31536000, immutable"
NONE: Final = (
    *("tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/007", "tile/0/0", "tile/0/x000/000.p/1", "tile/0/000/"),
    *("tile/64/000.p/1", "tile/00/000.p/1", "tile/-1/000", "tile/entries/000.p", "tile/entries/x", "tile/other/000"),
    *(
        "tile/0/000",
        "tile/entries/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/999999",
        "tile/0/\u0660\u0661\u0662",
    ),
)


def key() -> SigningKey:
    """Open the key that these tests sign with."""
    directory = Path(os.environ["HASHLEVY_KEYS_DIRECTORY"])
    return open_key(directory, CHECKPOINT, open_origin(directory, None))


def sign(service: Service) -> None:
    """Do what the worker does."""
    log = service.store.acting_as(DatabaseRole.SEQUENCER)

    def keep(signature: tuple[object, ...]) -> None:
        with log.unit_of_work() as work:
            work.add(CheckpointRow(*signature))  # type: ignore[arg-type]  # a Signature has its members in its order
            work.commit()

    assert service.outside is not None
    sequence_pending(log)
    Signing(key().key.name, (key(),), service.outside).sign(log, system_clock(), keep)


@pytest.fixture
def signed(app: Flask) -> Checkpoint:
    """Sign the world."""
    sign(service_of(app))
    return checkpoint(Api(app))


def checkpoint(api: Api) -> Checkpoint:
    """Read the last one, and demand its signature."""
    note = read_note(api.get(f"{PREFIX}/checkpoint").body)
    assert (key().key,) == signed_by(note, [key().key])
    return read_checkpoint(note.text)


def test_before_the_first_signature_nothing_is_there(migrated_url: str) -> None:
    """What is kept and not signed is not shown."""
    app = open_app(migrated_url)
    assert issue_first_key(service_of(app)) is not None
    assert sequence_pending(service_of(app).store.acting_as(DatabaseRole.SEQUENCER))

    replies = [Api(app).get(f"{PREFIX}/{part}") for part in ("checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1")]

    close_app(app)
    assert [(404, "not-found")] * 3 == [(reply.status, reply.code) for reply in replies]


def test_tiles_and_entries_give_the_root_that_is_signed(api: Api, signed: Checkpoint) -> None:
    """Asked without a key; each may be kept for ever, the checkpoint for seconds."""
    tile = Tile(0, 0, signed.size)  # the world has fewer than 256 events
    hashes, entries = (api.get(f"{PREFIX}/{part.path}") for part in (tile, tile._replace(level=None)))

    assert signed.root == root_of_edge(signed.size, [(tile, hashes.body)])
    assert hashes.body == b"".join(leaf_hashes(entries.body))
    assert [FOR_EVER] * 2 == [reply.headers["Cache-Control"] for reply in (hashes, entries)]
    assert ["application/octet-stream"] * 2 == [reply.headers["Content-Type"] for reply in (hashes, entries)]
    note = api.get(f"{PREFIX}/checkpoint")
    assert ("public, max-age=5", "text/plain; charset=utf-8") == (
        note.headers["Cache-Control"],
        note.headers["Content-Type"],
    )


def test_a_narrower_tile_of_a_smaller_tree_stays(api: Api, signed: Checkpoint) -> None:
    """Whoever holds an older checkpoint reads on."""
    narrow, whole = (api.get(f"{PREFIX}/tile/0/000.p/{width}").body for width in (3, signed.size))
    assert whole[:96] == narrow
    bundle = api.get(f"{PREFIX}/tile/entries/000.p/3").body
    assert 3 == len(entries_in(bundle))


@pytest.mark.parametrize("path", NONE, ids=[f"none-{at}" for at in range(len(NONE))])
def test_what_is_no_tile_or_not_signed_is_not_found(api: Api, signed: Checkpoint, path: str) -> None:
    """There is one way to write each; the problem names what there is."""
    reply = api.get(f"{PREFIX}/{path}")
    assert (404, "not-found") == (reply.status, reply.code)
    assert signed.size < 256


def test_what_comes_after_the_last_checkpoint_is_not_shown(
    administrator: Api, signed: Checkpoint, world: World
) -> None:
    """Before it is signed nobody could hold the log to it."""
    administrator.delete(f"/v1/keys/{world.first.key_id}")
    sequence_pending(service_of(administrator.app).store.acting_as(DatabaseRole.SEQUENCER))
    path = f"{PREFIX}/tile/0/000.p/{signed.size + 1}"

    assert (404, 200) == (administrator.get(path).status, _signed_again(administrator, path))


def _signed_again(api: Api, path: str) -> int:
    sign(service_of(api.app))
    return api.get(path).status


def test_a_tile_that_was_signed_and_is_gone_is_no_404(
    api: Api, signed: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would read as if it had never been."""
    monkeypatch.setattr("service.store.reading.log.LogReads.log_tile", lambda *_: None)

    assert "audit-log-damaged" == api.get(f"{PREFIX}/tile/0/000.p/{signed.size}").code
