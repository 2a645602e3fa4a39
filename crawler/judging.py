"""The judge in a process of its own.

Judging keeps a core busy, and visits go on meanwhile on the other. One that hangs or is
killed by a picture costs one verdict, and the next look gets a new process; it goes
when whoever started it is gone.
"""

import logging
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from casebook.blobs import Blobs
from casebook.config import JudgeConfig
from casebook.errors import EvidenceError, PluginError, ZhaoyaoError
from casebook.profiles import Profiles
from casebook.records import Inspection, Label, NotRun, Verdict
from crawler.network.failures import describe
from detectors.checks import all_detectors
from detectors.judge import judge
from detectors.model import Model, load_model
from detectors.site import open_site

logger = logging.getLogger(__name__)

JUDGING_SECONDS = 120.0
"""Far above a look of the testbed's, whose 164 sites are judged one after another
within a crawl of 93 s (two cores, load 1 to 3): longer is a hang."""

STARTING_SECONDS = 60.0
"""How long the process may take to be ready: it loads the bodies known."""

ENDING_SECONDS = 5.0
"""How long the process may take to see that it is not needed any more."""

_MAIN = "from crawler.judging import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the judge's process must know before the first look."""

    profiles: Profiles
    lines: JudgeConfig
    evidence: Path
    """Folder of the blobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    verdict: Verdict | None = None
    error: ZhaoyaoError | None = None
    broke: str = ""
    """Traceback of a bug that a capture brought out."""


class JudgeProcess:
    """Judges look after look; for one thread at a time.

    Args:
        brief: what is told to each process that is started.
        seconds: longest time for one look; may be set anew between looks.
    """

    def __init__(self, brief: Brief, *, seconds: float = JUDGING_SECONDS) -> None:
        self._brief = brief
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._model = load_model()

    @property
    def pid(self) -> int | None:
        """Process under way, or None."""
        return self._process.pid if self._process else None

    def verdict(self, inspection: Inspection) -> Verdict:
        """Return the verdict on *inspection*, or one that says why there is none.

        Raises:
            PluginError: a detector cannot be loaded.
            ZhaoyaoError: as :func:`detectors.judge.judge`, for lost evidence.
        """
        try:
            reply = self._ask(inspection)
        except (OSError, EOFError) as exc:
            code = self.close()
            reason = f"the judge's process ended ({code}): {describe(exc)}"
            logger.warning("%s: %s", inspection.candidate.url, reason)
            return _unjudged(inspection, self._model, reason)
        if reply.broke:
            logger.error("a capture broke the judge\n%s", reply.broke)
        if reply.error:
            raise reply.error
        assert reply.verdict
        return reply.verdict

    def close(self) -> int | None:
        """End the process; return its exit code, None where there is none."""
        if self._process is None or self._line is None:
            return None
        self._line.close()
        try:
            code = self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._process = self._line = None
        return code

    def _ask(self, inspection: Inspection) -> _Reply:
        if self._process and self._process.poll() is not None:
            self.close()
        line = self._line or self._start()
        line.send(inspection)
        reply = self._heard(line, self.seconds)
        assert isinstance(reply, _Reply)
        return reply

    def _heard(self, line: Connection, seconds: float) -> object:
        if not line.poll(seconds):
            assert self._process
            self._process.kill()
            raise TimeoutError(f"no answer within {seconds:g} s")
        return line.recv()

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        # Nothing of our own input and output: whoever reads what we write waits for
        # its end, which a process that outlives us would hold back.
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-c", _MAIN, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._line = ours
        ours.send(self._brief)
        reply = self._heard(ours, STARTING_SECONDS)
        assert isinstance(reply, _Reply)
        if reply.error:
            self.close()  # so that whoever asks next hears the same
            raise reply.error
        return ours


def main() -> None:
    """Judge what comes over the line until it ends."""
    line = Connection(int(sys.argv[1]))
    try:
        brief = line.recv()
        ready = _ready()
        line.send(ready)
        if ready.error:
            return
        model = load_model()
        while True:
            line.send(_judged(line.recv(), brief, model))
    except (EOFError, OSError):  # whoever asked is gone, or needs no more
        os._exit(0)


def _ready() -> _Reply:
    """Load what judges; one that cannot be loaded must stop the run, not be missed."""
    try:
        all_detectors()
        load_model()
    except ZhaoyaoError as exc:
        return _Reply(error=exc)
    # The boundary: whoever started this process sees only what it sends.
    except Exception as exc:  # noqa: BLE001 - told
        return _Reply(error=PluginError(f"the judge cannot start: {describe(exc)}"))
    return _Reply()


def _judged(inspection: Inspection, brief: Brief, model: Model) -> _Reply:
    try:
        verdict = judge(
            open_site(inspection, Blobs(brief.evidence).read),
            brief.profiles,
            model=model,
            flag_probability=brief.lines.flag_probability,
            suspicious_probability=brief.lines.suspicious_probability,
        )
    except EvidenceError as exc:
        return _Reply(error=EvidenceError(str(exc)))  # some kinds cannot be sent
    except ZhaoyaoError as exc:
        return _Reply(error=exc)
    # The boundary: a page that breaks the judge must not end the run, and must
    # not be called clear either.
    except Exception as exc:  # noqa: BLE001 - told whole
        return _Reply(
            verdict=_unjudged(inspection, model, describe(exc)),
            broke=traceback.format_exc(),
        )
    return _Reply(verdict=verdict)


def _unjudged(inspection: Inspection, model: Model, reason: str) -> Verdict:
    return Verdict(
        url=inspection.candidate.url,
        label=Label.SUSPICIOUS,
        probability=0.0,
        profile="",
        findings=(),
        not_run=(NotRun(detector="judge", reason=reason),),
        model=model.name,
    )
