"""The tables of taxpayers: operators and the clocks of sandboxes among them, farms, and where these lie."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint

from service.store.schema import column, key, since_then, table
from service.store.types import Day, Flag, Instant

operators: Final = table(
    "operators",
    key("id", Text()),
    column("kind", Text()),
    column("name", Text()),
    column("client_reference", Text(), null=True),
    column("created_at", Instant()),
    since_then("sandbox", Flag(), "false"),
)

clock_moves: Final = table(
    "clock_moves",
    key("operator", Text(), ForeignKey("operators.id")),
    key("number", Integer()),
    column("shown_at", Instant()),
    column("moved_at", Instant()),
    column("moved_by", Text()),
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
