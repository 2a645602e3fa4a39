"""Names made by dnstwist of labels that impostors would take."""

from collections.abc import Iterator
from importlib import import_module

from imitations.words import Vocabulary

LEFT_OUT = frozenset({"*original", "dictionary", "tld-swap"})
"""No change of letters: other techniques have their own."""


def misspelt(words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield fuzzer and name; nothing where dnstwist is not installed."""
    try:
        fuzzer = import_module("dnstwist").Fuzzer
    except ImportError:
        return
    for number, seed in enumerate(words.seeds):
        made = fuzzer(f"{seed}.{words.endings[number % len(words.endings)]}")
        made.generate()
        for row in sorted(made.domains, key=lambda row: row["domain"]):
            if row["fuzzer"] not in LEFT_OUT:
                yield row["fuzzer"], row["domain"]
