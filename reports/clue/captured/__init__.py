"""The captured files of a package, and where each lies below data/."""
