"""Lets a comparison that fails beside the tests say what differs, as one in a test does."""

import pytest

pytest.register_assert_rewrite("tests.property.usecases.side_by_side")
