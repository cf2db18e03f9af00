"""The tables of taxpayers: operators, their farms, and where these lie."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Text, UniqueConstraint

from service.store.schema import column, key, table
from service.store.types import Day, Instant

operators: Final = table(
    "operators",
    key("id", Text()),
    column("kind", Text()),
    column("name", Text()),
    column("client_reference", Text(), null=True),
    column("created_at", Instant()),
)

farms: Final = table(
    "farms",
    key("id", Text()),
    column("operator", Text(), ForeignKey("operators.id")),
    column("name", Text()),
    column("time_zone", Text()),
    column("client_reference", Text(), null=True),
    column("created_at", Instant()),
    UniqueConstraint("operator", "client_reference"),
    UniqueConstraint("id", "operator"),
)

farm_places: Final = table(
    "farm_places",
    key("farm", Text(), ForeignKey("farms.id")),
    key("since", Day()),
    column("region", Text()),
    column("zone", Text(), null=True),
    key("recorded_at", Instant()),
)
