"""What must hold for any input, tried on inputs that nobody thought of."""
