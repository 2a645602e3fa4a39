import pytest
from names_profiles import PROFILES

from casebook.profiles import Kind, Profile, Profiles
from detectors.names import NameIndex, score_host, score_url


@pytest.fixture(scope="module")
def index():
    return NameIndex.build(PROFILES)


@pytest.mark.parametrize(
    ("host", "profile"),
    [
        ("cx.abq.gov.test.x9.example", "ministry"),  # the host in front of another
        ("cx-abq-gov-test.x9.example", "ministry"),  # the same with hyphens
        ("abqgov.example", "ministry"),  # run together
        ("abq.gov.test-query.example", "ministry"),  # a hyphen for the last dot
        ("cxabq.example", "ministry"),  # labels run together
        ("abq-chaxun.example", "ministry"),  # a short label and a context word
        ("zhengshuabq.example", "ministry"),  # in the other order
        ("аbq-gov.example", "ministry"),  # a Cyrillic letter
        ("xn--bq-gov-2nf.example", "ministry"),  # the same in punycode
        ("ch1nasafety.example", "ministry"),  # a digit for a letter
        ("chinasafetty.example", "ministry"),  # a letter twice
        ("chiansafety.example", "ministry"),  # two letters swapped where pieces meet
        ("chinasafeyt-cx.example", "ministry"),  # swapped, and a context word
        ("ying-ji-guan-li.example", "ministry"),  # hyphens inside
        ("my-yingjiguamli-x.example", "ministry"),  # misspelt among other words
        ("应急管理部.example", "ministry"),  # the name
        ("應急管理部查询.example", "ministry"),  # in traditional characters
        ("应急部查询.example", "ministry"),  # cut short as people do
        ("tezhongzuoyechaxun.example", "platform"),  # pinyin of a name
        ("abpchaxun.example", "ministry"),  # misspelt, with a long context word
        ("tzzycx.example", "platform"),  # initials and a context word
        ("tzzyczzcx.example", "platform"),  # initials of the whole name, not listed
        ("kxjyyw.test", "platform"),  # one letter more under the same ending
        ("x9-gov-test.q7.example", "any"),  # the suffix in a label
        ("www.gov.test.q7.example", "any"),  # the suffix in front
        ("q7-gov.test", "any"),  # a hyphen for the dot
        ("*.CXABQ.example.", "ministry"),  # as certificates and zones write it
        ("cxabq2024.example", "ministry"),  # a year
        ("abq-cx01.example", "ministry"),  # a serial number after a context word
        ("88abqchaxun.example", "ministry"),  # in front
        ("abq-henan.example", "ministry"),  # a place spelt out is context
        ("gd-abq.example", "ministry"),  # its initials, set apart
        ("yjguanli.example", "ministry"),  # a word as initials, a word in full
        ("tezhongzy-cx.example", "platform"),  # the other way round
        ("特种作业操作证查询平台.example", "platform"),  # the whole name
        ("tezhongzuoye.example", "platform"),  # the trade's word where labels are cheap
        ("tezhongzuoye-cx.com.cn", "platform"),  # an old ending, but it asks
        ("wwwtezhongzuoye.cn", "platform"),  # made to look like an address
        ("te-zhongzuoye.cn", "platform"),  # a hyphen where no word ends
        ("tezhongzuoyexyz.cn", "platform"),  # another ending glued to it
        ("town.g0v.test", "any"),  # a digit in the government suffix
    ],
)
def test_imitations_are_flagged(index, host, profile):
    found = score_host(host, index)

    assert found.is_flagged, found
    assert found.profile == profile


@pytest.mark.parametrize(
    "host",
    [
        "abq.example",  # three letters alone
        "my.abq.example",  # still alone
        "abqueens.example",  # the beginning of another word
        "cxabqueens.example",  # the same after a context word
        "yjgl-btech.example",  # a letter of another word is none of theirs
        "gdabq.example",  # initials of a place may be other initials
        "abq2024.example",  # a number is no context
        "chinasafetyshoes.example",  # a compound of common words
        "gov.testing.example",  # a label that begins like the ending
        "labq-cx.example",  # not a part by itself
        "tzzy.example",  # initials alone
        "etzzy.example",  # inside others
        "safety.example",  # a common word
        "tezhongzuoyepeixun.example",  # a school for it
        "tezhongzuoye.net",  # a school of the trade has had it for years
        "yingjiguanli.com.cn",  # what the body is about, not which body
        "china-safety-expo.com",  # a fair
        "yingjitingche.com",  # another word that begins alike: a parking lane
        "yingjitong.com",  # another word that sounds alike
        "govtestc.example",  # more letters after the suffix
        "xgov.test",  # the country's ending after a word that ends in gov
        "other.test",  # shares the ending
        "abc.example",  # nothing
        "localhost",  # no domain
        "192.0.2.7",  # an address
        "xn--.example",  # damaged punycode
        "",
    ],
)
def test_innocent_names_are_not_flagged(index, host):
    assert not score_host(host, index).is_flagged


@pytest.mark.parametrize(
    ("host", "signal", "profile"),
    [
        ("cx.abq.gov.test", "official", "ministry"),  # on the inventory
        ("deep.below.abq.gov.test", "official", "ministry"),  # below it
        ("abq.x.gov.test", "government-suffix", ""),  # where only government registers
        ("abq.gov.uk", "foreign-government", ""),  # another state's ministry
    ],
)
def test_out_of_scope_says_why(index, host, signal, profile):
    found = score_host(host, index)

    assert (found.score, found.signal, found.profile) == (0.0, signal, profile)


def test_boundary_of_official_host_is_a_label(index):
    """A name that only ends in the same letters is not below the host."""
    assert score_host("xabq.gov.test", index).signal != "official"


def test_claim_quotes_what_a_reader_sees(index):
    found = score_host("cx-abq-gov-test.x9.example", index)

    assert found.claim.values["part"] == "cx-abq-gov-test"
    assert found.claim.values["official"] == "cx.abq.gov.test"
    assert found.claim.values["host"] == "cx-abq-gov-test.x9.example"


def test_signals_name_each_part(index):
    found = score_host("abq-chaxun.github.io", index)

    assert {(s.code, s.part) for s in found.signals} == {
        ("official-label", "abq"),
        ("context-query", "chaxun"),
        ("shared-hosting", "github.io"),
    }


def test_first_folder_counts_on_shared_hosting(index):
    flagged = score_url("https://owner.github.io/abq.gov.test/cert?id=1", index)
    own = score_url("https://q7.example/abq.gov.test/", index)

    assert flagged.is_flagged
    assert flagged.name == "owner.github.io"
    assert not own.is_flagged


def test_another_body_needs_no_code():
    """A profile that nobody foresaw is protected by its hosts and names alone."""
    body = Profile(
        name="new",
        title="新机构",
        title_en="New",
        kind=Kind.BODY,
        hosts=("qhzx.test",),
        names=("海洋气象中心",),
    )
    index = NameIndex.build(Profiles(by_name={"new": body}))

    for host in (
        "qhzx-gov.example",  # its label
        "haiyangqixiangzhongxin.example",  # pinyin of its name
        "hyqxzxcx.example",  # initials of its name
        "海洋气象中心.example",  # its name
        "haiyangqixangzhongxin.example",  # misspelt
    ):
        assert score_host(host, index).is_flagged, host


def test_same_name_scores_the_same_twice(index):
    assert score_host("cxabq.example", index) == score_host("cxabq.example", index)
