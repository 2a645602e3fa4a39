"""How the internet is reached: guarded, on the record, and as it was sent."""
