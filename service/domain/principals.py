"""Who asks: what a key may do, and for whom."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final, NamedTuple


class Role(StrEnum):
    """Whom a key stands for."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    ACCOUNTANT = "accountant"
    AUTHORITY = "authority"


class World(Enum):
    """The two worlds of tenants, which never see each other: those in earnest, and those that only try."""

    LIVE = "live"
    SANDBOX = "sandbox"


SCOPES: Final = (
    "operators:read",
    "operators:write",
    "farms:read",
    "farms:write",
    "groups:read",
    "groups:write",
    "reports:read",
    "reports:write",
    "reports:submit",
    "assessments:read",
    "assessments:reassess",
    "payments:write",
    "statements:read",
    "assessments:declare",
    "obligations:read",
    "obligations:decide",
    "periods:lock",
    "events:read",
    "prices:read",
    "prices:write",
    "law:read",
    "law:write",
    "law:publish",
    "keys:manage",
    "data:erase",
)

_LAW: Final = frozenset({"law:read", "law:write", "law:publish"})
# Whoever runs the service binds no taxpayer, and decides nothing in an authority's place.
_ANOTHERS: Final = frozenset({"assessments:declare", "obligations:decide", "periods:lock"})
_ADMINISTRATION: Final = frozenset({"operators:write", "prices:write", "keys:manage"})
_ERASING: Final = frozenset({"data:erase"})
_DECIDING: Final = frozenset({"obligations:decide", "periods:lock"})
_DECLARING: Final = frozenset({"assessments:declare"})
_FILING: Final = frozenset(SCOPES) - _LAW - _ADMINISTRATION - _DECIDING - _DECLARING - _ERASING
_WATCHING: Final = frozenset(
    {
        "operators:read",
        "farms:read",
        "groups:read",
        "reports:read",
        "assessments:read",
        "assessments:reassess",
        "obligations:read",
        "statements:read",
        "events:read",
        "prices:read",
    }
)

DEFAULT_SCOPES: Final = {
    Role.ADMINISTRATOR: frozenset(SCOPES) - _ANOTHERS,
    Role.OPERATOR: _FILING | _DECLARING,
    Role.ACCOUNTANT: _FILING,
    Role.AUTHORITY: _WATCHING | _LAW | _DECIDING | _ERASING,
}
# Law, prices and rates are the same for both worlds: whoever only tries changes none, and sees no draft of law.
COMMON: Final = _LAW | {"prices:write"}
# What a key may be given by name: an accountant declares only where the operator wants that.
ALLOWED_SCOPES: Final = DEFAULT_SCOPES | {Role.ACCOUNTANT: _FILING | _DECLARING}


class Principal(NamedTuple):
    """
    The bearer of a key: an administrator, an operator, an accountant of several, or an authority of a region.

    It is of one world and sees nobody of the other: *sandbox* says of which.
    """

    key: str
    role: Role
    operators: frozenset[str]
    jurisdiction: str | None
    scopes: frozenset[str]
    sandbox: bool = False

    @property
    def world(self) -> World:
        """The tenants that there are for this key."""
        return World.SANDBOX if self.sandbox else World.LIVE


def default_scopes(role: Role, *, sandbox: bool) -> frozenset[str]:
    """Return what a key of *role* may do unless less is said."""
    return DEFAULT_SCOPES[role] - (COMMON if sandbox else frozenset())


def allowed_scopes(role: Role, *, sandbox: bool) -> frozenset[str]:
    """Return what a key of *role* may be given by name."""
    return ALLOWED_SCOPES[role] - (COMMON if sandbox else frozenset())
