"""Tests of what being late costs."""
