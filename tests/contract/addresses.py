"""Addresses in the furnished world of all that can be asked with `known_at`, with the parameters that each needs."""

from typing import Final

from tests.openapi import Operation, operations
from tests.world import World

DAYS: Final = "start=2025-07-01&end=2025-08-01"
_LAW: Final = {"schedule": "kz.digital_mining_fee", "version": "2024"}
_SERIES: Final = {"asset": "BTC", "base": "USD", "currency": "RUB"}
# By how the address ends.
_NEEDED: Final = {
    "reference-rates": "series=kz.base_rate",
    "effective": "schedule=kz.digital_mining_fee&on=2025-08-15",
    "diff": "against=2023",
    "{currency}": DAYS,
}
TAKING: Final = [
    operation for operation in operations().values() if "known_at" in {each["name"] for each in operation.parameters}
]


def address(operation: Operation, world: World, known_at: str | None = None) -> str:
    """Return the address of the first tenant's thing, or of the law, with the knowledge of an instant (none: now)."""
    path = operation.path.format(**{**world.first._asdict(), **_LAW, **_SERIES, "revision": "1"})
    asked = [] if known_at is None else [f"known_at={known_at}"]
    needed = _NEEDED.get(operation.path.rpartition("/")[2])
    return f"{path}?{'&'.join([*([needed] if needed else []), *asked])}"
