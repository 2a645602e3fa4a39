"""Words read off a picture, line by line, on one processor core.

The network is PP-OCRv6 small, which the wheel of rapidocr carries; it is run directly,
so nothing is ever downloaded, and a line is never padded to the width of another: the
time is that of the characters read, and a bound on them bounds it.
"""

import importlib
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.machinery import SourceFileLoader
from typing import Any

from detectors.looks.layout import Box
from detectors.looks.pixels import Pixels, cv2, np

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
"""Rows of a line as the network wants it."""
SQUEEZE = 0.8
"""Width of a line by what its height would ask for: Chinese characters are as wide as
high and stay readable; the time falls with the width."""
STRIDE = 8
"""Columns that one step of the network reads."""
WIDTH_MAX = 960
"""Columns; a longer line is read in parts."""
SURE = 0.5
"""Mean probability from which a line counts as read."""
MARGIN = 0.12
"""Of the height, added round a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that was read."""

    box: Box
    text: str
    sureness: float
    """Mean probability of its characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The network and its alphabet."""

    session: Any
    entry: str
    alphabet: tuple[str, ...]


class NotInstalled(Exception):  # noqa: N818 - named for the fact
    """The libraries or the model for reading are not there."""


@cache
def open_reader() -> Reader:
    """Return the reader, loaded once a process.

    Raises:
        NotInstalled: a library or the model is missing.
    """
    try:
        runtime = importlib.import_module("onnxruntime")
        model = _model()
    except (ImportError, OSError) as exc:
        raise NotInstalled(str(exc)) from None
    options = runtime.SessionOptions()
    # One core, and no memory kept between pages: a crawl runs several at once.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    session = runtime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"]
    )
    kept = session.get_modelmeta().custom_metadata_map["character"]
    return Reader(
        session=session,
        entry=session.get_inputs()[0].name,
        alphabet=("", *kept.splitlines(), " "),
    )


def can_read() -> bool:
    """Whether the network and its model are there; neither is loaded."""
    wanted = ("onnxruntime", "rapidocr")
    return all(importlib.util.find_spec(name) is not None for name in wanted)


def _model() -> bytes:
    """Return the model out of the wheel, without importing its package.

    Raises:
        ImportError: the package is not installed.
        OSError: it does not hold the model.
    """
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not isinstance(spec.loader, SourceFileLoader):
        raise ImportError("rapidocr is not installed")
    (folder, *_) = spec.submodule_search_locations or [""]
    return spec.loader.get_data(f"{folder}/models/{MODEL}")


def characters(box: Box) -> float:
    """Return how many square characters fit into a line: what reading it costs."""
    return box.width / box.height + 1


def read_lines(pixels: Pixels, boxes: Iterable[Box]) -> list[Line]:
    """Return what is read at *boxes*; lines that cannot be read are left out.

    Raises:
        NotInstalled: as :func:`open_reader`.
    """
    reader = open_reader()
    found = []
    for box in boxes:
        read = [_read(reader, part) for part in _parts(pixels, box)]
        text = "".join(text for text, _ in read).strip()
        sureness = sum(one for _, one in read) / len(read)
        if text and sureness >= SURE:
            found.append(Line(box=box, text=text, sureness=sureness))
    return found


def _parts(pixels: Pixels, box: Box) -> list[Any]:
    margin = max(2, round(box.height * MARGIN))
    cut = pixels[
        max(0, box.top - margin) : box.bottom + margin,
        max(0, box.left - margin) : box.right + margin,
    ]
    high, wide = cut.shape[:2]
    width = max(HEIGHT, round(wide / high * HEIGHT * SQUEEZE / STRIDE) * STRIDE)
    method = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(cut, (width, HEIGHT), interpolation=method)
    count = -(-width // WIDTH_MAX)
    return [
        line[:, i * width // count : (i + 1) * width // count] for i in range(count)
    ]


def _read(reader: Reader, line: Any) -> tuple[str, float]:
    """Return the text of one piece of a line and how sure it is.

    The network says for each step which character stands there; repetitions and
    blanks between are dropped (connectionist temporal classification).
    """
    scaled = line[:, :, ::-1].astype(np.float32) / 127.5 - 1
    (steps,) = reader.session.run(
        None, {reader.entry: scaled.transpose(2, 0, 1)[np.newaxis]}
    )
    best = steps[0].argmax(axis=1)
    sure = steps[0].max(axis=1)
    kept = (best != 0) & (best != np.concatenate(([0], best[:-1])))
    text = "".join(reader.alphabet[i] for i in best[kept].tolist())
    return text, float(sure[kept].mean()) if kept.any() else 0.0
