"""What the law says: schedule documents, their reader and checks, the resolver and the diff; no I/O but their files."""
