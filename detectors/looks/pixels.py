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
_pools = _library("threadpoolctl")


def is_installed() -> bool:
    """Whether pictures can be looked into."""
    return np is not None and cv2 is not None and _pools is not None


if is_installed():
    # One core: several pages are judged at once, and the time is then the same. The
    # threads of BLAS only waited: 28 s of CPU with one, 41 s with two, for the looks of
    # a demo's day (164, two cores).
    cv2.setNumThreads(1)
    _pools.threadpool_limits(1, user_api="blas")


def pixels_of(image: Image.Image) -> Pixels:
    """Return *image* as an array, what is transparent in white."""
    return np.asarray(opaque(image))
