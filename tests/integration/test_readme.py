"""The README is true: its commands run as they stand, against a real server, and give what the page shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Final, NamedTuple, Self

import pytest
from click.testing import CliRunner

from service.cli.main import hashlevy

pytestmark = pytest.mark.thorough

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
SERVE: Final = "./run serve\n"

_FENCE: Final = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COPIED: Final = re.compile(r"=(?P<prefix>[a-z]{3})_\.\.\.")
_KEY: Final = re.compile(r"hashlevy_[A-Za-z0-9_-]{43}")
_DONE: Final = "@@ the block is done @@"
_PATIENCE_SECONDS: Final = 120

# What differs from one run to the next, and how the page may shorten it.
_MASKS: Final = (
    (re.compile(r"hashlevy_(?:[A-Za-z0-9_-]{43}|\.\.\.)"), "KEY"),
    (re.compile(r"\b([a-z]{3})_(?:[0-9a-z]{26}|\.\.\.)"), r"\1_ID"),
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{8}\.\.\."), "SHA256"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"), "INSTANT"),
    (re.compile(r"127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"\bentry \d+ of \d+|\bEntry \d+"), "ENTRY"),
)


class Step(NamedTuple):
    """A block of commands, and what the page says that they print."""

    commands: str
    shown: str


def steps() -> list[Step]:
    """Pair each block of commands with the block of output that follows it, if one does."""
    blocks = [(match["kind"], match["text"]) for match in _FENCE.finditer(README)]
    return [
        Step(text, following if shown in ("json", "text") else "")
        for (kind, text), (shown, following) in zip(blocks, [*blocks[1:], ("", "")], strict=True)
        if kind == "sh"
    ]


def masked(text: str) -> str:
    """Put names in the place of identifiers, hashes, instants and addresses."""
    for form, name in _MASKS:
        text = form.sub(name, text)
    return text.strip("\n")


def difference(shown: str, printed: str) -> str | None:
    """Return the first lines that the page shows and that were not printed there; a line of dots skips any lines."""
    chunks = re.split(r"^\s*\.\.\.\n", f"{masked(shown)}\n", flags=re.MULTILINE)
    rest = f"{masked(printed)}\n"
    for chunk in chunks[:-1]:
        anchored = chunk is chunks[0]
        if not (rest.startswith(chunk) if anchored else f"\n{chunk}" in f"\n{rest}"):
            return chunk
        rest = rest[rest.index(chunk) + len(chunk) :]
    last = chunks[-1]
    return None if (rest == last if len(chunks) == 1 else f"\n{rest}".endswith(f"\n{last}")) else last


class Server:
    """`./run serve`, as this interpreter runs it, on a free port and a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._output = folder / "serve.txt"
        self._environment = {
            **os.environ, "DATABASE_URL": f"sqlite:///{folder / 'hashlevy.db'}", "PYTHONPATH": str(ROOT),
            "HASHLEVY_WORKERS": "1", "HASHLEVY_CHECKPOINT_FILE": f"{folder}/last-checkpoint", "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def __enter__(self) -> Self:
        command = [sys.executable, "-P", "-m", "service", "serve", "--port", "0"]
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(command, env=self._environment, stdout=output, stderr=subprocess.DEVNULL)
        latest = time.monotonic() + _PATIENCE_SECONDS
        while "Three things to try" not in self.told:
            assert self._process.poll() is None, f"serve ended by itself: {self.told}"
            assert time.monotonic() < latest, f"serve does not answer: {self.told}"
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        assert 0 == self._process.wait(_PATIENCE_SECONDS)

    @property
    def told(self) -> str:
        """What it has told the terminal so far."""
        return self._output.read_text(encoding="utf-8")

    @property
    def key(self) -> str:
        """The first administrator's key."""
        found = _KEY.search(self.told)
        assert found is not None
        return found[0]

    @property
    def address(self) -> str:
        """Where it answers."""
        found = re.search(r"http://127\.0\.0\.1:\d+", self.told)
        assert found is not None
        return found[0]

    @property
    def folder(self) -> Path:
        """Where it keeps what it keeps in `var` by itself."""
        return self._folder

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a second terminal."""
        return self._environment


class Terminal:
    """A second terminal: one shell that runs one block after another, and keeps what they set."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seen = ""

    def __enter__(self) -> Self:
        self._shell = subprocess.Popen(
            ["bash"], cwd=ROOT, env=self._server.environment, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, process_group=0,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self._shell.communicate(timeout=_PATIENCE_SECONDS)

    def run(self, commands: str) -> str:
        """Run a block as a reader would, copying key and identifiers from what was shown before; return its output."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{self._filled_in(commands)}\necho\necho '{_DONE}'\n")
        self._shell.stdin.flush()
        # Whatever it waits for, it ends then with all that it has started, and what it has printed so far is all.
        impatience = Timer(_PATIENCE_SECONDS, os.killpg, [self._shell.pid, signal.SIGKILL])
        impatience.start()
        lines: list[str] = []
        for line in self._shell.stdout:
            if line.strip() == _DONE:
                break
            lines.append(line)
        impatience.cancel()
        self._seen = "".join(lines)
        return self._seen

    def _filled_in(self, commands: str) -> str:
        commands = commands.replace("hashlevy_...", self._server.key)
        commands = commands.replace("http://127.0.0.1:8000", self._server.address)
        commands = commands.replace("./run hashlevy", f"{sys.executable} -P -m service")
        commands = commands.replace("./run verifier", f"{sys.executable} -P -m checks.archive dist")
        commands = re.sub(r"(?<= )(?:var|dist)\b", str(self._server.folder), commands)
        return _COPIED.sub(self._copied, commands)

    def _copied(self, match: re.Match[str]) -> str:
        found = re.search(rf"{match['prefix']}_[0-9a-z]{{26}}", self._seen)
        assert found is not None, f"no {match['prefix']}_... to copy from: {self._seen}"
        return f"={found[0]}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve once for the whole page."""
    with Server(tmp_path_factory.mktemp("readme")) as server:
        yield server


def test_the_two_commands_stand_at_the_very_top() -> None:
    """Whoever arrives sees first how to run it and how to test it."""
    first = _FENCE.search(README)

    assert first is not None
    assert "./run serve\n./run test\n" == first["text"]
    assert README.startswith("# Hashlevy\n\n```")


def test_every_command_of_the_page_gives_what_the_page_shows(server: Server) -> None:
    """The walk, from the first estimate to the replay, and the examples; only what differs by run is masked."""
    with Terminal(server) as terminal:
        for step in steps():
            printed = server.told if step.commands == SERVE else terminal.run(step.commands)
            missing = difference(step.shown, printed)
            assert missing is None, f"{step.commands}\nprinted\n{printed}\nand not, at its place,\n{missing}"


def test_the_server_of_the_page_is_healthy_and_another_port_is_not(server: Server) -> None:
    """What the container's health check runs: exit code 0 where the service is ready, else 1."""
    port = server.address.rpartition(":")[2]

    answers = [CliRunner().invoke(hashlevy, ["health", "--port", asked]).exit_code for asked in (port, "1")]

    assert [0, 1] == answers


def test_links_of_the_page_lead_somewhere() -> None:
    """Every relative link is a file or a folder of the repository."""
    links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", README)

    assert links
    assert [] == [link for link in links if "://" not in link and not (ROOT / link).exists()]
