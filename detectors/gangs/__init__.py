"""What the same people leave on several sites."""
