"""Clue packages: numbered, signed, never edited, checked by anyone with stock tools.

A package is a BagIt 1.0 bag in a ZIP whose bytes follow from its contents. It holds
what was captured, why it was judged so, and a letter for people; it says 疑似 and 线索
and leaves the judgement and the signatures to those who receive it.
"""

from reports.clue.checking.verify import verify
from reports.clue.export import export, export_many
from reports.clue.records import Check, Result
from reports.clue.sealing.keys import make_key

__all__ = ["Check", "Result", "export", "export_many", "make_key", "verify"]
