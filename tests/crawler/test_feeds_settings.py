"""Feed files, what is enabled of them, and the accounts they need."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import ConfigError, PluginError
from casebook.language import catalogue
from crawler.feeds import FOLDER, Feed, chosen_feeds, read_feed
from crawler.feeds.logins import Account, Secrets, log_in, read_account

CZDS = Feed(
    name="czds:shop",
    licence="x",
    format="zone",
    login="czds",
    login_url="https://login.test/",
)

LOGIN = "format = 'zone'\nlicence = 'x'\nlogin = 'czds'\n"

ACCOUNT = Account(username="somebody", password="s3cret")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_every_feed_file_is_read_and_names_a_licence(path):
    """In both languages, for it stands in the day's report."""
    licence = read_feed(path).licence

    assert catalogue("zh").gettext(licence) != licence


@pytest.mark.parametrize(
    "text",
    [
        "format = 'lines'",  # no licence
        "format = 'rss'\nlicence = 'x'",  # no such form
        "format = 'csv'\nlicence = 'x'",  # which column?
        "format = 'json-lines'\nlicence = 'x'",  # where?
        "format = 'lines'\nlicence = 'x'\nurl = 'http://{tld}.test/'",  # unknown part
        "format = 'lines'\nlicence = 'x'\nlogin = 'czds'",  # where?
        # an account is not sent where it could be read on the way
        LOGIN + "url = 'https://a.test/'\nlogin_url = 'http://a.test/'",
        LOGIN + "url = 'http://a.test/'\nlogin_url = 'https://a.test/'",
        "format =",
    ],
)
def test_feed_files_that_are_wrong(tmp_path, text):
    path = tmp_path / "x.toml"
    path.write_text(text)

    with pytest.raises(PluginError):
        read_feed(path)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"nothing": ""}, "there are"),
        ({"plain-list": ""}, "needs an address"),
        ({"plain-list": "ftp://x.test/"}, "plain-list"),
        ({"plain-list": "ws://x.test/"}, "plain-list"),  # not encrypted
        ({"czds": ""}, "needs a label"),
        ({"czds:../x": ""}, "is no label"),
        ({"czds:shop": "http://x.test/"}, "needs https"),
    ],
)
def test_settings_that_are_wrong(wanted, said):
    with pytest.raises(ConfigError, match=said):
        chosen_feeds(wanted)


def test_a_label_fills_the_address():
    (feed,) = chosen_feeds({"czds:shop": ""})

    assert feed.url.endswith("/shop.zone")


def test_a_stream_is_known_by_its_address():
    (feed,) = chosen_feeds({"openintel-zonestream": ""})

    assert feed.is_stream
    assert not feed.is_folder


def test_a_file_of_ones_own_comes_first(tmp_path):
    (tmp_path / "nrd-csv.toml").write_text(
        'format = "csv"\ncolumn = "domain"\nlicence = "ours"\n'
    )

    (feed,) = chosen_feeds({"nrd-csv": "names"}, tmp_path)

    assert (feed.column, feed.licence) == ("domain", "ours")


def test_an_account_from_the_environment_comes_first(tmp_path):
    keys = {"CZDS_USERNAME": "u", "CZDS_PASSWORD": "p"}

    assert read_account("czds", keys, tmp_path) == Account(username="u", password="p")


def test_an_account_from_a_file_that_only_its_owner_reads(tmp_path):
    path = tmp_path / "czds.toml"
    path.write_text('username = "u"\npassword = "p"\n')
    path.chmod(0o600)

    assert read_account("czds", {}, tmp_path) == Account(username="u", password="p")


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (None, 0, "CZDS_PASSWORD in the environment"),
        ('username = "u"\n', 0o600, "or username and password in keys/czds.toml"),
        ('username = "u"\npassword = "s3cret"\n', 0o644, "others may read"),
        ('password = "s3cret', 0o600, "is not TOML"),
    ],
)
def test_accounts_that_are_none(tmp_path, text, mode, said):
    if text is not None:
        (tmp_path / "czds.toml").write_text(text)
        (tmp_path / "czds.toml").chmod(mode)

    with pytest.raises(ValueError, match=said) as caught:
        read_account("czds", {}, tmp_path)

    assert "s3cret" not in str(caught.value)


def logged_in(answer):
    """Log in at a server that gives *answer*; return headers and what is secret."""
    import asyncio

    secrets = Secrets()

    async def go():
        transport = httpx.MockTransport(lambda request: answer)
        async with httpx.AsyncClient(
            transport=transport, follow_redirects=True
        ) as client:
            return await log_in(client, CZDS, ACCOUNT, secrets)

    return asyncio.run(go()), secrets


def test_the_token_is_sent_and_kept_secret():
    headers, secrets = logged_in(httpx.Response(200, json={"accessToken": "t0ken"}))

    assert headers == {"Authorization": "Bearer t0ken"}
    told = "somebody with s3cret has t0ken"
    assert secrets.hide(told) == "… with … has …"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="no JSON"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"accessToken": ""}),
        httpx.Response(200, json={"accessToken": "a\r\nX: y"}),
        httpx.Response(200, json={"accessToken": 3}),
        httpx.Response(401),
        # it would take the account to somebody else
        httpx.Response(307, headers={"Location": "https://other.test/"}),
    ],
    ids=["text", "list", "empty", "header", "number", "refused", "redirect"],
)
def test_logins_that_fail(answer):
    with pytest.raises((ValueError, httpx.HTTPError)):
        logged_in(answer)


@given(st.text(min_size=1, max_size=20), st.text(max_size=30), st.text(max_size=30))
def test_no_secret_is_told(secret, before, after):
    secrets = Secrets()
    secrets.keep(secret)

    told = secrets.hide(f"{before}\n{secret}\n{after}")

    assert secret not in told or secret == "…"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GET https://a.test/x?key=1 failed", "GET https://a.test/x?… failed"),
        ("for url 'https://u:p@a.test/x'", "for url 'https://…@a.test/x'"),
        ("is it csv?", "is it csv?"),
    ],
)
def test_addresses_are_told_without_their_keys(text, told):
    assert Secrets().hide(text) == told
