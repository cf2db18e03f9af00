"""Behaviour of the terminal that needs no database."""
