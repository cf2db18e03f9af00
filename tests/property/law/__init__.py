"""What must hold of the law for any history of versions, whatever is recorded when."""
