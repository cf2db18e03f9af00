"""The address is taken first, and what is wrong with it is told plainly."""

import errno
import socket

import pytest

from service.serving.listening import CannotListen, listen


def test_a_free_port_is_taken_and_can_be_inherited() -> None:
    """Port 0 takes any."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.get_inheritable()
        assert 0 < listening.getsockname()[1]


def test_an_address_of_version_6_may_be_named() -> None:
    """Where the machine has it."""
    if not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 here")
    with listen("::1", 0) as listening:
        assert socket.AF_INET6 == listening.family


def test_a_taken_port_is_told_with_another_to_try() -> None:
    """Not as a traceback."""
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Port {port} on 127.0.0.1 is taken") as raised:
            listen("127.0.0.1", port)

    assert str(raised.value).endswith(f"serve --port {port + 1}")


def test_an_address_of_another_machine_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words of the system, and an address that works."""

    def not_ours(*_: object, **__: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address (while attempting to bind)")

    monkeypatch.setattr(socket, "create_server", not_ours)
    with pytest.raises(CannotListen) as raised:
        listen("127.0.0.1", 8000)

    expected = "Cannot listen on 127.0.0.1, port 8000: Cannot assign requested address."
    assert str(raised.value).startswith(expected)
