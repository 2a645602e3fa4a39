"""What a browser draws, and what it cannot reach."""

import asyncio
import dataclasses
import io
import os
import signal

import pytest
from crawling import (
    RawServer,
    children_of,
    cmdline,
    on_loopback,
    running,
    towards,
    with_browser,
)
from PIL import Image

from casebook.blobs import Blobs
from casebook.errors import ConfigError
from casebook.records import Vantage
from crawler.browser.drawer import Drawer, find_browser
from crawler.network.names import Names
from detectors.looks.layout import read_layout

if find_browser() is None:
    pytest.skip(
        "no browser: apt-get install chromium-headless-shell", allow_module_level=True
    )

DESKTOP, PHONE = Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE


def page(body, head=""):
    text = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head>{body}</html>"
    data = text.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data)


@pytest.fixture
def draw(tmp_path):
    """Draw URLs, one after the other; return captures and a reader of bytes."""
    blobs = Blobs(tmp_path / "blobs")

    def draw(config, *visits):
        async def main():
            names = Names.from_config(config.network)
            async with Drawer(config, blobs, names) as drawer:
                return [await drawer.draw(*visit) for visit in visits]

        return asyncio.run(main()), blobs.read

    return draw


@pytest.fixture
def config():
    return with_browser(on_loopback(), timeout_seconds=8.0, settle_seconds=0.3)


# Open and closed shadow roots, and one within another.
SHADOWS = """<x-a></x-a><script>
let r = document.querySelector('x-a').attachShadow({mode: 'closed'});
r.innerHTML = '<p>特种作业<x-b></x-b></p>';
r.querySelector('x-b').attachShadow({mode: 'open'}).innerHTML = '操作证';
</script>"""

# Frames, one in another.
FRAMES = (
    """<iframe srcdoc="<p>外框</p><iframe srcdoc='<p>内框</p>'></iframe>"></iframe>"""
)

STYLED = """<style>p::before{content:"证书"} p::after{content:"查询"}</style><p>-</p>"""

HIDDEN = """<p style="display:none">藏</p><p style="opacity:0">隐</p><p>见</p>"""

LATE = """<div></div><script>
setTimeout(() => {document.querySelector('div').textContent = '后到'}, 100)
</script>"""

FIELDS = """<input id=a><input id=b type=password><script>
a.value = '张三'; b.value = 'secret'
</script>"""

