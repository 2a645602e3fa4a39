"""Which numbers are masked, and which only look like one."""

import pytest
from report_cases import IDENTITY, SELLER_PHONE, VICTIM_PHONE, finding

from casebook.records import Label
from reports.masking import contacts_of, mask, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("110101199003070012", "110*************12"),
        ("11010119900307001X", "110*************1X"),  # check sign X
        ("11010119900307001x", "110*************1x"),
        ("T110101199003070012", "T110*************12"),  # certificate number
        ("?id=110101199003070012&a=1", "?id=110*************12&a=1"),
        ("110101 19900307 0012", "110*************12"),  # gaps
        ("110101-19900307-0012", "110*************12"),
        ("110101\u200b199003070012", "110*************12"),  # hidden gap
        ("１１０１０１１９９００３０７００１２", "110*************12"),  # full width
        ("110101900307001", "110**********01"),  # the form before 1999
        ("13800138000", "138******00"),
        ("+8613800138000", "+86138******00"),
        ("008613800138000", "0086138******00"),
        ("+86 13800138000", "+86 138******00"),
        ("138-0013-8000", "138******00"),
        ("138 0013 8000", "138******00"),
        ("微信13800138000", "微信138******00"),
    ],
)
def test_masked(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "202601031234567890",  # an order number: month 34 is no birth date
        "12345678901",  # no mobile prefix
        "138001380001",  # a digit too many
        "400-800-8000",  # a hotline
        "010-88888888",  # a switchboard
        "2026-01-03 09:30:00",
        "81b138001380004f81b13800138000aa0cc1d2e3f4a5b6c7d8e9f0a1b2c3d4e5",  # a digest
        "京ICP备05009132号",
        "",
    ],
)
def test_left_as_it_is(text):
    assert mask(text) == text


def test_sellers_contact_stays_and_victims_number_does_not():
    found = [
        finding("seller-contact", "contact {contact}", 2.0, contact=SELLER_PHONE),
        finding("result-shown", "shows {phone}", 1.0, phone=VICTIM_PHONE),
    ]
    keep = contacts_of(Label.SELLER, found)

    assert keep == {SELLER_PHONE}
    assert mask(f"{SELLER_PHONE} {VICTIM_PHONE}", keep=keep) == (
        f"{SELLER_PHONE} 139******11"
    )


def test_only_a_page_labelled_seller_has_contacts():
    found = [finding("seller-contact", "contact {contact}", 2.0, contact=SELLER_PHONE)]

    assert contacts_of(Label.COUNTERFEIT, found) == frozenset()


def test_identity_is_masked_even_where_it_is_a_contact():
    assert mask(IDENTITY, keep=frozenset({IDENTITY})) != IDENTITY


def test_plain_data_is_masked_through_and_through():
    plain = {"a": [IDENTITY, 7, None, {"b": VICTIM_PHONE}], "c": True}

    assert masked(plain) == {
        "a": ["110*************12", 7, None, {"b": "139******11"}],
        "c": True,
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800138000.test", "13800138000.test"),  # a host is the site's name
        ("https://13800138000.test/", "https://13800138000.test/"),
        (
            "https://13800138000.test?tel=13800138000",
            "https://13800138000.test?tel=138******00",
        ),
        ("see 13800138000.test", "see 138******00.test"),  # a sentence
    ],
)
def test_a_host_of_digits_still_names_the_site(text, shown):
    assert masked(text) == shown
