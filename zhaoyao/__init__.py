"""The door: the command line and the daily job; no logic of its own."""
