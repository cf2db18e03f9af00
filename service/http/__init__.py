"""HTTP, `/v1`: bodies take shape here, use cases are called, answers and problems are written (RFC 9110, RFC 9457)."""
