"""URLs: two of one page are one, two of different pages are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import InputError
from casebook.urls import (
    ascii_host,
    canonical,
    defang,
    host_of,
    is_address,
    is_under,
    registrable,
    site_of,
    unicode_host,
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.test", "http://a.test/"),  # empty path
        (" HTTP://A.Test:80/B ", "http://a.test/B"),  # case of the path counts
        ("https://a.test:443/", "https://a.test/"),  # the scheme's own port
        ("https://a.test:80/", "https://a.test:80/"),  # another port
        ("https://a.test./", "https://a.test/"),  # root dot
        ("https://u:p@a.test/", "https://a.test/"),  # user part
        ("https://a.test/?b=2&a=1#x", "https://a.test/?b=2&a=1"),  # query stays
        (
            "https://例子.test/查?姓=李",
            "https://xn--fsqu00a.test/%E6%9F%A5?%E5%A7%93=%E6%9D%8E",
        ),
        ("https://a.test/%e6 b", "https://a.test/%E6%20b"),  # escapes in one case
        ("https://[2001:DB8:0::1]/", "https://[2001:db8::1]/"),  # one spelling
        ("http://a.test\\@b.test/", "http://a.test/@b.test/"),  # as browsers do
        ("https://a.test/x\\y?z=\\", "https://a.test/x/y?z=%5C"),  # not in a query
        ("http://a_b.test/", "http://a_b.test/"),  # resolves, though not allowed
    ],
)
def test_canonical(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.test",  # no scheme
        "//a.test/",
        "ftp://a.test/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http:///x",  # no host
        "http://./",
        "http://a b.test/",
        "http://a%2eb.test/",  # escaped host
        "http://<b>.test/",
        "http://a..test/",
        "http://a.test:99999/",
        "http://a.test:x/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",  # zone of one machine
        "http://a.test/\x00",
        "http://a.test/\nx",
        "http://a.te\tst/",
        "http://a.test/\ud800",  # half a character
        "http://\u202e.test/",
        "http://" + "a" * 64 + ".test/",  # label too long
        "http://" + "a.b" * 100 + ".test/",  # name too long
        "http://a.test/" + "x" * 5000,
        "http://a.test/" + "查" * 1000,  # too long once it is escaped
    ],
)
def test_not_a_url_to_visit(url):
    """One line, whatever stands in it."""
    with pytest.raises(InputError) as caught:
        canonical(url)

    assert len(str(caught.value).splitlines()) == 1


HOSTS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9-]{0,8}\.(test|example)", fullmatch=True)


@given(
    scheme=st.sampled_from(["http", "https", "HTTPS"]),
    host=HOSTS,
    port=st.one_of(st.just(""), st.integers(1, 65535).map(lambda n: f":{n}")),
    rest=st.text(max_size=40),
)
def test_canonical_twice_is_canonical(scheme, host, port, rest):
    try:
        once = canonical(f"{scheme}://{host}{port}/{rest}")
    except InputError:
        return

    assert canonical(once) == once
    assert once.isascii()
    assert site_of(once).split(":")[0] == host.lower()


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_an_input_error(text):
    for prefix in ("", "http://", "http://a.test", "https://a.test/"):
        try:
            once = canonical(prefix + text)
        except InputError:
            continue
        assert canonical(once) == once


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.test:8443/x", "a.test"),
        ("https://mem.example@a.test/", "a.test"),  # user part is no host
        ("https://a.test\\@mem.example/", "a.test"),  # nor is this one
        ("not a url", ""),
        ("http://[::1", ""),
    ],
)
def test_host_of(url, host):
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("host", "root", "under"),
    [
        ("cx.mem.example", "mem.example", True),  # below
        ("mem.example", "mem.example", True),  # itself
        ("xmem.example", "mem.example", False),  # not on a label's edge
        ("mem.example.test", "mem.example", False),  # in front
    ],
)
def test_is_under(host, root, under):
    assert is_under(host, root) is under


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.example.com", "example.com"),
        ("a.b.example.com.cn", "example.com.cn"),  # suffix of two labels
        ("owner.github.io", "owner.github.io"),  # shared hosting is the owner's
        ("www.a.test", "a.test"),  # a suffix the list does not know
        ("192.0.2.7", "192.0.2.7"),
        ("localhost", "localhost"),
    ],
)
def test_registrable(host, expected):
    assert registrable(host) == expected


@pytest.mark.parametrize(
    ("host", "address"),
    [("192.0.2.7", True), ("[2001:db8::1]", True), ("a.test", False), ("", False)],
)
def test_is_address(host, address):
    assert is_address(host) is address


def test_hosts_to_punycode_and_back():
    assert ascii_host("特种作业.test") == "xn--vhq83aq48eoeg.test"
    assert unicode_host("xn--vhq83aq48eoeg.test") == "特种作业.test"
    assert unicode_host("xn--\u0080.test") == "xn--\u0080.test"  # stays


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://a.b.test/x.html", "hxxps://a[.]b[.]test/x.html"),
        ("http://a.test:81/", "hxxp://a[.]test[:]81/"),
        ("a.test", "a[.]test"),
    ],
)
def test_defang(url, text):
    assert defang(url) == text
