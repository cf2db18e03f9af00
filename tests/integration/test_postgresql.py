"""A server that the tests start ends with them, however they end, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

_END_SECONDS_MAX: Final = 30
_STARTS_AND_IS_KILLED: Final = """
import os, signal
from tests.postgresql import find_or_start
print(find_or_start(dict(os.environ)).url, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_does_not_outlive_tests_that_are_killed() -> None:
    """No signal handler runs on SIGKILL, and still the server stops and its files go."""
    environment = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    killed = subprocess.run(
        [sys.executable, "-c", _STARTS_AND_IS_KILLED],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    (home,) = parse_qs(urlsplit(killed.stdout.strip()).query)["host"]
    give_up = time.monotonic() + _END_SECONDS_MAX
    while Path(home).exists() and time.monotonic() < give_up:
        time.sleep(0.05)

    assert -signal.SIGKILL == killed.returncode
    assert not Path(home).exists()
