"""
Runs one throw-away PostgreSQL server for as long as its standard input stays open, and leaves nothing behind.

A program of its own, `postgresql_keeper.py HOME BINARIES [PRIMARY] [--setting=value ...]`, so that the server also ends
when the tests are killed: then the operating system closes the input. With the home of a running PRIMARY it is a
standby of that one. Everything is imported at the top, because an interpreter that lies in root's own home can load
nothing more once it has become another account.
"""

import os
import pwd
import select
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Final

# Durability stays as in production, with little of everything else. The names are those of the server's manual.
_SETTINGS: Final = (
    "--listen_addresses=",
    "--max_connections=300",
    "--shared_buffers=64MB",
    "--wal_level=minimal",
    "--max_wal_senders=0",
    # Far from UTC, so that an instant that lost its zone on the way shows.
    "--timezone=Asia/Almaty",
)
_LOOK_SECONDS: Final = 0.2
_MAKE_SECONDS_MAX: Final = 60
_END_SECONDS_MAX: Final = 20


def main(home: Path, binaries: Path, primary: Path | None, settings: list[str]) -> None:
    """
    Make a cluster in *home*, serve it on a socket there until the standard input ends, then remove *home*.

    It copies *primary* and follows it, if there is one. *settings* win over those that all servers here have.
    """
    if os.geteuid() == 0:
        binaries = _become_unprivileged(home, binaries)
    os.chdir(home)
    try:
        _make_cluster(home, binaries, primary)
        _serve(home, binaries, settings)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _become_unprivileged(home: Path, binaries: Path) -> Path:
    """
    Hand *home* and this process to an ordinary account, because PostgreSQL refuses to run as root.

    Returns *binaries*, or a copy of them in *home* where a folder above them is closed to others.
    """
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in (binaries, *binaries.parents)):
        binaries = _copy(binaries, home / "copied")
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    for path in (home, *home.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    return binaries


def _copy(binaries: Path, target: Path) -> Path:
    """Copy a server, and what a wheel puts beside its package: libraries that its programs seek at a relative place."""
    site = binaries.parents[2]
    for tree in (binaries.parent, *site.glob("*pgserver.libs")):
        shutil.copytree(tree, target / tree.relative_to(site), symlinks=True)
    return target / binaries.relative_to(site)


def _make_cluster(home: Path, binaries: Path, primary: Path | None) -> None:
    program = "initdb" if primary is None else "pg_basebackup"
    new = ["--auth=trust", "--encoding=UTF8", "--locale=C"]
    options = new if primary is None else [f"--host={primary}", "--write-recovery-conf", "--checkpoint=fast"]
    made = subprocess.run(
        [binaries / program, "--pgdata", home / "data", "--username=postgres", "--no-sync", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=_MAKE_SECONDS_MAX,
    )
    if made.returncode:
        sys.exit(f"{program} failed: {made.stderr.strip()}")


def _serve(home: Path, binaries: Path, settings: list[str]) -> None:
    """Run the server until the standard input ends; a server that ends by itself ends this with its log."""
    log = home / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", "-k", home, *_SETTINGS, *settings],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    while server.poll() is None:
        if select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
            server.send_signal(signal.SIGQUIT)  # At once: nobody needs what it holds.
            try:
                server.wait(_END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                server.kill()
            return
    sys.exit(f"postgres ended with {server.returncode}: {log.read_text(errors='replace').strip()}")


if __name__ == "__main__":
    given, *others = sys.argv[2:]
    homes = [Path(other) for other in others if not other.startswith("--")]
    main(Path(sys.argv[1]), Path(given), next(iter(homes), None), [other for other in others if other.startswith("--")])
