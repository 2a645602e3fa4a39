"""Other colours and corners: the same template in another skin."""

import colorsys
import re

from testbed.markup import with_style

# A third of the way round the colour circle: blue becomes red, red becomes green.
TURN = 1 / 3

COLOUR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z])")
STYLED = re.compile(r'<style\b.*?</style>|\bstyle="[^"]*"', re.DOTALL | re.IGNORECASE)

SKIN = (
    "body{font-family:KaiTi,serif;letter-spacing:.3px}"
    "input,button,select,section,.card,.slot-content{border-radius:14px!important}"
)


def apply(html: str) -> str:
    """Turn every colour of the page's own style sheets and add a skin."""
    turned = STYLED.sub(lambda part: COLOUR.sub(_turn, part[0]), html)
    return with_style(turned, SKIN)


def _turn(match: re.Match[str]) -> str:
    digits = match[1]
    if len(digits) == 3:  # noqa: PLR2004 - short form of CSS
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    parts = colorsys.hls_to_rgb((hue + TURN) % 1, light, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
