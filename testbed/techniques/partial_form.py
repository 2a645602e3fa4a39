"""Only the inquiry form of the page, on a bare sheet without head and foot."""

import re

from testbed.markup import with_body, with_title

FORM = re.compile(
    r"<form\b(?![^>]*\bid=\"search\").*?</form>", re.DOTALL | re.IGNORECASE
)

BODY = """\
<div style="max-width:560px;margin:40px auto;padding:24px;background:#fff">
<h3 style="text-align:center">证书信息查询</h3>
{form}
<p style="text-align:center;color:#999">如有疑问请联系客服</p>
</div>
"""


def apply(html: str) -> str:
    """Keep the first form and the style sheets; a page without a form stays."""
    form = FORM.search(html)
    if not form:
        return html
    return with_title(with_body(html, BODY.format(form=form[0])), "信息查询")
