"""Money: an exact amount in a currency of ISO 4217, and how many decimals each currency is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.decimals import plain

if TYPE_CHECKING:
    from decimal import Decimal

# ISO 4217, minor units, of the currencies that schedules, prices and reports may name.
MINOR_UNITS: Final = {
    "AED": 2, "AMD": 2, "AUD": 2, "BHD": 3, "BRL": 2, "BTN": 2, "BYN": 2, "CAD": 2, "CHF": 2, "CNY": 2, "CZK": 2,
    "DKK": 2, "ETB": 2, "EUR": 2, "GBP": 2, "GEL": 2, "HKD": 2, "HUF": 2, "INR": 2, "IRR": 2, "ISK": 0, "JPY": 0,
    "KGS": 2, "KRW": 0, "KWD": 3, "KZT": 2, "LAK": 2, "MDL": 2, "MNT": 2, "NOK": 2, "OMR": 3, "PLN": 2, "PYG": 0,
    "RUB": 2, "SEK": 2, "SGD": 2, "THB": 2, "TJS": 2, "TMT": 2, "TRY": 2, "UAH": 2, "USD": 2, "UZS": 2, "VND": 0,
    "ZAR": 2,
}  # fmt: skip


class Money(NamedTuple):
    """An exact amount and its currency; never rounded by itself."""

    amount: Decimal
    currency: str

    def as_json(self) -> dict[str, str]:
        """Write the amount with at least the currency's own decimals, so `285000` USD is `"285000.00"`."""
        return {"amount": amount_text(self.amount, self.currency), "currency": self.currency}


def amount_text(amount: Decimal, currency: str) -> str:
    """Write *amount* exactly, padded to the decimals of *currency*."""
    return plain(amount, decimals=MINOR_UNITS[currency])
