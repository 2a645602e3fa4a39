"""A package checked with nothing but the package."""
