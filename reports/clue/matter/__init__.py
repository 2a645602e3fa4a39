"""What a package is about: its cases, who is joined to them, what the law says."""
