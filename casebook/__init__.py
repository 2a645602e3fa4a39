"""The records each step hands on, the store that keeps them, and what is official."""
