"""Estimates over HTTP: against OpenFisca's `/calculate` and a bare handler, and the memory of a worker under load."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks import load, openfisca
from benchmarks.servers import free_port, gunicorn, hashlevy, resident_mib, running, workers
from benchmarks.table import Finding

ROUNDS: Final = 3
BODY: Final = """\
{"operator": {"kind": "legal_entity"}, "region": "US-NY", "zone": null,
 "period": {"start": "2027-01-01", "end": "2028-01-01"}, "schedules": ["us_ny.pow_excise"], "known_at": null,
 "energy": [{"kwh": "12000000", "supply": "grid", "metering": "metered", "grid_connected": true,
             "cost": {"amount": "600000.00", "currency": "USD"}, "start": null, "end": null}],
 "production": [{"asset": "BTC", "quantity": "1.23456789", "received_on": "2027-02-03",
                 "unit_price": {"amount": "65000.00", "currency": "USD"}, "price_source": "declared"}],
 "costs": [{"category": "depreciation", "amount": {"amount": "1000.00", "currency": "USD"}}]}"""


def measure() -> Iterator[Finding]:
    """Load the three servers in turns, several rounds, and compare medians."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        ours_port, bare_port, peer_port = free_port(), free_port(), free_port()
        url = f"sqlite:///{Path(folder) / 'hashlevy.db'}"
        ours = stack.enter_context(hashlevy(ours_port, url))
        stack.enter_context(
            running(gunicorn("benchmarks.peers.bare_flask:application", bare_port), bare_port, path="/")
        )
        stack.enter_context(running(openfisca.serve(peer_port), peer_port, path="/"))
        rounds = [_round(ours_port, bare_port, peer_port) for _ in range(ROUNDS)]
        mine, bare, peer = (_median([each[index] for each in rounds]) for index in range(3))
        memory = max(resident_mib(child) for child in workers(ours))
    yield _rate("POST /v1/estimates", mine, "OpenFisca /calculate", peer, 4)
    yield Finding(
        "POST /v1/estimates, p99", f"{mine.p99_ms:.1f} ms", "OpenFisca /calculate, p50", f"{peer.p50_ms:.1f} ms",
        mine.p99_ms / peer.p50_ms, "at most", 1,
    )  # fmt: skip
    yield _rate("POST /v1/estimates", mine, "bare Flask handler", bare, 0.55)
    yield Finding("memory of a worker under load", f"{memory:.0f} MiB", "", "", memory, "at most", 120, "MiB")


def _round(ours: int, bare: int, peer: int) -> tuple[load.Load, load.Load, load.Load]:
    return (
        load.post(f"http://127.0.0.1:{ours}/v1/estimates", load.Request(BODY)),
        load.post(f"http://127.0.0.1:{bare}/v1/estimates", load.Request(BODY)),
        load.post(f"http://127.0.0.1:{peer}/calculate", load.Request(openfisca.SITUATION)),
    )


def _median(loads: list[load.Load]) -> load.Load:
    if failures := sum(each.failures for each in loads):
        message = f"{failures} requests were not answered with 2xx"
        raise RuntimeError(message)
    return sorted(loads, key=lambda each: each.requests_per_second)[len(loads) // 2]._replace(
        p50_ms=statistics.median(each.p50_ms for each in loads), p99_ms=statistics.median(each.p99_ms for each in loads)
    )


def _rate(what: str, mine: load.Load, against: str, theirs: load.Load, reach: float) -> Finding:
    return Finding(
        what, f"{mine.requests_per_second:.0f}/s", against, f"{theirs.requests_per_second:.0f}/s",
        mine.requests_per_second / theirs.requests_per_second, "at least", reach,
    )  # fmt: skip
