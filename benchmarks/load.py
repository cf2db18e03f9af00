"""Load from a second process on loopback, by `wrk`: some connections for some seconds, with its own percentiles."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

CONNECTIONS: Final = 16
_UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Load(NamedTuple):
    """What came of a load: requests a second, latencies in milliseconds, and answers other than 2xx."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


class NoWrkError(RuntimeError):
    """`wrk` is not installed."""


class Request(NamedTuple):
    """What is posted; *farms* (a file of identifiers, one a line) makes each request a filing of its own."""

    body: str
    headers: Mapping[str, str] = MappingProxyType({})
    farms: Path | None = None


def post(url: str, request: Request, *, seconds: int = 6) -> Load:
    """
    Post *request* to *url* for *seconds* over `CONNECTIONS` connections.

    With farms, each request gets an Idempotency-Key of its own and the next farm in the place of `@@FARM@@`.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        message = "wrk is not installed; on Debian: apt install wrk"
        raise NoWrkError(message)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(_script(request))
        file.flush()
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
        command += ["-s", file.name, url]
        printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    return _read(printed)


def _script(request: Request) -> str:
    headers = {"Content-Type": "application/json", **request.headers}
    lines = ["wrk.method = 'POST'", f"local body = [==[{request.body}]==]"]
    lines += [f"wrk.headers['{name}'] = '{value}'" for name, value in headers.items()]
    if request.farms is None:
        return "\n".join([*lines, "wrk.body = body"]) + "\n"
    lines += [
        "local farms = {}",
        f"for farm in io.lines('{request.farms}') do farms[#farms + 1] = farm end",
        "local number = 0",
        "request = function()",
        "  number = number + 1",
        "  local farm = farms[number]",
        "  wrk.headers['Idempotency-Key'] = 'bench-' .. farm",
        "  return wrk.format(nil, nil, nil, (body:gsub('@@FARM@@', farm)))",
        "end",
    ]
    return "\n".join(lines) + "\n"


def _read(printed: str) -> Load:
    rate = re.search(r"Requests/sec:\s+([0-9.]+)", printed)
    failures = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    if rate is None:
        raise RuntimeError(printed)
    lost = sum(int(count) for count in errors.groups()) if errors else 0
    return Load(
        requests_per_second=float(rate.group(1)),
        p50_ms=_latency(printed, "50%"),
        p99_ms=_latency(printed, "99%"),
        failures=lost + (int(failures.group(1)) if failures else 0),
    )


def _latency(printed: str, percentile: str) -> float:
    found = re.search(rf"\s{re.escape(percentile)}\s+([0-9.]+)(us|ms|s)\b", printed)
    if found is None:
        raise RuntimeError(printed)
    return float(found.group(1)) * _UNITS[found.group(2)]
