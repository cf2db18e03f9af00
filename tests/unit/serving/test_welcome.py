"""What a newcomer is told can be pasted as it stands."""

import json
import shlex

import pytest

from service.config import Config
from service.serving.welcome import welcome


def pasted(text: str) -> list[list[str]]:
    """Return the lines to paste, as a shell would split them."""
    return [shlex.split(line) for line in text.splitlines() if line.lstrip().startswith("curl")]


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("::", "http://[::1]:8000"),
        ("tax.example", "http://tax.example:8000"),
    ],
)
def test_the_address_is_one_that_can_be_asked(host: str, address: str) -> None:
    """Where a service listens everywhere, it is asked here."""
    assert [f"{address}/v1/estimates", f"{address}/v1/operators", f"{address}/v1/schedules"] == [
        line[2] for line in pasted(welcome(Config(host=host), "key"))
    ]


def test_every_body_to_paste_is_json() -> None:
    """Quotes survive the shell."""
    bodies = [json.loads(line[line.index("-d") + 1]) for line in pasted(welcome(Config(), "key")) if "-d" in line]

    assert [{"operator", "region", "schedules", "period", "energy"}, {"kind", "name"}] == [set(body) for body in bodies]


def test_a_new_key_is_shown_and_used_and_an_old_one_is_not_known() -> None:
    """Only digests are kept."""
    assert "Authorization: Bearer hashlevy_x" in pasted(welcome(Config(), "hashlevy_x"))[1]
    assert "Authorization: Bearer $HASHLEVY_KEY" in pasted(welcome(Config(), None))[1]
