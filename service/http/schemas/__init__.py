"""The shapes of request bodies, one module a resource; each makes a value of `usecases.requests`."""
