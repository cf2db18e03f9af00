"""Properties of what can be proven."""
