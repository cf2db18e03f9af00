"""What can be proven: the canonical bytes of audit events, commitments to what they may not say, and their order."""
