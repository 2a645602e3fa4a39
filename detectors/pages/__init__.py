"""What a page says and is built of: read once, disguises undone."""
