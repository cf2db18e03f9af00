"""
The closed catalogue of reference rates that law names: rates a year, each from a day on until the next one.

A series has one publisher. Which rates it had is recorded, not written here: this says only what it is.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class RateSeries(NamedTuple):
    """A reference rate: its name, the jurisdiction whose law names it, and what it is."""

    name: str
    jurisdiction: str
    meaning: dict[str, str]


_SERIES: Final = (
    RateSeries("kz.base_rate", "KZ", {
        "en": "the base rate of the National Bank of Kazakhstan",
        "ru": "базовая ставка Национального банка Казахстана",
    }),
    RateSeries("ru.key_rate", "RU", {
        "en": "the key rate of the Bank of Russia",
        "ru": "ключевая ставка Банка России",
    }),
)  # fmt: skip

RATE_SERIES: Final = {series.name: series for series in _SERIES}
