"""The query parameter that names which commitments are to be opened."""

from __future__ import annotations

from typing import Any, Final

from service.http.shape import Shape, Strict, wrong
from service.usecases.disclose import OPENABLE


class _Openable(Strict[frozenset[str]]):
    """Names of what can be opened, separated by commas, each once."""

    expects = f"some of {', '.join(OPENABLE)}, separated by commas and each once"

    def read(self, value: object) -> frozenset[str]:
        """Return the names."""
        if type(value) is not str:
            self.refuse(value)
        names = value.split(",")
        if len(set(names)) < len(names) or not set(names) <= OPENABLE.keys():
            raise wrong("unknown-choice", f"expected {self.expects}")
        return frozenset(names)


class OpenShape(Shape[frozenset[str]]):
    """The parameters of a disclosure."""

    open = _Openable(load_default=frozenset())

    def made(self, members: dict[str, Any]) -> frozenset[str]:
        """Return what is to be opened."""
        opening: frozenset[str] = members["open"]
        return opening


OPEN: Final = OpenShape()