BROKEN = """<p>照样</p><script>
Object.defineProperty(document, 'childNodes', {get() {throw new Error('no')}})
</script>"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (SHADOWS, ["特种作业", "操作证", "data-zhaoyao-shadow"]),
        (FRAMES, ["<p>外框</p>", "<p>内框</p>", "data-zhaoyao-frame"]),
        # Text that only the style sheet holds.
        (STYLED, ['before="">证书</span>', 'after="">查询</span>']),
        # Text that a person does not see is marked, and stays.
        (HIDDEN, ['data-zhaoyao-hidden="">藏', 'data-zhaoyao-hidden="">隐', "<p>见"]),
        (LATE, ["<div>后到</div>"]),
        # What stands in a field now, but never a password.
        (FIELDS, ['value="张三"']),
        # A page whose own scripts break what a DOM is still gives its DOM.
        (BROKEN, ["<p>照样</p>"]),
    ],
    ids=["shadow", "frames", "css", "hidden", "late", "fields", "hostile"],
)
def test_the_dom_holds_what_a_person_sees(draw, raw_server, config, body, expected):
    raw_server.answers = {"/": page(f"<body>{body}</body>")}

    (capture,), read = draw(config, (raw_server.url("/"), DESKTOP))

    dom = read(capture.body_sha256).decode()
    assert capture.failure is None
    for text in expected:
        assert text in dom
    assert "secret" not in dom.partition("<script>")[0]


def test_the_picture_is_of_the_whole_page_within_bounds(draw, raw_server, config):
    raw_server.answers = {
        "/short": page("<body><p>short</body>"),
        "/made-for-it": page(
            "<body><p>short</body>",
            head="<meta name=viewport content='width=device-width'>",
        ),
        "/long": page("<body style='margin:0'><div style='height:90000px'></body>"),
    }
    config = with_browser(config, screenshot_max_px=3000)

    captures, read = draw(
        config,
        (raw_server.url("/short"), DESKTOP),
        (raw_server.url("/made-for-it"), PHONE),
        (raw_server.url("/short"), PHONE),  # laid out as on a screen, then shrunk
        (raw_server.url("/long"), DESKTOP),
    )

    sizes = [
        Image.open(io.BytesIO(read(one.screenshot_sha256))).size for one in captures
    ]
    assert sizes == [(1280, 800), (390, 844), (980, 2121), (1280, 3000)]


def test_headers_of_a_vantage(draw, raw_server, config):
    raw_server.answers = {"/": page("<body>x</body>")}
    url = raw_server.url("/")

    draw(config, (url, PHONE, "http://search.test/"), (url, DESKTOP))

    phone, desktop = (h for h in raw_server.heads if h.startswith(b"GET / "))
    assert b"MicroMessenger" in phone
    assert b"\r\nReferer: http://search.test/\r\n" in phone
    assert b"MicroMessenger" not in desktop
    assert b"Referer:" not in desktop
    assert not any(b"Proxy-" in head for head in raw_server.heads)


def test_redirects_of_every_kind_are_followed_and_noted(draw, raw_server, config):
    raw_server.answers = {
        "/a": b"HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        "/b": page("", head="<meta http-equiv=refresh content='0;url=/c'>"),
        "/c": page("<body><script>location.href='/d'</script></body>"),
        "/d": page("<body>there</body>"),
    }

    (capture,), read = draw(config, (raw_server.url("/a"), DESKTOP))

    assert capture.final_url == raw_server.url("/d")
    assert [url[-2:] for url in capture.redirects] == ["/a", "/b", "/c"]
    assert b"there" in read(capture.body_sha256)
    assert capture.status == 200


def test_nothing_inside_is_reached_from_a_page(draw, raw_server, config):
    """Images, scripts, frames, fetch and web sockets, in every spelling: refused."""
    config = dataclasses.replace(
        config,
        network=dataclasses.replace(config.network, allow_networks=["127.0.0.1/32"]),
    )
    with running(RawServer("127.0.0.3")) as canary:
        port = canary.port
        body = f"""<body><p>seen</p><img src="http://127.0.0.3:{port}/a">
        <script src="//2130706435:{port}/b"></script>
        <img src="http://0x7f000003:{port}/c"><img src="http://0177.3:{port}/d">
        <iframe src="http://[::ffff:127.0.0.3]:{port}/e"></iframe>
        <link rel=stylesheet href="http://127.3:{port}/f"><script>
        fetch("http://127.0.0.3:{port}/g", {{mode: "no-cors"}}).catch(() => 0);
        new WebSocket("ws://127.0.0.3:{port}/h");
        navigator.sendBeacon("http://127.0.0.3:{port}/i");
        new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.3:{port}"}}]}})
          .createDataChannel("x");
        </script></body>"""
        raw_server.answers = {"/": page(body)}

        (capture,), read = draw(config, (raw_server.url("/"), DESKTOP))

    assert b"seen" in read(capture.body_sha256)
    assert canary.heads == []


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("http://10.0.0.1/", "blocked-address"),
        ("http://169.254.169.254/latest/meta-data", "blocked-address"),
        ("https://[::ffff:10.0.0.1]/", "blocked-address"),
        ("file:///etc/passwd", "bad-redirect"),
        ("/loop", "redirect-loop"),
    ],
)
def test_redirects_that_lead_nowhere(draw, raw_server, config, location, failure):
    answer = f"HTTP/1.1 302 x\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    raw_server.answers = {"/loop": answer.encode()}

    (capture,), _ = draw(config, (raw_server.url("/loop"), DESKTOP))

    assert capture.failure == failure
    assert (capture.body_sha256, capture.screenshot_sha256) == ("", "")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "chrome://version", "javascript:1", "data:text/html,x"],
)
def test_only_http_is_opened(draw, config, url):
    (capture,), _ = draw(config, (url, DESKTOP))

    assert capture.failure == "bad-redirect"


@pytest.mark.parametrize(
    "script",
    [
        "alert(1); confirm(2); prompt(3)",
        "for (let i = 0; i < 50; i++) open('/pop' + i)",
        "addEventListener('beforeunload', e => e.preventDefault())",
        "navigator.geolocation.getCurrentPosition(() => 0)",
        "location.href = '/download'",
        "print(); history.pushState(0, '', '/elsewhere')",
    ],
    ids=["dialogs", "pop-ups", "unload", "position", "download", "history"],
)
def test_tricks_do_not_stop_a_capture(draw, raw_server, config, script):
    raw_server.answers = {
        "/": page(f"<body><p>seen</p><script>{script}</script></body>"),
        "/download": b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n"
        b"Content-Disposition: attachment\r\nContent-Length: 4\r\n\r\nPK\x03\x04",
    }

    (capture,), read = draw(config, (raw_server.url("/"), DESKTOP))

    assert capture.failure is None
    assert b"<p>seen</p>" in read(capture.body_sha256)


def test_a_page_that_hangs_does_not_hold_the_next(draw, raw_server, config):
    raw_server.answers = {
        "/hang": page("<body><p>busy</p><script>for(;;);</script></body>"),
        "/": page("<body>next</body>"),
    }
    config = with_browser(config, timeout_seconds=2.0)

    (hung, following), _ = draw(
        config, (raw_server.url("/hang"), DESKTOP), (raw_server.url("/"), DESKTOP)
    )

    assert hung.failure == "timeout"
    assert following.failure is None


def test_failures_of_the_network_have_their_own_names(draw, net, sites):
    config = with_browser(towards(net), timeout_seconds=8.0)
    cases = {
        "dead-nxdomain": "dns-nxdomain",
        "dead-servfail": "dns-servfail",
        "dead-refused": "refused",
        "dead-reset": "reset",
    }

    captures, _ = draw(config, *((sites[name].url, DESKTOP) for name in cases))

    assert [capture.failure for capture in captures] == list(cases.values())


def test_a_browser_that_is_killed_is_started_again(tmp_path, raw_server, config):
    raw_server.answers = {"/": page("<body>seen</body>")}
    blobs = Blobs(tmp_path / "blobs")

    async def main():
        async with Drawer(config, blobs, Names.from_config(config.network)) as drawer:
            first = await drawer.draw(raw_server.url("/"), DESKTOP)
            for pid in children_of(os.getpid()):
                if b"--remote-debugging-pipe" in cmdline(pid):
                    os.kill(pid, signal.SIGKILL)
            return first, await drawer.draw(raw_server.url("/"), DESKTOP)

    first, second = asyncio.run(main())

    assert (first.failure, second.failure) == (None, None)


def test_without_a_browser(draw, config):
    off = with_browser(config)
    off = dataclasses.replace(
        off, browser=dataclasses.replace(off.browser, enabled=False)
    )

    (capture,), _ = draw(off, ("http://a.test/", DESKTOP))

    assert (capture.failure, capture.status) == ("no-browser", None)


def test_a_configured_browser_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="is no program"):
        find_browser(str(tmp_path / "chromium"))


PLACED = """<body style="margin:0"><p style="margin:0;height:30px">特种作业操作证</p>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="64" height="64">
<input placeholder="请输入证件号码" style="width:200px;height:30px">
<p style="display:none">藏起来的字</p>
<iframe srcdoc="<p>框内的字</p>" style="border:0"></iframe></body>"""


def test_places_of_what_can_be_seen_are_kept(draw, raw_server, config):
    """A report marks them on the screenshot."""
    raw_server.answers = {"/": page(PLACED)}

    (capture,), read = draw(config, (raw_server.url("/"), DESKTOP))

    layout = read_layout(read(capture.layout_sha256))
    assert [place.text for place in layout.texts] == ["特种作业操作证", "框内的字"]
    assert layout.texts[0].box.top < 10
    # Within a frame, which stands beside the picture and the field.
    assert layout.texts[1].box.left > 200
    assert [(p.box.width, p.box.height) for p in layout.pictures] == [(64, 64)]
    assert [place.text for place in layout.fields] == ["请输入证件号码"]


def test_a_page_that_lies_about_places_is_drawn_without_them(draw, raw_server, config):
    lie = "<script>document.createRange = () => { throw new Error('no') }</script>"
    raw_server.answers = {"/": page(f"<body><p>照样</p>{lie}</body>")}

    (capture,), _ = draw(config, (raw_server.url("/"), DESKTOP))

    assert capture.failure is None
    assert capture.screenshot_sha256
    assert capture.layout_sha256 == ""


def test_a_page_is_recorded_as_it_comes(config, draw, raw_server):
    """Late scripts paint it red, then green; the first picture shows neither."""
    paint = "setTimeout(() => document.body.style.background = %r, %d);"
    script = f"<script>{paint % ('red', 600)}{paint % ('green', 1500)}</script>"
    raw_server.answers = {"/": page(f"<body>x{script}")}
    plain, _ = draw(config, (raw_server.url("/"), DESKTOP, ""))
    watched = with_browser(config, record_seconds=5.0, settle_seconds=2.5)

    (capture,), read = draw(watched, (raw_server.url("/"), DESKTOP, ""))

    assert plain[0].recording_sha256 == ""
    film = Image.open(io.BytesIO(read(capture.recording_sha256)))
    assert film.format == "WEBP"
    corners = []
    for number in range(film.n_frames):
        film.seek(number)
        corners.append(film.convert("RGB").getpixel((600, 600)))
    red = [r > 200 and g < 60 for r, g, _ in corners]
    green = [r < 60 and g > 90 for r, g, _ in corners]
    assert red.index(True) < green.index(True)
    assert not red[0]
