"""The addresses of the service, one module a resource: each takes what was sent, calls a use case, and answers."""
