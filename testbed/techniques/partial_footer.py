"""A page rebuilt from nothing above the footer of the official one.

The footer brings the ministry's name and the numbers that were given to another host.
"""

import re

from testbed.markup import with_body, with_title

FOOTER = re.compile(r"<footer\b.*?</footer>", re.DOTALL | re.IGNORECASE)

TITLE = "国家特种作业人员证书核验中心"

BODY = """\
<div style="background:#fffaf0;padding:30px 0">
<div style="width:720px;max-width:96%;margin:0 auto;border:2px solid #d8b25a;\
padding:26px">
<h1 style="text-align:center;color:#8a1c1c">国家特种作业人员证书核验中心</h1>
<p style="text-indent:2em">本中心是应急管理部所属的证书核验服务窗口，\
面向全国用人单位和持证人员提供证书真伪核验服务，核验结果全国通用。</p>
<div style="text-align:center;padding:18px">
<input style="height:40px;width:60%" name="keyword" \
placeholder="输入证书编号或身份证号">
<button style="height:42px;background:#8a1c1c;color:#fff;border:0">立即核验</button>
</div>
<p>一、核验范围：电工作业、焊接与热切割作业、高处作业、制冷与空调作业等全部工种。</p>
<p>二、扫描证书上的二维码也可以直接打开持证人的核验结果页面。</p>
<p>三、各地代理机构可以开通后台账号，由本中心统一录入。</p>
</div>
</div>
{footer}
"""


def apply(html: str) -> str:
    """Keep the footer only; a page without a footer stays."""
    footer = FOOTER.search(html)
    if not footer:
        return html
    return with_title(with_body(html, BODY.format(footer=footer[0])), TITLE)
