"""Regions: codes of ISO 3166-1 and 3166-2, and the jurisdictions that contain them."""

from __future__ import annotations

import re
from typing import Final

REGION: Final = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)
# Below a region the law names municipalities; their codes are Hashlevy's own, listed by the documents that use them.
ZONE: Final = re.compile(r"[a-z0-9](?:[a-z0-9_]{0,62}[a-z0-9])?", re.ASCII)


def lies_in(region: str, jurisdiction: str) -> bool:
    """Tell whether *region* is *jurisdiction* or a subdivision of it: `RU-IRK` lies in `RU`, `US` not in `US-NY`."""
    return region == jurisdiction or region.startswith(f"{jurisdiction}-")
