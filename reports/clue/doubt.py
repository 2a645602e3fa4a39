"""The error that a check of a package raises: a message with its values apart."""

from casebook.errors import EvidenceError
from casebook.language import translate
from casebook.records import Claim


class Doubt(EvidenceError):  # noqa: N818 - named for the fact
    """A package is not what it must be.

    Attributes:
        claim: what is wrong, for any language that has a catalogue.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(translate(message, "en", **values))
        self.claim = Claim(
            template=message, values={key: str(value) for key, value in values.items()}
        )
