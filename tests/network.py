"""Keeps the tests off the network: whatever looks for a host that is not this machine fails the test that did it."""

import ipaddress
import sys
from collections.abc import Collection
from typing import Final

# The events of the interpreter's audit table that name another host, and the argument that names it.
_EVENTS: Final = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}


class NetworkUsedError(Exception):
    """A test reached for another machine."""


def confine(allowed: Collection[str]) -> None:
    """Refuse every host but this machine and those *allowed*, for the rest of this process: audit hooks stay."""

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        place = _EVENTS.get(event)
        if place is None:
            return
        address = arguments[place]
        if isinstance(address, tuple):
            refuse_stranger(address[0], allowed)
        elif event == "socket.getaddrinfo":  # Elsewhere, what is no tuple is the path of a unix socket.
            refuse_stranger(address, allowed)

    sys.addaudithook(audit)


def refuse_stranger(host: object, allowed: Collection[str]) -> None:
    """
    Pass over this machine, in any of its spellings, and *allowed* hosts.

    Raises:
        NetworkUsedError: *host* is another machine, or a name that only the network could resolve.
    """
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in {"", "localhost", *allowed}:
        return
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    if address is None or not (address.is_loopback or address.is_unspecified):
        message = f"Tests use no network, and this one asked for {name}: keep the answer as a fixture instead."
        raise NetworkUsedError(message)
