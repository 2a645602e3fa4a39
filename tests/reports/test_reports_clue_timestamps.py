"""Timestamps: kept when a pinned root stands behind them, told when there is none."""

import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from report_cases import NOW
from stamping import Authority, dripping, endless, giving, listening, silent

from casebook.config import Config, build_config
from casebook.errors import ConfigError, InputError, WorkspaceError
from casebook.workspace import Workspace
from reports.clue import export, verify
from reports.clue.doubt import Doubt
from reports.clue.sealing.timestamps import ask_stamp, check_stamp

pytestmark = pytest.mark.skipif(
    not shutil.which("openssl"), reason="NO OPENSSL: no authority can be made"
)

MANIFEST = b"0123  bagit.txt\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "honest", "Example Time")


@pytest.fixture(scope="module")
def forger(tmp_path_factory):
    """Calls itself as the honest one does."""
    return Authority(tmp_path_factory.mktemp("tsa") / "forged", "Example Time")


def asked(url, authority, *, seconds=20.0):
    return ask_stamp(
        MANIFEST, url=url, roots_pem=authority.roots.read_bytes(), seconds=seconds
    )


@pytest.mark.parametrize("kind", ["plain", "chain"])
def test_stamp_of_the_pinned_authority_holds(authority, kind):
    """Whether or not its chain comes along; with it no set of DER is in order."""
    with listening(giving(lambda q: authority.answer(q, kind=kind))) as url:
        stamp = asked(url, authority)

    assert stamp.failure == ""
    assert stamp.at is not None
    assert check_stamp(stamp.raw, MANIFEST, authority.roots.read_bytes()) == stamp.at


def test_unsorted_set_is_beyond_the_library(authority):
    """Else the test above proves nothing of the way round it."""
    from rfc3161_client import decode_timestamp_response

    decode_timestamp_response(authority.stamp(MANIFEST))
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(authority.stamp(MANIFEST, kind="chain"))


@pytest.mark.parametrize("kind", ["plain", "chain"])
def test_forger_who_brings_his_own_root_is_refused(authority, forger, kind):
    with listening(giving(lambda q: forger.answer(q, kind=kind))) as url:
        stamp = asked(url, authority)

    assert stamp.raw == b""
    assert stamp.failure.startswith("refused: ")
    with pytest.raises(Doubt):
        check_stamp(
            forger.stamp(MANIFEST, kind=kind), MANIFEST, authority.roots.read_bytes()
        )


@pytest.mark.parametrize("kind", ["plain", "chain"])
def test_stamp_with_another_nonce_is_refused(authority, kind):
    """An old answer over the same bytes, played again."""
    old = authority.stamp(MANIFEST, kind=kind)
    with listening(giving(old)) as url:
        stamp = asked(url, authority)

    assert stamp.failure.startswith("refused: ")


@pytest.mark.parametrize("kind", ["plain", "chain"])
def test_stamp_over_something_else_is_refused(authority, kind):
    other = authority.stamp(b"another manifest\n", kind=kind)
    with listening(giving(other)) as url:
        stamp = asked(url, authority)

    assert stamp.failure == "refused: the timestamp is not over this tag manifest"


def test_digest_beside_a_stamp_over_something_else_is_not_enough(authority):
    """The quick look for the digest is not the check."""
    import hashlib

    other = authority.stamp(b"another manifest\n")
    with pytest.raises(Doubt):
        check_stamp(
            other + hashlib.sha256(MANIFEST).digest(),
            MANIFEST,
            authority.roots.read_bytes(),
        )


def test_stamp_outlives_its_certificates(tmp_path):
    """What was signed while they were good stays signed."""
    import time

    short = Authority(tmp_path / "short", "Example Time", ended=True)
    stamps = [short.stamp(MANIFEST, kind=kind) for kind in ("plain", "chain")]
    time.sleep(2.1)
    for stamp in stamps:
        assert check_stamp(stamp, MANIFEST, short.roots.read_bytes())


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (giving(b"<html>busy</html>"), "refused: "),
        (giving(b""), "refused: "),
        (giving(b"no", status=503), "no answer: HTTPStatusError"),
        (giving(b"", status=302), "no answer: HTTPStatusError"),
        (endless, "no answer: ValueError"),
        (silent, "no answer in time"),
        (dripping, "no answer in time"),
    ],
    ids=["garbage", "empty", "busy", "redirect", "gigabytes", "silent", "dripping"],
)
def test_bad_authority_gives_a_reason_and_no_error(authority, reply, failure):
    with listening(reply) as url:
        stamp = asked(url, authority, seconds=1.0)

    assert stamp.raw == b""
    assert stamp.failure.startswith(failure)


