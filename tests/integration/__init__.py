"""Parts together with real databases, servers and processes."""
