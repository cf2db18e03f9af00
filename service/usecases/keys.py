"""Keys: issue them (the text is shown once), revoke them, read and list them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from service.audit.events import Request
from service.domain.canonical import canonical, fingerprint, sha256
from service.domain.errors import Fault, Nonsense
from service.domain.identifiers import is_identifier, new_identifier
from service.domain.principals import SCOPES, Principal, Role, allowed_scopes, default_scopes
from service.domain.regions import REGION
from service.store.rows import KeyRevocationRow, KeyRow
from service.usecases.access import missing, require, visible_operator
from service.usecases.authenticate import KEY_PREFIX, key_digest
from service.usecases.perform import perform
from service.usecases.representations import key_json
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.store.reading import Reading
    from service.store.rows import HeldKey
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

# The local administrator: whoever can reach the database from a terminal on the machine.
LOCAL_ADMINISTRATOR = Principal(
    "local", Role.ADMINISTRATOR, frozenset(), None, default_scopes(Role.ADMINISTRATOR, sandbox=False)
)
# The same of the sandboxes: they have keys of their own, and so has the terminal.
LOCAL_SANDBOX_ADMINISTRATOR = LOCAL_ADMINISTRATOR._replace(
    scopes=default_scopes(Role.ADMINISTRATOR, sandbox=True), sandbox=True
)


class NewKey(NamedTuple):
    """A key to be issued; *scopes* none: all that the role may have; *sandbox* none: as the key that asks for it."""

    name: str
    role: Role
    operators: tuple[str, ...] = ()
    jurisdiction: str | None = None
    scopes: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    sandbox: bool | None = None


def issue_key(service: Service, command: Command, request: NewKey) -> Answer:
    """
    Issue a key; answers 201 with the key and, once, its `secret`.

    A replay of the request shows the key without the secret: nothing stored can show it again.

    Raises:
        Nonsense: the role and what the key is tied to do not fit.
        NotFound: there is no such operator.
    """
    require(command.principal, "keys:manage")
    request = _of_a_world(command.principal, request)
    _refuse_unfit(request)
    secret = KEY_PREFIX + secrets.token_urlsafe(32)

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        for operator in request.operators:
            visible_operator(work, command.principal, operator)
        row = new_key_row(request, secret, now)
        work.add(row)
        document = key_json(row, revoked=False)
        body = canonical(document | {"secret": None})
        Teller.of(work, now, command).tell(Happening("key.issued", result_sha256=sha256(body)))
        return Answer(201, body, location=f"/v1/keys/{row.id}")

    answer = perform(service, command, effect)
    return answer if answer.replayed else answer._replace(body=canonical(answer.document | {"secret": secret}))


def issue_first_key(service: Service) -> str | None:
    """Issue the first administrator's key and return its text; none when there is a key already."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    now = service.clock()
    with service.store.unit_of_work() as work:
        if work.keys():
            return None
        row = new_key_row(NewKey("first administrator", Role.ADMINISTRATOR), secret, now)
        work.add(row)
        result = fingerprint(key_json(row, revoked=False))
        Teller(work, now, "system", Request("serve")).tell(Happening("key.issued", result_sha256=result))
        work.commit()
    return secret


def revoke_key(service: Service, command: Command, identifier: str) -> Answer:
    """
    Revoke a key, from now on and for good; answers 200 with the key.

    Raises:
        NotFound: there is no such key.
    """
    require(command.principal, "keys:manage")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        held = _held(work, command.principal, identifier)
        if held.revoked_at is None:
            work.add(KeyRevocationRow(identifier, now))
            Teller.of(work, now, command).tell(Happening("key.revoked", inputs_sha256=sha256(identifier.encode())))
        return Answer(200, canonical(key_json(held.key, revoked=True)))

    return perform(service, command, effect)


def read_key(service: Service, principal: Principal, identifier: str) -> dict[str, Json]:
    """
    Read a key, revoked or not, without its secret.

    Raises:
        NotFound: there is no such key.
    """
    require(principal, "keys:manage")
    with service.store.reading(snapshot=False) as reading:
        held = _held(reading, principal, identifier)
    return key_json(held.key, revoked=held.revoked_at is not None)


