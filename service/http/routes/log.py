"""`/log/v1`: the audit log for anybody who checks it (C2SP tlog-tiles); it names nobody, so no key is asked for."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.context import service
from service.http.paging import POSITIONS, listed, page
from service.http.queries import takes
from service.http.witnessed import witnessed
from service.usecases.read_log import read_checkpoint, read_tile
from service.usecases.read_stamps import list_stamps

LOG: Final = Blueprint("log", __name__, url_prefix="/log/v1")

# Seconds: the worker signs more often, and a reader that asks again sooner learns little.
_CHECKPOINT_AGE: Final = "public, max-age=5"
# What stands at the address of a tile is the same for ever; a wider one has another address.
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@LOG.get("/checkpoint", endpoint="readCheckpoint")
def checkpoint() -> Response:
    """Give the last signed tree head."""
    shown = read_checkpoint(service())
    headers = [("Cache-Control", _CHECKPOINT_AGE), *witnessed(shown)]
    return Response(shown.note, headers=headers, content_type="text/plain; charset=utf-8")


@LOG.get("/stamps", endpoint="listLogStamps")
@takes(POSITIONS)
def stamps() -> Response:
    """List checkpoints with their time stamps."""
    return listed(list_stamps(service(), page()), cursor=str)


@LOG.get("/tile/entries/<path:number>", endpoint="readLogEntries")
def entries(number: str) -> Response:
    """Give the leaves below a tile of the lowest level."""
    return _tile(f"tile/entries/{number}")


@LOG.get("/tile/<level>/<path:number>", endpoint="readLogTile")
def hashes(level: str, number: str) -> Response:
    """Give hashes of a level of the tree."""
    return _tile(f"tile/{level}/{number}")


def _tile(path: str) -> Response:
    data = read_tile(service(), path)
    return Response(data, headers=[("Cache-Control", _FOR_EVER)], content_type="application/octet-stream")
