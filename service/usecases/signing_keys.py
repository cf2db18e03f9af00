"""Keys with which authorities sign versions of the law: registered and revoked by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.audit.signatures import is_public_key
from service.domain.canonical import canonical, sha256
from service.domain.clock import instant_text
from service.domain.errors import Fault, Nonsense
from service.domain.identifiers import is_identifier, new_identifier
from service.store.rows import HeldSigningKey, SigningKeyRevocationRow, SigningKeyRow
from service.usecases.access import missing, require, require_live
from service.usecases.law_drafts import has_jurisdiction
from service.usecases.perform import perform
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.domain.principals import Principal
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service


class NewSigningKey(NamedTuple):
    """A key to be registered: whose law it signs, what people call it, and its public part in base64."""

    jurisdiction: str
    name: str
    public_key: str


def register_signing_key(service: Service, command: Command, request: NewSigningKey) -> Answer:
    """
    Register a key; answers 201 with it.

    Raises:
        Nonsense: it is not an Ed25519 key of 32 bytes in base64.
        Conflict: it is registered already.
    """
    require(command.principal, "keys:manage")
    require_live(command.principal)
    if not is_public_key(request.public_key):
        fault = Fault("/public_key", "invalid-value", "expected the 32 bytes of an Ed25519 public key in base64")
        raise Nonsense("validation-failed", "This is no key to check signatures with.", faults=[fault])

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        row = SigningKeyRow(new_identifier("signing_key", now), *request, now)
        work.add(row)
        body = canonical(signing_key_json(HeldSigningKey(row, None)))
        Teller.of(work, now, command).tell(Happening("signing_key.registered", result_sha256=sha256(body)))
        return Answer(201, body, location=f"/v1/signing-keys/{row.id}")

    return perform(service, command, effect)


def revoke_signing_key(service: Service, command: Command, identifier: str) -> Answer:
    """
    Revoke a key: it signs nothing more, and what it signed stands; answers 200 with it.

    Raises:
        NotFound: there is no such key.
    """
    require(command.principal, "keys:manage")
    require_live(command.principal)

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        held = work.signing_key(identifier) if is_identifier(identifier, "signing_key") else None
        if held is None:
            raise missing("signing key", identifier)
        if held.revoked_at is None:
            work.add(SigningKeyRevocationRow(identifier, now))
            digest = sha256(identifier.encode())
            Teller.of(work, now, command).tell(Happening("signing_key.revoked", inputs_sha256=digest))
        return Answer(200, canonical(signing_key_json(HeldSigningKey(held.key, held.revoked_at or now))))

    return perform(service, command, effect)


def list_signing_keys(service: Service, principal: Principal) -> dict[str, Json]:
    """List the keys of the jurisdictions that *principal* deals with, revoked ones too."""
    require(principal, "law:read")
    with service.store.reading() as reading:
        every = reading.signing_keys()
    items = [signing_key_json(held) for held in every if has_jurisdiction(principal, held.key.jurisdiction)]
    return {"items": list(items), "next_cursor": None}


def signing_key_json(held: HeldSigningKey) -> dict[str, Json]:
    """Represent a signing key."""
    row = held.key
    return {
        "object": "signing_key",
        "id": row.id,
        "jurisdiction": row.jurisdiction,
        "name": row.name,
        "public_key": row.public_key,
        "created_at": instant_text(row.created_at),
        "revoked_at": None if held.revoked_at is None else instant_text(held.revoked_at),
    }
