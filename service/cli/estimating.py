"""The service as an estimate uses it: on its database where there is one, else on the shipped law alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from service.cli.settings import settings
from service.clock import system_clock
from service.domain.errors import Unavailable
from service.usecases.record_library import shipped_library
from service.usecases.service import Service

_SQLITE: Final = "sqlite:///"
_NOT_SET_UP: Final = "database-not-migrated"


@contextmanager
def estimating_service() -> Iterator[Service]:
    """
    Open the service on its database, or, where none is set up, on the shipped law as if it were recorded now.

    Raises:
        Unavailable: there is a database, but it does not answer.
    """
    with ExitStack() as opened:
        yield _with_database(opened) or Service(None, shipped_library(system_clock()), system_clock)


def _with_database(opened: ExitStack) -> Service | None:
    url = settings().database_url
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
        return None  # Asking it would make the file.
    # Loading the store takes longer than most estimates; who has no database need not wait for it.
    from service.cli.local import local_service  # noqa: PLC0415

    try:
        return opened.enter_context(local_service())
    except Unavailable as refusal:
        if refusal.code == _NOT_SET_UP:
            return None
        raise
