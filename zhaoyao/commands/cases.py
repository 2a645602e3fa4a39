"""Looking at cases."""

import click

from casebook.encoding import to_plain
from casebook.language import say
from casebook.records import Label
from casebook.times import both_zones
from casebook.urls import defang
from zhaoyao.followups import kinded_lines, told
from zhaoyao.session import Session
from zhaoyao.shown import case_plain, echo_json, safe, table, verdict_plain


@click.group()
def cases() -> None:
    """See what was found."""


@cases.command("list")
@click.option("--label", type=click.Choice([label.value for label in Label]))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def list_cases(session: Session, label: str | None, as_json: bool) -> None:
    """List the cases, strongest first.

    \b
    Example:
      zhaoyao cases list --label counterfeit --json
    """
    chosen = Label(label) if label else None
    found = session.workspace.casebook.cases(label=chosen)
    if as_json:
        for case in found:
            echo_json(case_plain(case, session.language))
        return
    head = [session.say(word) for word in ("case", "host", "label", "%", "reason")]
    click.echo(
        table(
            head,
            [
                [
                    case.id,
                    case.host,
                    session.say(case.label.value),
                    f"{case.probability:.0%}",
                    say(case.reason, session.language),
                ]
                for case in found
            ],
        )
    )


@cases.command("show")
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show_case(session: Session, case: str, as_json: bool) -> None:
    """Show one case: verdicts, reasons, evidence, handoffs. CASE: an id or a host.

    \b
    Example:
      zhaoyao cases show CASE-2026-0001
    """
    casebook = session.workspace.casebook
    found = casebook.case(case)
    verdicts = casebook.verdicts(found.id)
    sightings = casebook.sightings(found.id)
    evidence = casebook.evidence(found.id)
    followed = casebook.follow_ups(case=found.id)
    language = session.language
    if as_json:
        echo_json(
            case_plain(found, language)
            | {
                "url": found.url,
                "profile": found.profile,
                "liveness": found.liveness.value,
                "verdicts": [
                    verdict_plain(verdict, language, name=found.id)
                    | {"judged_at": at.isoformat()}
                    for verdict, at in verdicts
                ],
                "sightings": [to_plain(sighting) for sighting in sightings],
                "evidence": [to_plain(one) for one in evidence],
                "follow_ups": kinded_lines(followed),
            }
        )
        return
    lines = [
        f"{found.id}  {safe(found.host)}",
        session.say(
            "{label}, {probability:.0%}, {state}, {liveness}",
            label=session.say(found.label.value),
            probability=found.probability,
            state=session.say(found.state),
            liveness=session.say(found.liveness.value),
        ),
        session.say("first seen {at}", at=both_zones(found.first_seen)),
        session.say("last seen {at}", at=both_zones(found.last_seen)),
    ]
    for verdict, _ in verdicts:
        lines += ["", safe(defang(verdict.url))]
        lines += [
            f"  {finding.weight:+6.2f}  {safe(say(finding.claim, language))}"
            f"  [{safe(finding.where)}]"
            for finding in verdict.findings
        ]
    lines += [
        "",
        session.say(
            "{sightings} sightings, {files} files of evidence",
            sightings=len(sightings),
            files=len(evidence),
        ),
    ]
    if followed:
        lines += ["", session.say("Handed over, and what came of it")]
        lines += [f"  {text}" for text in told(session, followed)]
    click.echo("\n".join(lines))
