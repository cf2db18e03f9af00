"""Behaviour of the readers of published prices and rates."""
