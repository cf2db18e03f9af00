"""Evidence: notes, checkpoints, receipts and trust files."""
