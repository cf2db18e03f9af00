"""Law: reading, refusing, resolving, comparing and explaining documents."""
