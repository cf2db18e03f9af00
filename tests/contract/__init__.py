"""The written contract against what the service does."""
