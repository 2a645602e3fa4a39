"""The whole job against the testbed, in a workspace that stays to be looked at."""

import csv
import dataclasses
import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

import testbed
from casebook.config import FILE_NAME, Config, document, read_config
from casebook.language import say
from casebook.records import FLAGGED, PACKAGED, Case
from casebook.times import now_utc
from casebook.workspace import Workspace
from crawler.tips.keeping import keep_tips
from crawler.tips.reading import read_tips
from reports.clue import export_many
from reports.daily import summary
from reports.records import DailyReport
from zhaoyao.inventory import refresh_profile
from zhaoyao.job import run_daily
from zhaoyao.progress import Meter
from zhaoyao.session import Session, progress_bar
from zhaoyao.shown import table
from zhaoyao.verdicts import counts_line

REFERENCES = ("mem-portal", "mem-inquiry")
"""Bodies whose stand-ins are captured as references on the first day."""

BOARDS = {
    "discuz:bbs": "http://bbs.board.example/forum.php?mod=forumdisplay&fid=2&page={page}",
    "telegram-preview:certs": "http://tg.board.example/s/certs",
    "rss:feed": "http://feed.board.example/rss.xml",
}
"""Places where the testbed's sellers advertise."""

EXPORTERS = 2
"""Packages made at once: one a core of the smallest machine this is meant for."""

BATCH = 4
"""Packages made before an exporter takes more: what other cases hold is read once."""

RUNS_SEEN = 1000
"""A demo of more runs stays on its last day; the testbed changes on day 2 only."""


def run_demo(session: Session, folder: Path) -> int:
    """Do one day's job in *folder*; return the exit code.

    The testbed's day is one more than the days the workspace has seen, so a second
    run finds what is new, unchanged, changed and gone.
    """
    started = time.monotonic()
    language = session.language
    if not (folder / FILE_NAME).exists():
        Workspace.create(folder).close()
    day = _next_day(session, folder)
    with testbed.serve(day=day) as net:
        configure(folder, net, language)
        if day == 1:
            with Workspace.open(folder, session.environment) as workspace:
                _refresh(workspace)
        with (
            Workspace.open(folder, session.environment) as workspace,
            workspace.lock(),
            Meter("demo") as meter,
        ):
            _take_in_tips(workspace, net, folder / "tips")
            export_all = partial(_export, workspace, folder / "packages")
            job = run_daily(workspace, progress=meter, before_report=export_all)
            _tell(session, workspace, job.report)
            for path in job.paths:
                click.echo(str(path))
    seconds = time.monotonic() - started
    click.echo(session.say("day {day}, {seconds:.0f} s", day=day, seconds=seconds))
    return 1 if job.needs_a_person else 0


def _next_day(session: Session, folder: Path) -> int:
    with Workspace.open(folder, session.environment) as workspace:
        runs = workspace.casebook.runs(limit=RUNS_SEEN)
        return 1 + sum(run.kind == "daily" and run.state == "done" for run in runs)


def configure(folder: Path, net: testbed.Net, language: str) -> None:
    """Write a configuration that reaches the testbed: settings any operator has."""
    plain = Config(language=language)
    official: dict[str, list[str]] = {}
    for site in net.sites:
        if site.profile:
            official.setdefault(site.profile, []).extend(site.hosts)
    config = dataclasses.replace(
        plain,
        network=dataclasses.replace(
            plain.network,
            nameservers=[net.dns_address],
            allow_networks=["127.0.0.0/30"],
            port_map={"80": net.http_port, "443": net.https_port},
            ca_file=str(net.ca_pem_path),
            delay_per_host_seconds=0.0,
            concurrent_requests_per_host=8,
            timeout_seconds=8.0,
            dns_timeout_seconds=2.0,
        ),
        inspect=dataclasses.replace(plain.inspect, recheck_hours=0.0, attempts=1),
        registration=dataclasses.replace(
            plain.registration,
            rdap_bootstrap_url=f"{net.rdap_url}bootstrap/dns.json",
            whois_server=net.whois_address,
            delay_per_registry_seconds=0.0,
        ),
        search=dataclasses.replace(
            plain.search,
            engines={
                "plain": "http://search.example/",
                "baidu": "http://baidu.engine.example/",
            },
            pages=20,
            set_queries=0,
            pause_seconds=0.0,
        ),
        boards=dataclasses.replace(
            plain.boards, enabled=BOARDS, pages=9, pause_seconds=0.0
        ),
        ct=dataclasses.replace(
            plain.ct,
            log_list="http://logs.ct.example/v3/log_list.json",
            first_entries=200,
            partial_seconds=0.0,
        ),
        crtsh=dataclasses.replace(
            plain.crtsh,
            url="http://certificates.example/",
            pause_seconds=0.0,
            max_questions=3,
        ),
        feeds=dataclasses.replace(
            plain.feeds,
            enabled={"nrd-zip": "https://feeds.example/feeds/recent.zip"},
        ),
        lookalikes=dataclasses.replace(
            plain.lookalikes, max_names=300, queries_per_second=0.0
        ),
        profiles=dataclasses.replace(plain.profiles, extra_hosts=official),
    )
    (folder / FILE_NAME).write_text(document(config), "utf-8")


