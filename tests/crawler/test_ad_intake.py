"""What is kept of the advertisements that a source hands in."""

import pytest

from casebook.profiles import read_profiles
from casebook.records import Ad, AdKind
from casebook.times import now_utc
from casebook.workspace import Workspace
from crawler.posts.intake import take_in

SELLS = "办理特种作业操作证，免考包过，官网可查，加微信 zz8806kk"

PROFILES = read_profiles()


def shown(*links: str, kind: AdKind = AdKind.SEARCH_RESULT, text: str = SELLS) -> Ad:
    return Ad(
        place="engine",
        url="http://search.example/s?wd=x",
        text=text,
        seen_at=now_utc(),
        kind=kind,
        links=links,
    )


@pytest.mark.parametrize(
    ("ad", "kept"),
    [
        pytest.param(shown("https://seller.test/"), 1, id="a seller's page"),
        pytest.param(shown("https://cx.mem.gov.cn/"), 0, id="an official page"),
        pytest.param(shown("https://x.huling.gov.cn/"), 0, id="a government's page"),
        pytest.param(
            shown("https://cx.mem.gov.cn/", "https://seller.test/"), 1, id="both"
        ),
        pytest.param(
            shown("https://cx.mem.gov.cn/", kind=AdKind.POST), 1, id="a post that links"
        ),
        pytest.param(
            shown("https://a.test/", text="今天天气很好"), 0, id="sells nothing"
        ),
    ],
)
def test_what_is_kept(tmp_path, ad, kept):
    with Workspace.create(tmp_path / "w") as workspace:
        run = workspace.casebook.start_run("discover", at=now_utc(), details={})
        taken = take_in(
            workspace.casebook,
            [ad],
            PROFILES,
            source="search",
            run=run,
            at=now_utc(),
            language="en",
        )

    assert len(taken.judged) == kept
