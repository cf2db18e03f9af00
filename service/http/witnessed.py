"""The header that tells whether a checkpoint, or the one of a receipt, is witnessed."""

from __future__ import annotations

from typing import Final, Protocol

_HEADER: Final = "Hashlevy-Witnessed"


class Signed(Protocol):
    """What was signed, and may have been cosigned too."""

    @property
    def witnessed(self) -> bool | None:
        """Whether a quorum cosigned it; none where no quorum is asked for."""


def witnessed(shown: Signed) -> list[tuple[str, str]]:
    """Return it: `true` or `false` where a quorum of witnesses is asked for, and none where it is not."""
    return [] if shown.witnessed is None else [(_HEADER, "true" if shown.witnessed else "false")]
