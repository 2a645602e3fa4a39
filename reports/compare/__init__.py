"""The official page and the suspect one side by side, with what they share marked."""

from reports.compare.drawing import draw, draw_small
from reports.compare.pairing import pair_of
from reports.compare.records import Pair

__all__ = ["Pair", "draw", "draw_small", "pair_of"]
