"""`/v1/signing-keys`: with which keys authorities sign versions of the law."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from service.http.answers import json_answer, written
from service.http.authentication import principal
from service.http.context import service
from service.http.idempotency import bare_command, command
from service.http.schemas.law import NEW_SIGNING_KEY
from service.usecases.signing_keys import list_signing_keys, register_signing_key, revoke_signing_key

SIGNING_KEYS: Final = Blueprint("signing_keys", __name__, url_prefix="/v1/signing-keys")


@SIGNING_KEYS.post("", endpoint="registerSigningKey")
def register() -> Response:
    """Register a key."""
    asked, wanted = command(NEW_SIGNING_KEY)
    return written(register_signing_key(service(), asked, wanted))


@SIGNING_KEYS.get("", endpoint="listSigningKeys")
def list_all() -> Response:
    """List the keys."""
    return json_answer(list_signing_keys(service(), principal()))


@SIGNING_KEYS.delete("/<signer>", endpoint="revokeSigningKey")
def revoke(signer: str) -> Response:
    """Revoke a key."""
    return written(revoke_signing_key(service(), bare_command(), signer))
