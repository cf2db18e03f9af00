"""
Errors that teach: every refusal has a stable code, says what was found and what was expected, and names the place.

A `Refusal` becomes a problem of RFC 9457 over HTTP, a problem on standard error in a terminal, and a message beside the
field on a page. Its `faults` carry JSON pointers (RFC 6901) into what was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Fault(NamedTuple):
    """One thing wrong: where (a JSON pointer into what was sent), its code, and how to mend it."""

    pointer: str
    code: str
    message: str


class Refusal(Exception):
    """
    What the service will not do, and why.

    Subclasses are the kinds of outcome; *code* names the very problem (`price-unavailable`), *detail* tells it in a
    sentence, *faults* name the fields. *extra* are further members of the problem, such as a link to what to do next.
    """

    def __init__(
        self, code: str, detail: str, *, faults: Sequence[Fault] = (), extra: Mapping[str, object] | None = None
    ) -> None:
        """Say what is refused."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.extra = dict(extra or {})

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
        """
        Let it be copied, and sent from one process to another, as it is.

        An exception is otherwise made anew from its text alone. That is too little for this one, and a process that
        cannot read what another has raised may wait for it for ever.
        """
        return Exception.__new__, (type(self), *self.args), self.__dict__


class Malformed(Refusal):
    """What was sent cannot be read at all (400)."""


class Unauthenticated(Refusal):
    """No key, or one that is unknown, revoked or expired (401)."""


class Forbidden(Refusal):
    """The key is good, but not for this (403)."""


class NotFound(Refusal):
    """There is no such thing, or it belongs to another tenant (404)."""


class NotYet(NotFound):
    """There is no such thing yet; there will be soon (404)."""


class NotAcceptable(Refusal):
    """It exists, but in none of the forms that the sender takes (406)."""


class Gone(Refusal):
    """It was there, and was destroyed for good (410)."""


class Conflict(Refusal):
    """The thing is in a state that does not allow this, or it exists already (409)."""


class Stale(Refusal):
    """The thing has changed since the sender read it (412)."""


class TooLarge(Refusal):
    """More than the service takes at once (413)."""


class Nonsense(Refusal):
    """It can be read, but what it says makes no sense (422)."""


class PreconditionMissing(Refusal):
    """The request must say which state it starts from (428)."""


class Unavailable(Refusal):
    """It cannot be done now, or its outcome is not known; try again with the same idempotency key (503)."""
