"""The peers: the least that a handler can do, the obvious way to do the same, and OpenFisca in an environment of its own."""