def _refresh(workspace: Workspace) -> None:
    """Capture the official stand-ins, as an operator does before the first crawl."""
    # Each waits for a browser and a process of its own, so both go at once.
    with workspace.lock(), ThreadPoolExecutor(len(REFERENCES)) as pool:
        for _ in pool.map(partial(refresh_profile, workspace), REFERENCES):
            pass


def _take_in_tips(workspace: Workspace, net: testbed.Net, folder: Path) -> None:
    """Take in what the testbed's public reported: a list, and photos of cards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    reported = folder / "reported.csv"
    with reported.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["url", "note"])
        rows.writerows([url, "12350"] for url in net.reported_urls)
    photos = net.card_photos(folder)
    at, language = now_utc(), workspace.config.language
    sources = [str(reported), *map(str, photos)]
    tips = read_tips(sources, at, language, profiles=workspace.profiles)
    keep_tips(workspace, tips, at=at)


def _packages(workspace: Workspace) -> dict[str, str]:
    """Return the file name of the last package of each case."""
    clues = workspace.casebook.clues()
    return {case: clue.file_name for clue in clues for case in clue.cases}


def _export(workspace: Workspace, out: Path) -> None:
    """Export a package for each flagged case that has none."""
    packages = _packages(workspace)
    fresh = [
        case
        for case in workspace.casebook.cases()
        if case.label in PACKAGED and case.id not in packages
    ]
    ids = [case.id for case in fresh]
    batches = [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
    order = partial(_export_batch, workspace.path, out)
    # Setting a letter keeps a core busy; the casebook takes several writers.
    with (
        ProcessPoolExecutor(EXPORTERS, get_context("spawn")) as pool,
        progress_bar(batches, label="clue export") as shown,
    ):
        made = pool.map(order, batches)
        for _ in zip(shown, made, strict=True):
            pass


def _export_batch(folder: Path, out: Path, cases: Sequence[str]) -> None:
    """Export a package for each case in one language; runs in a process of its own.

    Sixty letters are set while somebody waits; `clue export` writes every edition.
    """
    config = read_config(folder / FILE_NAME, os.environ)
    clue = dataclasses.replace(config.clue, editions=[config.language])
    with Workspace(folder, dataclasses.replace(config, clue=clue)) as workspace:
        export_many(workspace, cases, out=out, at=now_utc())


def _tell(session: Session, workspace: Workspace, report: DailyReport) -> None:
    packages = _packages(workspace)
    cases = [case for case in workspace.casebook.cases() if case.label in FLAGGED]
    language = workspace.config.language
    click.echo(
        table(
            [
                session.say(word)
                for word in ("site", "label", "%", "state", "reason", "package")
            ],
            [_row(session, case, packages, language) for case in cases],
            widest=48,
        )
    )
    click.echo("")
    click.echo(counts_line(session, summary(report)))
    click.echo(session.say("packages: {folder}", folder=workspace.path / "packages"))


def _row(
    session: Session, case: Case, packages: dict[str, str], language: str
) -> Sequence[str]:
    return [
        case.host,
        session.say(case.label.value),
        f"{case.probability:.0%}",
        session.say(case.liveness.value),
        say(case.reason, language),
        packages.get(case.id, ""),
    ]
