"""Controlled groups: what they come to, who sees them, and what happens to them at once, on both databases."""
