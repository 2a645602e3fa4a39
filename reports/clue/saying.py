"""What sections of the letter are given to speak with."""

from typing import Protocol


class Say(Protocol):
    """Translates one message into the document's language."""

    def __call__(self, message: str, **values: object) -> str:
        """Return the message with its places filled."""
        ...
