"""What programs are given: clue.json with its schema, STIX and MISP."""
