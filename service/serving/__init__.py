"""Serving: one command that prepares the store, starts the web server and the worker, and leaves nothing running."""
