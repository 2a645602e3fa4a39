"""What the tests of certificate logs are built from: sites that are logs, and runs."""

import dataclasses
import json
import urllib.request

from crawling import on_loopback, towards, workspace_at

import testbed
from casebook.config import FILE_NAME, document
from casebook.times import now_utc
from casebook.workspace import Workspace
from crawler.running.run import discover

HEAD = 'expected = "clear"\ntechnique = "x"\nwhy = "x"\n'
LIST = 'hosts = ["logs.ct.example"]\n[[behaviour]]\nname = "log-list"\n'
COUNTERFEIT = 'hosts = ["{host}"]\n'
LOG = 'hosts = ["{name}.ct.example"]\n[[behaviour]]\nname = "certificate-log"\n'

COUNTERFEITS = ("cx-mem-gov-cn.test",)
TOTAL = 2 * (300 + 1)
"""A precertificate and a certificate for each set of names."""


def write_sites(folder, logs, counterfeits=COUNTERFEITS):
    """A log list, logs by name with their options, and what has certificates there."""
    texts = {"service-list": LIST}
    for number, host in enumerate(counterfeits):
        texts[f"counterfeit-{number}"] = COUNTERFEIT.format(host=host)
    for name, options in logs.items():
        behaviour = "".join(f"{k} = {json.dumps(v)}\n" for k, v in options.items())
        texts[f"log-{name}"] = LOG.format(name=name) + behaviour
    for name, text in texts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "site.toml").write_text(HEAD + text)
    return folder


def settings(net, **ct):
    """The configuration that reads the logs of *net*."""
    config = towards(net, on_loopback())
    plain = {
        "log_list": "http://logs.ct.example/v3/log_list.json",
        "partial_seconds": 0.0,
        "attempts": 2,
        **ct,
    }
    return dataclasses.replace(config, ct=dataclasses.replace(config.ct, **plain))


def opened(folder, config):
    """The workspace at *folder*, made where there is none, under *config*."""
    if not folder.exists():
        return workspace_at(folder, config)
    (folder / FILE_NAME).write_text(document(config), "utf-8")
    return Workspace.open(folder, {})


class Reading:
    """One run of the source, and what it left behind."""

    def __init__(self, folder, served, **ct):
        sites = write_sites(folder / "sites", served)
        with testbed.serve(sites=sites) as net:
            with opened(folder / "w", settings(net, **ct)) as workspace:
                (self.found,) = discover(workspace, ["ctlogs"])
                progress = workspace.casebook.progress("ctlogs")
                run = workspace.casebook.runs(1)[0].id
                (self.record,) = workspace.casebook.sources(run)
            self.asked = {name: asked(net, name) for name in served}
        told = self.record.detail.get("logs", {})
        self.standings = {_short(part, one): one for part, one in told.items()}
        """How the logs, and ranges, stand that were read in this run."""
        self.progress = {_short(p, one.detail): one for p, one in progress.items()}
        self.places = {name: one.position for name, one in self.progress.items()}
        """Up to which entry each log, and range, was read in all runs."""


def _short(part, standing):
    """The log's name, and of a range its span."""
    name = standing["log"].removeprefix("Testbed log-")
    return f"{name} {part.partition(' ')[2]}".strip()


def asked(net, name):
    """How often each path of a log was asked for."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{net.http_port}/asked",
        headers={"Host": f"{name}.ct.example"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def candidates(workspace):
    """The addresses in the queue, as often as they are there."""
    casebook = workspace.casebook
    leased = casebook.lease(limit=1000, worker="w", lease_seconds=60, at=now_utc())
    return sorted(one.candidate.url for one in leased)
