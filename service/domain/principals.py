"""Who asks: what a key may do, and for whom."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Role(StrEnum):
    """Whom a key stands for."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    ACCOUNTANT = "accountant"
    AUTHORITY = "authority"


SCOPES: Final = (
    "operators:read",
    "operators:write",
    "farms:read",
    "farms:write",
    "reports:read",
    "reports:write",
    "reports:submit",
    "assessments:read",
    "assessments:reassess",
    "payments:write",
    "statements:read",
    "events:read",
    "prices:write",
    "law:read",
    "law:write",
    "law:publish",
    "keys:manage",
)

_LAW: Final = frozenset({"law:read", "law:write", "law:publish"})
_FILING: Final = frozenset(SCOPES) - _LAW - {"operators:write", "prices:write", "keys:manage"}
_WATCHING: Final = frozenset(
    {
        "operators:read",
        "farms:read",
        "reports:read",
        "assessments:read",
        "assessments:reassess",
        "statements:read",
        "events:read",
    }
)

DEFAULT_SCOPES: Final = {
    Role.ADMINISTRATOR: frozenset(SCOPES),
    Role.OPERATOR: _FILING,
    Role.ACCOUNTANT: _FILING,
    Role.AUTHORITY: _WATCHING | _LAW,
}


class Principal(NamedTuple):
    """The bearer of a key: an administrator, an operator, an accountant of several, or an authority of a region."""

    key: str
    role: Role
    operators: frozenset[str]
    jurisdiction: str | None
    scopes: frozenset[str]
