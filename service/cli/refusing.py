"""How a command refuses: in plain lines for people, as problem JSON (RFC 9457) for programs; on standard error."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

import click

from service.http.problem_catalogue import CATALOGUE
from service.serving.remedies import refusal_text

if TYPE_CHECKING:
    from service.domain.errors import Refusal
    from service.law.errors import DocumentError
    from service.usecases.node import NotDurable

_UNPROCESSABLE = 422


class _Told(click.ClickException):
    """A refusal that is told as it stands, without click's own `Error:`; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it on standard error."""
        click.echo(self.message, file=file, err=True)


class Refused(_Told):
    """The service refuses; every fault is told with the place it is about."""

    def __init__(self, refusal: Refusal) -> None:
        """Tell of *refusal* in plain lines."""
        lines = [f"refused: {refusal.detail} ({refusal.code})"]
        lines += [f"  {fault.pointer or '/'}: {fault.message}" for fault in refusal.faults]
        super().__init__("\n".join(lines))


class RefusedAsProblem(_Told):
    """The service refuses what a program asked for: the same problem as over HTTP, with *instance* the file's name."""

    def __init__(self, refusal: Refusal, instance: str, request_id: str) -> None:
        """Tell of *refusal* as problem JSON."""
        known = CATALOGUE.get(refusal.code)
        problem = refusal.extra | {
            "type": f"/problems/{refusal.code}",
            "title": known.said["en"].title if known else refusal.code,
            "status": known.status if known else _UNPROCESSABLE,
            "detail": refusal.detail,
            "instance": instance,
            "code": refusal.code,
            "request_id": request_id,
            "errors": [fault._asdict() for fault in refusal.faults],
        }
        super().__init__(json.dumps(problem, indent=2, ensure_ascii=False))


class Unsafe(_Told):
    """A production profile does not start; exit code 78 (EX_CONFIG of sysexits.h), which supervisors need not retry."""

    exit_code = 78

    def __init__(self, refusal: NotDurable) -> None:
        """Tell of each check that failed."""
        super().__init__(refusal_text(refusal.failed))


class UnreadableDocument(_Told):
    """A schedule document is refused; each fault has its file, path, what was found and expected, and the remedy."""

    def __init__(self, error: DocumentError) -> None:
        """Tell of *error*."""
        count = len(error.faults)
        super().__init__(f"{error}\nrefused: {count} {'fault' if count == 1 else 'faults'}")