def test_authority_that_is_down(authority):
    with listening(silent) as url:
        pass

    assert asked(url, authority).failure == "no answer: ConnectError"


# In packages.


def dated(templates, tmp_path, url, authority):
    folder = shutil.copytree(templates / "filled", tmp_path / "watch")
    environment = {
        "ZHAOYAO_CLUE_TSA_URL": url,
        "ZHAOYAO_CLUE_TSA_ROOTS": str(authority.roots),
        "ZHAOYAO_CLUE_TSA_TIMEOUT_SECONDS": "20",
    }
    with Workspace.open(folder, environment) as workspace:
        clue = replace(workspace.config.clue, editions=[])
        workspace.config = replace(workspace.config, clue=clue)
        steps = []
        clue = export(
            workspace,
            ["CASE-2026-0002"],
            out=tmp_path,
            at=NOW,
            progress=steps.append,
        )
    return tmp_path / clue.file_name, steps


def results(path, **more):
    return {c.name: (c.result.value, c.detail) for c in verify(path, **more)}


def info(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{path.stem}/bag-info.txt").decode()


def test_dated_package(templates, tmp_path, authority, forger):
    with listening(giving(authority.answer)) as url:
        path, _ = dated(templates, tmp_path, url, authority)

    with_roots = results(path, tsa_roots=authority.roots)
    assert with_roots["timestamp"][0] == "passed"
    assert with_roots["timestamp"][1].startswith("all of it existed at ")
    assert "failed" not in {result for result, _ in with_roots.values()}
    assert results(path)["timestamp"] == (
        "not-checked",
        "no roots were given, so whose timestamp it is, is not known",
    )
    assert results(path, tsa_roots=forger.roots)["timestamp"][0] == "failed"
    assert "Trusted-Timestamp: tagmanifest-sha256.txt.tsr (RFC 3161)\n" in info(path)
    # As `openssl x509 -fingerprint` prints it.
    shown = subprocess.run(
        [
            *("openssl", "x509", "-in", authority.roots),
            *("-noout", "-fingerprint", "-sha256"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    fingerprint = shown.strip().partition("=")[2].replace(":", "").lower()
    assert f"Timestamp-Root-SHA256: {fingerprint}\n" in info(path)


def test_failing_authority_loses_no_package(templates, tmp_path, authority):
    with listening(giving(b"", status=500)) as url:
        path, steps = dated(templates, tmp_path, url, authority)

    (undated,) = [step for step in steps if step.name == "undated"]
    assert undated.note == "未得到答复：HTTPStatusError"
    assert (
        "Trusted-Timestamp: none: no trusted timestamp "
        "(asked; 未得到答复：HTTPStatusError)\n" in info(path)
    )
    found = results(path, tsa_roots=authority.roots)
    assert found["timestamp"] == ("not-checked", "no trusted timestamp")
    assert "failed" not in {result for result, _ in found.values()}


def test_nothing_is_asked_unless_set_up(package):
    assert "Trusted-Timestamp: none: no trusted timestamp\n" in info(package.path)
    assert Config().clue.tsa_url == ""


@pytest.mark.parametrize(
    ("clue", "why"),
    [
        ({"tsa_url": "http://127.0.0.1/"}, "clue.tsa_roots"),
        ({"tsa_url": "ftp://127.0.0.1/", "tsa_roots": "r.pem"}, "http://"),
        ({"tsa_timeout_seconds": 0}, "above 0"),
    ],
    ids=["no roots", "no web address", "no time"],
)
def test_settings_that_cannot_work_are_refused(clue, why):
    with pytest.raises(ConfigError, match=why):
        build_config({"clue": clue}, {}, where="zhaoyao.toml")


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\n"])
def test_roots_that_are_none_are_refused(package, filled, tmp_path, content):
    path = tmp_path / "roots.pem"
    if content is not None:
        path.write_bytes(content)
    clue = replace(filled.config.clue, tsa_url="http://x.test/", tsa_roots=str(path))
    filled.config = replace(filled.config, clue=clue)

    with pytest.raises(InputError, match=r"roots\.pem"):
        verify(package.path, tsa_roots=path)
    with pytest.raises(WorkspaceError, match=r"roots\.pem"):
        export(filled, ["CASE-2026-0001"], out=tmp_path / "out", at=NOW)
    assert filled.casebook.clues() == []
