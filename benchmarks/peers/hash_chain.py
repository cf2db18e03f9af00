"""The table of a hash chain that each request prolongs."""

SCHEMA = """
    CREATE TABLE hash_chain (n bigserial PRIMARY KEY, event text NOT NULL, hash bytea NOT NULL);
    GRANT ALL ON hash_chain, hash_chain_n_seq TO PUBLIC
    """
