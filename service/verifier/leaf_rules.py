"""What every leaf of a log of ours has to keep (docs/decisions/0087), as far as one leaf at a time shows it."""

from __future__ import annotations

from typing import Final

from service.verifier.findings import Report
from service.verifier.leaves import NotALeaf, read_leaf, split

_SHOWN_MAX: Final = 20
_GENESIS: Final = b'"type":"log.genesis"'


class LeafRules:
    """
    Watches the leaves of a tree go by; `tell` says what it saw.

    A log is one of ours if its first entry has the form of a leaf; if not, its entries may be anything.
    """

    def __init__(self, origin: str) -> None:
        """Watch those of the log *origin*."""
        self.foreign: list[int] = []
        self.contradicting: list[int] = []
        self.is_ours = False
        self._origin = origin
        self._genesis: dict[str, None] = {}

    def see(self, index: int, entries: list[bytes]) -> None:
        """Look at *entries*, of which the first has this *index*."""
        for here, entry in enumerate(entries, index):
            if _GENESIS in entry and (named := _named_in(entry)) is not None:
                self._genesis[named] = None
            try:
                _, place = split(entry)
            except NotALeaf:
                if len(self.foreign) < _SHOWN_MAX:
                    self.foreign.append(here)
                continue
            self.is_ours = self.is_ours or here == 0
            if place.contradicts(here) and len(self.contradicting) < _SHOWN_MAX:
                self.contradicting.append(here)

    def tell(self, where: str, report: Report, *, is_signed: bool) -> None:
        """Say which rules were broken; to be asked only of a tree whose root is the signed one."""
        if not self.is_ours:
            report.proven("leaves-foreign", where)
            return
        for named in self._genesis:
            if named != self._origin:
                report.against("genesis-other", where, is_signed=is_signed, found=named, origin=self._origin)
        for index in self.contradicting:
            report.against("leaf-contradicts", where, is_signed=is_signed, index=index)
        for index in self.foreign:
            report.undecided("leaf-unreadable", where, index=index, why="")


def _named_in(entry: bytes) -> str | None:
    """Return the origin that a log of ours names when it begins; nothing if *entry* does not say it."""
    try:
        event = read_leaf(entry).event
    except NotALeaf:
        return None
    detail = event.get("detail")
    if event["type"] != "log.genesis" or not isinstance(detail, dict):
        return None
    return str(detail.get("origin"))
