"""Pages turned into pictures, in the ways that counterfeits do it or that blur them."""

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageEnhance, ImageFilter
from PIL.Image import Image as Drawing

from benchmarks.drawing import Drawn


def png(image: Drawing) -> bytes:
    """Return *image* as PNG."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def jpeg(image: Drawing, quality: int) -> Drawing:
    """Return *image* as it is after JPEG."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def noisy(image: Drawing) -> Drawing:
    """Return *image* on a ground of faint speckles."""
    dice = random.Random(1)
    tile = Image.frombytes("L", (256, 256), dice.randbytes(256 * 256))
    noise = Image.new("L", image.size)
    for left in range(0, image.width, 256):
        for top in range(0, image.height, 256):
            noise.paste(tile, (left, top))
    return Image.blend(image, noise.convert("RGB"), 0.08)


WAYS: dict[str, Callable[[Drawing], Drawing]] = {
    "one PNG": lambda image: image,
    "one JPEG of quality 60": lambda image: jpeg(image, 60),
    "one JPEG of quality 30": lambda image: jpeg(image, 30),
    "shown at 80 %": lambda image: image.resize(
        (image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS
    ),
    "other colours": lambda image: Image.merge("RGB", image.split()[::-1]),
    "little contrast": lambda image: ImageEnhance.Contrast(image).enhance(0.5),
    "speckled": noisy,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(0.7)),
    "turned 1°": lambda image: image.rotate(
        1, fillcolor="white", resample=Image.Resampling.BICUBIC
    ),
}


def as_picture(drawn: Drawn, way: str) -> Drawn:
    """Return a page that shows the screenshot of *drawn* and says nothing itself."""
    shown = WAYS[way](Image.open(io.BytesIO(drawn.shot)).convert("RGB"))
    html = '<html><body><img src="/all.png"><form><input name="a"></form></body></html>'
    layout = {"width": shown.width, "height": shown.height}
    empty = layout | {"texts": [], "pictures": [], "fields": []}
    return replace(
        drawn,
        dom=html.encode(),
        shot=png(shown),
        layout=json.dumps(empty).encode(),
        want=way,
    )
