"""Packages signed by a command: SM2 as with a USB key, and commands that misbehave."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from report_cases import NOW

from casebook.errors import WorkspaceError
from casebook.workspace import Workspace
from reports.clue import export, verify
from reports.clue.sealing.hook import signing_of
from reports.clue.sealing.programs import ProgramFailed, run
from reports.clue.sealing.signers import read_signer

SCRIPT = """#!/bin/sh
exec openssl dgst -sm3 -sign {key} -sigopt distid:1234567812345678
"""


def openssl(*words, cwd):
    return subprocess.run(
        ["openssl", *words], cwd=cwd, check=True, capture_output=True
    ).stdout


@pytest.fixture(scope="module")
def sm2(tmp_path_factory):
    """A folder with an SM2 key, its public half, a certificate and a hook."""
    folder = tmp_path_factory.mktemp("sm2")
    try:
        openssl("ecparam", "-genkey", "-name", "SM2", "-out", "key.pem", cwd=folder)
        openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem", cwd=folder)
        request = ["req", "-new", "-x509", "-key", "key.pem", "-sm3", "-days", "9"]
        openssl(*request, "-subj", "/CN=signer", "-out", "cert.pem", cwd=folder)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("NO SM2: openssl is missing or was built without it")
    hook = folder / "hook"
    hook.write_text(SCRIPT.format(key=folder / "key.pem"))
    hook.chmod(0o700)
    return folder


def signed_by(workspace, command, certificate, **more):
    clue = replace(
        workspace.config.clue,
        sign_command=[str(word) for word in command],
        sign_certificate=str(certificate),
        **{"sign_algorithm": "SM2", **more},
    )
    workspace.config = replace(workspace.config, clue=clue)
    return workspace


def results(path, **more):
    return {check.name: check.result.value for check in verify(path, **more)}


@pytest.fixture(scope="module")
def signed(templates, sm2, tmp_path_factory):
    """A package signed with SM2 whose signer is a bare key, and one with a certificate.

    No test may change them.
    """
    folder = tmp_path_factory.mktemp("signed")
    found = {}
    for name in ("public.pem", "cert.pem"):
        template = shutil.copytree(templates / "filled", folder / name / "watch")
        with Workspace.open(template, {}) as workspace:
            signed_by(workspace, [sm2 / "hook"], sm2 / name, editions=[])
            out = folder / name
            clue = export(workspace, ["CASE-2026-0002"], out=out, at=NOW)
            found[name] = out / clue.file_name
    return found


@pytest.mark.parametrize("name", ["public.pem", "cert.pem"])
def test_sm2_package_verifies_and_tampering_shows(signed, sm2, tmp_path, name):
    path = signed[name]
    found = results(path, key=sm2 / "cert.pem")

    assert (found["signature"], found["signer"]) == ("passed", "passed")
    assert "failed" not in found.values()

    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    bag = tmp_path / path.stem
    assert (bag / "signer.pem").read_bytes() == (sm2 / name).read_bytes()
    for block in (bag / "VERIFY.txt").read_text("utf-8").split("\n\n"):
        if block.startswith("   openssl") and "-sm3" in block:
            done = subprocess.run(
                ["bash", "-c", block], cwd=bag, check=True, capture_output=True
            )
            assert done.stdout == b"Verified OK\n"
            break
    else:
        pytest.fail("VERIFY.txt has no command for SM2")
    (bag / "tagmanifest-sha256.txt").write_bytes(b"0" * 64 + b"  bagit.txt\n")
    assert results(bag)["signature"] == "failed"


def test_fingerprint_is_that_of_openssl(sm2):
    import hashlib

    der = openssl("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", cwd=sm2)

    for name in ("public.pem", "cert.pem"):
        signer = read_signer((sm2 / name).read_bytes())
        assert signer.fingerprint == hashlib.sha256(der).hexdigest()
        assert signer.algorithm == "SM2"


def test_without_openssl_nothing_is_said_to_be_wrong(
    signed, sm2, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = results(signed["public.pem"], key=sm2 / "public.pem")

    assert (found["signature"], found["signer"]) == ("not-checked", "not-checked")
    assert "failed" not in found.values()


BAD = {
    "not there": (["/no/such/program"], "cannot be run"),
    "fails": ([sys.executable, "-c", "raise SystemExit(3)"], "exited with 3"),
    "silent": ([sys.executable, "-c", ""], "gave no signature"),
    "endless": (
        [sys.executable, "-c", "while True: print('x' * 9999)"],
        "more than 65536 bytes",
    ),
    "slow": ([sys.executable, "-c", "import time; time.sleep(60)"], "too long"),
    "signs something else": (["sh", "-c", "echo nonsense"], "another key"),
}


@pytest.mark.parametrize("name", BAD)
def test_command_that_does_not_sign_makes_no_package(filled, sm2, name):
    command, why = BAD[name]
    workspace = signed_by(
        filled,
        [*command, "pin=123456"],
        sm2 / "public.pem",
        sign_timeout_seconds=0.5 if name == "slow" else 20.0,
    )
    sign = signing_of(workspace).sign

    with pytest.raises(WorkspaceError, match=why) as caught:
        sign(b"manifest")
    assert "123456" not in str(caught.value)


def test_no_package_without_signature(quick, sm2, tmp_path):
    workspace = signed_by(quick, ["false"], sm2 / "public.pem")

    with pytest.raises(WorkspaceError, match="exited with 1"):
        export(workspace, ["CASE-2026-0002"], out=tmp_path / "out", at=NOW)
    assert workspace.casebook.clues() == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "algorithm", "why"),
    [
        ("none.pem", "SM2", "cannot be read"),
        ("key.pem", "SM2", "neither a public key nor a certificate"),
        ("public.pem", "Ed25519", "holds a key for SM2"),
    ],
)
def test_certificate_that_cannot_be_is_refused(filled, sm2, name, algorithm, why):
    workspace = signed_by(filled, ["true"], sm2 / name, sign_algorithm=algorithm)

    with pytest.raises(WorkspaceError, match=why):
        signing_of(workspace)


def test_words_never_meet_a_shell(tmp_path):
    out = run(["echo", "$HOME; id"], b"", seconds=5, limit=99)

    assert out == b"$HOME; id\n"


def test_what_a_command_starts_dies_with_it(tmp_path):
    """Else a hook's child holds the pipe, and the export, for ever."""
    script = "sleep 60 & sleep 60"
    with pytest.raises(ProgramFailed, match="too long"):
        run(["sh", "-c", script], b"", seconds=0.5, limit=99)


@pytest.mark.skipif(not shutil.which("openssl"), reason="NO OPENSSL")
def test_key_of_a_kind_we_do_not_know_is_not_checked(quick, tmp_path):
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-out", "k.pem", cwd=tmp_path)
    openssl("pkey", "-in", "k.pem", "-pubout", "-out", "p.pem", cwd=tmp_path)
    key = tmp_path / "k.pem"
    command = ["sh", "-c", f"exec openssl dgst -sha256 -sign {key}"]
    workspace = signed_by(
        quick, command, tmp_path / "p.pem", sign_algorithm="ECDSA-SHA256"
    )
    clue = export(workspace, ["CASE-2026-0002"], out=tmp_path / "out", at=NOW)
    found = results(tmp_path / "out" / clue.file_name)

    assert found["signature"] == "not-checked"
    assert "failed" not in found.values()
