"""The peers: the least that a handler can do, and the obvious way to do what Hashlevy does."""
