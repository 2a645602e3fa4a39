"""What a picture of a page shows: where things stand, marks, and words drawn in it."""
