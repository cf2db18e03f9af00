"""What holds for every body that could be sent."""
