"""
A witness (C2SP tlog-witness): it signs the checkpoints of logs that it knows, each only if it continues the one before.

It stands alone, so that whoever runs one need not believe the service it watches: `service.evidence`, SQLite, no more.
"""
