"""One file a group of commands; each command reads, calls, prints and exits."""

COMMANDS = {
    "init": "workspace",
    "demo": "demo",
    "doctor": "workspace",
    "profile": "profile",
    "discover": "discover",
    "board": "board",
    "tip": "visit",
    "crawl": "visit",
    "inspect": "visit",
    "judge": "judge",
    "judge-ads": "judge_ads",
    "screen": "screen",
    "cases": "cases",
    "clue": "clue",
    "handoff": "handoff",
    "outcome": "handoff",
    "submission": "handoff",
    "report": "daily",
    "daily": "daily",
}
"""Name and module of each command, in the order in which ``--help`` tells of them.

A module is imported only for a command of its own: judging a saved page must not wait
for the crawler and the PDF libraries.
"""
