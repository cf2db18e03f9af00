"""What a trial comes to, told in words."""

from collections.abc import Sequence
from typing import Any

from service.kernel.rendering import render_trace
from service.law import components as law
from tests.unit.kernel.building import outcome_of


def told(*components: law.Component, language: str = "en", **facts: Any) -> str:
    """Tell the last component of a trial."""
    return lines(outcome_of(*components, **facts).nodes, language)[-1]


def lines(nodes: Sequence[Any], language: str = "en", currency: str | None = "USD") -> list[str]:
    """Tell a trace, line by line, with ordinary spaces."""
    text = render_trace(nodes, currency, language)
    return [line.strip() for line in text.replace("\N{NO-BREAK SPACE}", " ").splitlines()]
