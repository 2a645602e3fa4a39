"""Verdicts and counts as a person reads them on a terminal."""

from typing import Any

from zhaoyao.session import Session
from zhaoyao.shown import safe


def for_people(session: Session, plain: dict[str, Any]) -> str:
    """Write label, probability, reasons and what was not run."""
    lines = [
        session.say(
            "{label}  {probability:.0%}  {url}",
            label=session.say(plain["label"]),
            probability=plain["probability"],
            url=safe(plain["url"]),
        )
    ]
    lines += [
        f"  {finding['weight']:+6.2f}  {safe(finding['claim'])}  [{finding['where']}]"
        for finding in plain["findings"]
    ]
    lines += [
        session.say(
            "  not run: {detector}: {reason}",
            detector=part["detector"],
            reason=safe(part["reason"]),
        )
        for part in plain["not_run"]
    ]
    return "\n".join(lines)


def counts_line(session: Session, counts: dict[str, Any]) -> str:
    """Write a report's figures in one line."""
    message = (
        "{new} new, {relapsed} relapsed, {changed} changed, {live} still alive, "
        "{gone} gone, {waiting} waiting"
    )
    return session.say(message, **counts)
