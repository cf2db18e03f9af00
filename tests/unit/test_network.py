"""Tests cannot reach another machine, by name or by number, and can reach this one."""

import socket

import pytest

from tests.network import NetworkUsedError


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused(host: str) -> None:
    """An address outside this machine is refused before a packet leaves."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(NetworkUsedError) as refused:
        client.connect((host, 80))

    assert host in str(refused.value)


def test_a_datagram_to_another_machine_is_refused() -> None:
    """A protocol without connections is no way around."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client, pytest.raises(NetworkUsedError):
        client.sendto(b"", ("192.0.2.1", 53))


def test_the_name_of_another_machine_is_not_even_looked_up() -> None:
    """A name is refused without asking any name server."""
    with pytest.raises(NetworkUsedError):
        socket.getaddrinfo("tax.example", 443)


def test_a_server_of_this_machine_is_reached() -> None:
    """Servers that the tests start themselves answer on the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname(), timeout=5)
        client.close()
