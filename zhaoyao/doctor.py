"""What is installed, reachable and missing, with the mend."""

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.errors import ZhaoyaoError
from crawler.browser.chromium import find_browser
from detectors.looks.pixels import is_installed
from detectors.looks.recognition import can_read
from zhaoyao.session import Session

DISK_LOW_BYTES = 2 << 30
"""Below this a day's evidence may not fit: 100 sites take about 0.2 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that the tool leans on."""

    name: str
    result: str
    """``passed``, ``failed`` or ``not checked``."""
    detail: str = ""
    mend: str = ""


def examine(session: Session) -> Iterator[Part]:
    """Look at each part in turn; nothing outside this machine is contacted."""
    yield _python()
    yield _browser(session)
    yield _fonts(session)
    yield _pdf(session)
    yield _pictures(session)
    yield from _workspace(session)


def _python() -> Part:
    version = importlib.metadata.version("scrapy")
    return Part(
        name="python",
        result="passed",
        detail=f"{platform.python_version()}, scrapy {version}",
    )


def _browser(session: Session) -> Part:
    try:
        found = find_browser(session.config.browser.executable)
    except ZhaoyaoError as exc:
        return Part(name="browser", result="failed", detail=str(exc))
    if found is None:
        return Part(
            name="browser",
            result="failed",
            detail=session.say("no screenshots, and scripts are not run"),
            mend="apt-get install chromium-headless-shell",
        )
    return Part(name="browser", result="passed", detail=str(found))


def _fonts(session: Session) -> Part:
    lister = shutil.which("fc-list")
    if lister is None:
        if sys.platform == "darwin":
            return Part(name="chinese fonts", result="passed", detail="macOS")
        return Part(
            name="chinese fonts",
            result="not checked",
            detail="fc-list",
            mend="apt-get install fontconfig fonts-noto-cjk",
        )
    fonts = subprocess.run(  # noqa: S603 - a fixed command
        [lister, ":lang=zh", "family"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    ).stdout.splitlines()
    if fonts:
        return Part(name="chinese fonts", result="passed", detail=fonts[0])
    return Part(
        name="chinese fonts",
        result="failed",
        detail=session.say("screenshots and PDF files show boxes for characters"),
        mend="apt-get install fonts-noto-cjk",
    )


def _pdf(session: Session) -> Part:
    try:
        import weasyprint  # noqa: PLC0415 - loads system libraries that may be missing
    except OSError as exc:
        return Part(
            name="pdf",
            result="failed",
            detail=session.say("packages hold no report.pdf: {why}", why=exc),
            mend="apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        )
    return Part(
        name="pdf", result="passed", detail=f"weasyprint {weasyprint.__version__}"
    )


def _pictures(session: Session) -> Part:
    if not is_installed() or not can_read():
        return Part(
            name="text recognition",
            result="failed",
            detail=session.say("words and marks that stand in pictures are not found"),
            mend="python -m pip install 'zhaoyao[ocr]'",
        )
    version = importlib.metadata.version("onnxruntime")
    return Part(
        name="text recognition", result="passed", detail=f"onnxruntime {version}"
    )


def _workspace(session: Session) -> Iterator[Part]:
    if not session.in_workspace:
        yield Part(
            name="workspace",
            result="not checked",
            detail=session.say("no workspace in {folder}", folder=session.folder),
            mend="zhaoyao init",
        )
        return
    try:
        workspace = session.workspace
        profiles = len(workspace.profiles.by_name)
        yield Part(name="workspace", result="passed", detail=str(workspace.path))
        yield Part(name="profiles", result="passed", detail=str(profiles))
        for check in workspace.casebook.ledger.verify():
            yield Part(
                name=f"ledger: {check.name}", result=check.result, detail=check.detail
            )
    except ZhaoyaoError as exc:
        yield Part(name="workspace", result="failed", detail=str(exc))
        return
    free = shutil.disk_usage(workspace.path).free
    yield Part(
        name="disk",
        result="passed" if free > DISK_LOW_BYTES else "failed",
        detail=f"{free / (1 << 30):.1f} GB",
    )
    yield _network(session)


def _network(session: Session) -> Part:
    servers = session.config.network.nameservers
    return Part(
        name="network",
        result="not checked",
        detail=", ".join(servers) or session.say("the system's name servers"),
    )
