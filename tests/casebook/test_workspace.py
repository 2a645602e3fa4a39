"""A workspace: made once, opened often, held by one run."""

import stat

import pytest

from casebook.config import Config
from casebook.errors import ConfigError, ProfileError, WorkspaceError
from casebook.records import Candidate
from casebook.workspace import Workspace, database_url


def test_layout(workspace):
    names = {path.name for path in workspace.path.iterdir()}

    assert names >= {
        "zhaoyao.toml",
        "casebook.db",
        "evidence",
        "keys",
        "profiles",
        "reports",
        "clues",
    }
    assert stat.S_IMODE((workspace.path / "keys").stat().st_mode) == 0o700
    assert workspace.config == Config()


def test_made_once(workspace, at):
    run = workspace.casebook.start_run("crawl", at=at, details={})

    with pytest.raises(WorkspaceError, match="is a workspace already"):
        Workspace.create(workspace.path)

    assert workspace.casebook.runs()[0].id == run


def test_opened_again(workspace, at):
    sha256 = workspace.blobs.store(b"page")
    workspace.casebook.start_run("crawl", at=at, details={})
    workspace.close()

    with Workspace.open(workspace.path, {}) as again:
        assert again.blobs.read(sha256) == b"page"
        assert len(again.casebook.runs()) == 1


def test_relative_path_does_not_follow_a_change_of_folder(
    tmp_path, monkeypatch, workspace
):
    monkeypatch.chdir(workspace.path.parent)
    with Workspace.open(workspace.path.relative_to(workspace.path.parent), {}) as here:
        monkeypatch.chdir(tmp_path.parent)

        assert here.casebook.cases() == []
        assert here.blobs.root == workspace.path / "evidence"


def test_no_workspace(tmp_path):
    with pytest.raises(WorkspaceError, match="no workspace; run `zhaoyao init`"):
        Workspace.open(tmp_path, {})
    with pytest.raises(WorkspaceError, match="no workspace"):
        Workspace.open(tmp_path / "nowhere", {})


def test_workspace_where_a_file_is(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(WorkspaceError, match="cannot be made") as caught:
        Workspace.create(tmp_path / "file")

    assert len(str(caught.value).splitlines()) == 1


def test_database_that_was_lost_is_said_when_it_is_asked(workspace):
    """Not before: a person must still be able to look at the configuration."""
    workspace.close()
    (workspace.path / "casebook.db").unlink()

    with Workspace.open(workspace.path, {}) as again:
        with pytest.raises(WorkspaceError, match="is missing; run `zhaoyao init`"):
            _ = again.casebook
        assert not (workspace.path / "casebook.db").exists()


def test_environment_overrides(tmp_path):
    other = tmp_path / "other.db"
    environment = {
        "ZHAOYAO_DATABASE_URL": f"sqlite:///{other}",
        "ZHAOYAO_EVIDENCE_URL": "kept",
        "ZHAOYAO_INSPECT_ATTEMPTS": "5",
    }

    with Workspace.create(tmp_path / "made", environment) as made:
        assert other.exists()
        assert made.config.inspect.attempts == 5
        assert made.blobs.root == made.path / "kept"
    with Workspace.open(tmp_path / "made", {}) as again:
        assert again.config.inspect.attempts == Config().inspect.attempts


def test_evidence_elsewhere_than_in_a_folder(workspace):
    environment = {"ZHAOYAO_EVIDENCE_URL": "s3://bucket"}
    with (
        Workspace.open(workspace.path, environment) as again,
        pytest.raises(ConfigError, match="must be a folder"),
    ):
        _ = again.blobs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqlite:///casebook.db", "sqlite:////srv/watch/casebook.db"),
        ("sqlite:////data/casebook.db", "sqlite:////data/casebook.db"),
        ("postgresql://u:p@db/x", "postgresql+psycopg://u:p@db/x"),
        ("postgres://db/x", "postgresql+psycopg://db/x"),
    ],
)
def test_database_url(tmp_path, text, expected):
    folder = tmp_path.__class__("/srv/watch")

    assert database_url(text, folder) == expected


def test_own_profiles_and_extra_hosts(workspace):
    (workspace.path / "profiles" / "tax-office.toml").write_text(
        'title = "某税务局"\ntitle_en = "A tax office"\nkind = "body"\n'
        'names = ["某税务局"]\nhosts = ["tax.example"]\n',
        "utf-8",
    )
    environment = {"ZHAOYAO_PROFILES_EXTRA_HOSTS": '{tax-office = ["例子.test"]}'}
    with Workspace.open(workspace.path, environment) as again:
        owner = again.profiles.owner_of("www.xn--fsqu00a.test")

        assert owner is again.profiles.by_name["tax-office"]
        assert again.profiles.owner_of("tax.example") is owner


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ('{nobody = ["a.test"]}', "extra_hosts names 'nobody'"),
        ('{mem-portal = ["a b.test"]}', "extra_hosts of mem-portal: host 'a b.test'"),
    ],
)
def test_wrong_extra_hosts(workspace, hosts, words):
    environment = {"ZHAOYAO_PROFILES_EXTRA_HOSTS": hosts}
    with (
        Workspace.open(workspace.path, environment) as again,
        pytest.raises(ProfileError, match=words),
    ):
        _ = again.profiles


def test_lock_may_be_entered_again_by_its_holder(workspace, at):
    with workspace.lock():
        daily = workspace.casebook.start_run("daily", at=at, details={})
        with workspace.lock():
            workspace.casebook.start_run("crawl", at=at, details={})
        workspace.casebook.end_run(daily, at=at, state="done", counts={})

    assert [run.state for run in workspace.casebook.runs()] == ["started", "done"]


def test_second_workspace_object_does_not_get_the_lock(workspace):
    with Workspace.open(workspace.path, {}) as other:
        with workspace.lock():
            with pytest.raises(WorkspaceError) as caught:
                other.lock().__enter__()
            assert caught.value.exit_code == 75
        with other.lock():
            pass


def test_process_of_the_same_run_works_under_its_hold(workspace, at):
    """What the holder's own helper processes lease is not taken from them."""
    candidate = Candidate(url="https://a.test/", source="tip", reason="", seen_at=at)
    with workspace.lock():
        workspace.casebook.add_candidates([candidate], run="R", at=at)
        with Workspace.open(workspace.path, {}) as helper:
            helper.casebook.lease(limit=1, worker="w1", lease_seconds=60, at=at)
        workspace.casebook.start_run("crawl", at=at, details={})
        assert workspace.casebook.waiting(at) == 0
    with workspace.lock():
        workspace.casebook.start_run("crawl", at=at, details={})
        assert workspace.casebook.waiting(at) == 1
