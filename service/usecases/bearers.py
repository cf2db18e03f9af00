"""Who bears which key, as far as one process knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.principals import Principal


class Bearers:
    """
    Who bore a key that was good in this process.

    A key never changes after it was issued, but for being revoked, so that what is known of it stays true; *capacity*
    bounds how many are remembered.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        """Know nobody."""
        self._capacity = capacity
        self._known: dict[str, tuple[Principal, datetime | None]] = {}

    def get(self, digest: str, now: datetime) -> Principal | None:
        """Return who bears the key with this digest, when that is known and the key has not expired by *now*."""
        principal, expires_at = self._known.get(digest, (None, None))
        return None if expires_at is not None and expires_at <= now else principal

    def remember(self, digest: str, principal: Principal, expires_at: datetime | None) -> None:
        """Remember who bears a key that is good."""
        if len(self._known) >= self._capacity:
            self._known.clear()  # rare, and only costs a question for each key
        self._known[digest] = (principal, expires_at)
