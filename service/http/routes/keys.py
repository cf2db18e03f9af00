"""`/v1/keys`: who may do what."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import bare_command, command
from service.http.schemas.keys import NEW_KEY
from service.usecases.keys import issue_key, list_keys, read_key, revoke_key

KEYS: Final = Blueprint("keys", __name__, url_prefix="/v1/keys")


@KEYS.post("", endpoint="issueKey")
def issue() -> Response:
    """Issue a key."""
    asked, wanted = command(NEW_KEY)
    return written(issue_key(service(), asked, wanted))


@KEYS.get("", endpoint="listKeys")
def list_all() -> Response:
    """List the keys."""
    return json_answer(list_keys(service(), principal()))


@KEYS.get("/<key>", endpoint="readKey")
def read(key: str) -> Response:
    """Read a key."""
    return json_answer(read_key(service(), principal(), key))


@KEYS.delete("/<key>", endpoint="revokeKey")
def revoke(key: str) -> Response:
    """Revoke a key."""
    return written(revoke_key(service(), bare_command(), key))
