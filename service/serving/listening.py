"""The address of the service: taken before anything is started, so that a taken port is told at once and plainly."""

from __future__ import annotations

import errno
import socket


class CannotListen(Exception):
    """The address cannot be listened on; its text says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """
    Listen on *host* and *port* (0: any that is free); child processes may inherit the socket.

    Raises:
        CannotListen: the port is taken, or the address is not one of this machine's.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server((address[0], address[1]), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(_explained(error, host, port)) from None
    listening.set_inheritable(True)
    return listening


def _explained(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} on {host} is taken by another program. Choose another: serve --port {port + 1}"
        case errno.EACCES:
            return f"Port {port} is for privileged programs. Choose one from 1024 on: serve --port 8000"
        case _:
            why = str(error.strerror).partition(" (")[0]
            return f"Cannot listen on {host}, port {port}: {why}. Choose another: serve --host 127.0.0.1"
