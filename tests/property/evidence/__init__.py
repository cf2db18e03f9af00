"""Evidence: properties of the tree, its proofs and its notes."""
