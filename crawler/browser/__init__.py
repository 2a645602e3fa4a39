"""A real browser: draws pages, and tells what it saw."""
