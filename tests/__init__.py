"""What the service promises, as sentences that can be run."""
