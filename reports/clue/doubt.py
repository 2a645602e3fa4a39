"""What a check of a package raises: a message with its values apart."""

from casebook.errors import EvidenceError
from casebook.language import translate
from casebook.records import Claim


class _Told(EvidenceError):  # noqa: N818 - named for the fact
    """An error whose message can be said in any language that has a catalogue.

    Attributes:
        claim: the message and its values.
        about: the file it is about, where that is not among the values.
    """

    about = ""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(translate(message, "en", **values))
        self.claim = Claim(
            template=message, values={key: str(value) for key, value in values.items()}
        )


class Doubt(_Told):
    """A package is not what it must be."""


class Unchecked(_Told):
    """It cannot be told from here whether a package is what it must be."""
