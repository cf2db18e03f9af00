"""Serve: everything from an empty machine to the first answer, and back to nothing running."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from typing import Final

from service.config import SIGN_CHECKPOINTS, Config
from service.serving import commands
from service.serving.children import Children
from service.serving.listening import listen
from service.serving.preparation import prepare
from service.serving.welcome import welcome

# What gunicorn needs beyond the requests themselves: it closes kept-alive connections and joins its processes.
_MARGIN_SECONDS: Final = 5
# A machine that is busy takes its time; whoever waits for the address is told it all the same.
_START_SECONDS: Final = 600
_ANSWER_SECONDS: Final = 5
_LOOK_SECONDS: Final = 0.1
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked there, not bound


def serve(config: Config, tell: Callable[[str], None]) -> bool:
    """
    Serve until somebody sends SIGINT, SIGTERM or SIGHUP; *tell* is given what a person at the terminal should know.

    Returns whether that was the reason to end; false when a process of ours ended by itself, and the log says why.

    Raises:
        CannotListen: the address is taken.
        NotDurable: a production profile would lose what it acknowledges.
        Refusal: the store cannot be prepared.
    """
    with listen(config.host, config.port) as listening:
        config = replace(config, port=listening.getsockname()[1])
        event, key = prepare(config)
        config = replace(config, started_event=event)
        with Children(config.environment(), config.graceful_seconds + _MARGIN_SECONDS) as children:
            children.start(
                commands.web_server(config, listening.fileno()), listening.fileno(), without=SIGN_CHECKPOINTS
            )
            children.start(commands.worker())
            listening.close()  # Theirs alone, or the port would stay open when they are gone.
            if _answers(config, children):
                tell(welcome(config, key))
            asked = children.watch()
            tell("Stopping: finishing what was begun." if asked else "A process of the service ended; stopping.")
    return asked


def _answers(config: Config, children: Children) -> bool:
    """Wait for the first answer; say whether it came before somebody asked to stop or a child ended."""
    latest = time.monotonic() + _START_SECONDS
    while children.go_on and time.monotonic() < latest:
        connection = HTTPConnection(_EVERYWHERE.get(config.host, config.host), config.port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", "/livez")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(_LOOK_SECONDS)
        else:
            return True
        finally:
            connection.close()
    return False
