"""A banner and a footer line that swear that this site is the only genuine one."""

import re

BANNER = (
    '<div style="background:#ffe9a8;color:#a5121b;text-align:center;padding:9px;'
    'font-weight:bold">★ 唯一官方认证网站 ★ 工信部已备案 ★ 全国联网 终身可查 ★</div>\n'
)
LINE = "<p>本网站工信部已备案，为唯一官方认证查询网站，其他网站均为假冒。</p>\n"

BODY = re.compile(r"(<body\b[^>]*>\s*)", re.IGNORECASE)
FOOTER = re.compile(r"(<footer\b[^>]*>\s*)", re.IGNORECASE)


def apply(html: str) -> str:
    """Add both lines."""
    html = BODY.sub(rf"\g<1>{BANNER}", html, count=1)
    return FOOTER.sub(rf"\g<1>{LINE}", html, count=1)
