"""Which numbers and names are masked, and which only look like one."""

import pytest
from report_cases import IDENTITY, SELLER_PHONE, VICTIM_PHONE, finding

from casebook.records import Label
from detectors.pages.page import Page
from reports.clue.matter.victims import names_on, spare
from reports.masking import contacts_of, mask, masked
from reports.names import hide


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
        ("1 3 8 0 0 1 3 8 0 0 0", "138******00"),  # a space after every digit
        ("１３８００１３８０００", "138******00"),  # full width
        ("护照号码：E12345678", "护照号码：E12****78"),  # a passport, with its label
        ("Passport No. EA1234567", "Passport No. EA1****67"),
        ("通行证号H1234567801", "通行证号H12******01"),  # Hong Kong and Macao
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
        "型号E12345678",  # shaped like a passport, but no label says so
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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("姓名：张三", "姓名：张*"),
        ("姓名:张三", "姓名:张*"),  # narrow colon
        ("姓 名：张三", "姓 名：张*"),  # spaced so that columns meet
        ("姓\u3000名：张三", "姓\u3000名：张*"),
        ("姓名 张三", "姓名 张*"),  # a space alone, and a common surname
        ("姓名张三性别男", "姓名张*性别男"),  # nothing between, and a field behind
        ("姓名：张三性别：男", "姓名：张*性别：男"),
        ("姓名：张三持证上岗", "姓名：张*持证上岗"),
        ("姓名：\n张三", "姓名：\n张*"),  # the value on the line below
        ("姓名：张 三 性别", "姓名：张 * 性别"),
        ("姓名：张\u200b三", "姓名：张*"),  # a hidden character inside
        ("姓名：欧阳小明", "姓名：欧***"),
        ("姓名：阿依古丽·买买提", "姓名：阿***·***"),  # a name of another people
        ("姓名：𠮷田一", "姓名：𠮷**"),  # a rare character beyond the first plane
        ("姓名：黎", "姓名：黎"),  # one character tells nobody
        ("姓名（Name）：张三", "姓名（Name）：张*"),
        ("持证人：李四", "持证人：李*"),
        ("持证人姓名：李四", "持证人姓名：李*"),
        ("考生姓名：李四", "考生姓名：李*"),
        ('{"姓名":"张三"}', '{"姓名":"张*"}'),  # as a script has it
        ("姓名|张三|男", "姓名|张*|男"),  # a table in words
        ("姓名：张三、李四", "姓名：张*、李*"),  # a list
        ("姓名：张三，李小四，王五。", "姓名：张*，李**，王*。"),
        ("姓名：张三 李四 性别：男", "姓名：张* 李* 性别：男"),
        ("姓名：张三/李四/欧阳小明", "姓名：张*/李*/欧***"),
        ("考生：张三和李四等2人", "考生：张*和李*等2人"),
        ("姓名：1、张三 2、李四", "姓名：1、张* 2、李*"),  # numbered
        ("姓名：\n张三\n李四", "姓名：\n张*\n李*"),
        ("姓名：张三，证书有效", "姓名：张*，证书有效"),  # no name behind
        ("姓名：张三，高压电工作业", "姓名：张*，高压电工作业"),
        ("姓名：张三 单位：某厂", "姓名：张* 单位：某厂"),  # the next label
        ("Name: Zhang San", "Name: Z**** S**"),
        ("Holder: Li Lei, valid", "Holder: L* L**, valid"),
        (
            "资料：姓名：张三，发我",
            "资料：姓名：张*，发我",
        ),  # quoted in an advertisement
    ],
)
def test_name_beside_a_label_is_masked(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "请输入姓名和证件号码",  # a hint
        "姓名不能为空",  # a message of a form
        "姓名：请输入",  # a hint in the field
        "姓名：",  # an empty field
        "姓名 证件号码 作业类别",  # the head of a table
        "姓名应与身份证一致",  # advice
        "姓名相同的以证件号码为准",
        "姓名：必填",
        "姓名：查 询",  # a button, spaced out
        "姓名：部分生僻字和 · 支持输入",  # a hint with a dot
        "考生须知",  # a label word that is part of another
        "持证人员应当每三年复审一次",
        "联系人姓名：王经理",  # a seller's own contact
        "联系人：王经理",
        "法定代表人姓名：钱某某",  # an organ's or a company's
        "应急管理部局长赵铁柱出席会议",  # an official, beside no such label
        "域名：example.test",
        "文件名：readme",
        "用户名：admin",
        "Domain Name: EXAMPLE.TEST",  # registration data, not a person
        "Registrant Name: Li Si",  # whose site it is
        "Common Name: Example",
        "Name: required",
        "姓名：张*",  # masked already
    ],
)
def test_no_name_is_left_as_it_is(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a.test/?xm=%E5%BC%A0%E4%B8%89", "http://a.test/?xm=***"),
        ("http://a.test/?xm=%D5%C5%C8%FD", "http://a.test/?xm=***"),  # GBK
        ("http://a.test/?id=7&name=Zhang+San", "http://a.test/?id=7&name=***"),
        ("http://a.test/?name=index", "http://a.test/?name=index"),  # no name
        ("http://a.test/?page=Zhang", "http://a.test/?page=Zhang"),  # no such field
    ],
)
def test_name_in_an_address(url, shown):
    assert masked(url) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("查到张三的证书", "查到张*的证书"),  # away from its label
        ("张 三", "张 *"),
        ("<b>张</b>三", "<b>张</b>*"),  # tags between its characters
        ("http://a.test/%E5%BC%A0%E4%B8%89", "http://a.test/***"),
        ("张三丰", "张*丰"),  # a longer name loses what it shares
        ("李四", "李四"),  # somebody else
    ],
)
def test_known_name_is_masked_everywhere(text, shown):
    assert hide(text, frozenset({"张三"}), markup=True) == shown


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<table><tr><td>姓名</td><td>张三</td></tr></table>", {"张三"}),
        ("<table><tr><th>姓 名：</th><td><b>张</b>三</td></tr></table>", {"张三"}),
        (
            (
                "<table><tr><th>序号</th><th>姓名</th><th>性别</th></tr>"
                "<tr><td>1</td><td>张三</td><td>男</td></tr>"
                "<tr><td>2</td><td>李四</td><td>女</td></tr></table>"
            ),
            {"张三", "李四"},  # a list with a head
        ),
        (
            (
                "<table><tr><th>姓名</th></tr><tr><td>张三</td></tr>"
                "<tr><td>李四、王小五</td></tr><tr><td>赵六</td></tr></table>"
            ),
            {"张三", "李四", "王小五", "赵六"},  # a head of one column
        ),
        ("<dl><dt>持证人</dt><dd>张三</dd></dl>", {"张三"}),
        ("<p>姓名</p><p>张三</p><p>李四</p><p>查询</p>", {"张三", "李四"}),
        ("<p>姓名：张三</p>", {"张三"}),
        ("<div><span>姓名</span><span>：张三</span></div>", {"张三"}),
        ("<div class=k>姓名</div><div class=v>张三</div>", {"张三"}),
        ("<p>Name: Zhang San</p>", {"Zhang San"}),
        # Traps: nobody is named.
        ("<table><tr><td>姓名</td><td><input></td></tr></table>", set()),
        ("<p>姓名：<input placeholder='请输入姓名'></p><p>验证码</p>", set()),
        ("<div>姓名</div><div>验证码</div>", set()),
        ("<table><tr><td>姓名</td><td>证件号码</td></tr></table>", set()),
        ("<table><tr><td>姓名</td><td>安全</td></tr></table>", set()),  # a word
        ("<p>局长赵铁柱出席会议</p>", set()),
        ("<p>联系人：王经理</p>", set()),
    ],
)
def test_names_that_a_page_shows(html, found):
    page = Page(
        where="desktop",
        url="http://a.test/",
        body=f"<html><body>{html}</body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )

    assert names_on(page) == found


def test_record_is_spared_through_and_through():
    case = finding("title", "the title is “{title}”", 1.0, title="张三的证书")

    spared = spare(case, frozenset({"张三"}))

    assert spared.claim.values == {"title": "张*的证书"}
    assert spared.detector == case.detector
    assert case.claim.values == {"title": "张三的证书"}
