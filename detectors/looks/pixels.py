"""Pictures as arrays, where the libraries for that are installed.

They come with the optional extra ``ocr``. Without them nothing here breaks: what needs
them says so in ``not_run``, and the rest of the judgement goes on.
"""

import importlib
from typing import Any

from PIL import Image

from detectors.pictures import opaque

Pixels = Any
"""A picture as an array of rows, columns and red, green, blue; 8 bits each."""


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


np = _library("numpy")
cv2 = _library("cv2")


def is_installed() -> bool:
    """Whether pictures can be looked into."""
    return np is not None and cv2 is not None


def pixels_of(image: Image.Image) -> Pixels:
    """Return *image* as an array, what is transparent in white."""
    return np.asarray(opaque(image))
