"""One module at a time, with nothing around it."""
