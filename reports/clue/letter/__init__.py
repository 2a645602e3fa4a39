"""The letter: what it says, and how it is laid out as PDF and DOCX."""
