"""From published figures to requests: one module for each source of figures."""
