"""Killed, refused, torn: what must be left when things break."""
