"""The terminal: one module a group of commands; each calls use cases and writes what they answer."""
