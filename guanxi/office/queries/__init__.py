"""What administration asks."""