def list_keys(service: Service, principal: Principal) -> dict[str, Json]:
    """List all keys that *principal* sees, without their secrets: a sandbox administrator sees those of sandboxes."""
    require(principal, "keys:manage")
    with service.store.reading() as reading:
        rows = reading.keys()
    every = [held for held in rows if held.key.sandbox or not principal.sandbox]
    items = [key_json(held.key, revoked=held.revoked_at is not None) for held in every]
    return {"items": list(items), "next_cursor": None}


def new_key_row(request: NewKey, secret: str, now: datetime) -> KeyRow:
    """Return the row of a key whose text is *secret*; only its digest is kept."""
    scopes = request.scopes or tuple(sorted(default_scopes(request.role, sandbox=bool(request.sandbox))))
    return KeyRow(
        id=new_identifier("key", now),
        digest=key_digest(secret),
        name=request.name,
        role=request.role.value,
        operators=request.operators,
        jurisdiction=request.jurisdiction,
        scopes=scopes,
        created_at=now,
        expires_at=request.expires_at,
        sandbox=bool(request.sandbox),
    )


def _held(reading: Reading, principal: Principal, identifier: str) -> HeldKey:
    """Return a key, or raise `NotFound` when there is none of that name that *principal* may see."""
    held = reading.key_by_id(identifier) if is_identifier(identifier, "key") else None
    if held is None or (principal.sandbox and not held.key.sandbox):
        raise missing("key", identifier)
    return held


def _of_a_world(principal: Principal, request: NewKey) -> NewKey:
    """
    Say of which world the key is; only a live administrator issues a key of the other one, and for nobody's tenants.

    Raises:
        Nonsense: it would lead from one world to the other.
    """
    sandbox = principal.sandbox if request.sandbox is None else request.sandbox
    crossing = sandbox != principal.sandbox
    if crossing and (principal.sandbox or request.role not in (Role.ADMINISTRATOR, Role.AUTHORITY)):
        message = "expected keys of live tenants from live administrators, and those of sandboxes from sandbox ones"
        faults = [Fault("/sandbox", "invalid-value", message)]
        raise Nonsense("validation-failed", "No key leads from one world of tenants to the other.", faults=faults)
    return request._replace(sandbox=sandbox)


def _refuse_unfit(request: NewKey) -> None:
    """Refuse a key that is tied to the wrong things for its role."""
    faults = list(_unfit(request))
    if faults:
        raise Nonsense("validation-failed", "This key would be tied to the wrong things.", faults=faults)


def _unfit(request: NewKey) -> list[Fault]:
    faults = []
    counts = {Role.OPERATOR: "exactly one operator", Role.ACCOUNTANT: "one operator or more"}
    number = len(request.operators)
    fits = {Role.OPERATOR: number == 1, Role.ACCOUNTANT: number >= 1}.get(request.role, number == 0)
    if not fits:
        expected = counts.get(request.role, "no operators")
        faults.append(Fault("/operators", "invalid-value", f"a key of role {request.role.value} needs {expected}"))
    jurisdiction = request.jurisdiction
    if (request.role is Role.AUTHORITY) != (jurisdiction is not None):
        message = 'an authority needs a jurisdiction such as "KZ" or "RU-IRK"; other keys have none'
        faults.append(Fault("/jurisdiction", "invalid-value", message))
    elif jurisdiction is not None and REGION.fullmatch(jurisdiction) is None:
        faults.append(Fault("/jurisdiction", "invalid-value", 'expected a code of ISO 3166, such as "KZ"'))
    allowed = allowed_scopes(request.role, sandbox=bool(request.sandbox))
    for position, scope in enumerate(request.scopes or ()):
        if scope not in SCOPES or scope not in allowed:
            message = f"expected one of {', '.join(sorted(allowed))}"
            faults.append(Fault(f"/scopes/{position}", "invalid-value", message))
    return faults
