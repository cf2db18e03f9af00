"""A service whose law looks at groups."""

from __future__ import annotations

import pytest

from service.usecases.service import Service
from tests.integration.usecases.parties import under_group_law


@pytest.fixture
def law(service: Service) -> Service:
    """Wire a service whose law has a schedule that looks at groups."""
    return under_group_law(service)
