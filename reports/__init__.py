"""Reports: the daily page that people read and the clue package that they hand on."""
