"""Read how it stands with the witnesses of the log: what each cosigned last, and whether that makes a quorum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.usecases.cosigned import Standing, shown, standings

if TYPE_CHECKING:
    from service.usecases.service import Service


def standings_of(service: Service) -> tuple[Standing, ...]:
    """Return how it stands with each witness; with none, where nobody witnesses the log."""
    if service.policy is None:
        return ()
    with service.store.reading() as reading:
        return standings(reading, service.policy, service.clock())


def read_witnesses(service: Service) -> dict[str, Any]:
    """Return the same as a document, with the quorum, and the checkpoint that is shown now."""
    with service.store.reading() as reading:
        found = shown(service, reading)
    return {
        "witnesses": [_document(each) for each in standings_of(service)],
        "quorum": None if service.policy is None else service.policy.quorum,
        "checkpoint": None if found is None else {"size": found.checkpoint.size, "witnessed": found.witnessed},
    }


def _document(standing: Standing) -> dict[str, Any]:
    return {
        "witness": standing.name,
        "size": standing.size,
        "age_seconds": None if standing.age is None else int(standing.age.total_seconds()),
        "url": standing.url,
        "key": standing.key.write(),
    }
