"""Where a farm is: its region (ISO 3166-2) and, where the law names municipalities, its zone."""

from __future__ import annotations

from typing import Any

from service.domain.regions import REGION, ZONE
from service.http.fields import Code


def region(**options: Any) -> Code:
    """Return a member that takes a region."""
    return Code(REGION, expects='a code of ISO 3166-2 or 3166-1, such as "RU-IRK" or "KZ"', **options)


def zone(**options: Any) -> Code:
    """Return a member that takes a zone."""
    return Code(ZONE, expects='the code of a zone, such as "irkutsk_south", or null', **options)
