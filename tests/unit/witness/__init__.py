"""A witness: what it signs, how it begins, and how it answers."""
