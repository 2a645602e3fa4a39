"""Advertisements of boards and search engines: gathered and taken in."""
