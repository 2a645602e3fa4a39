"""The whole page as one picture, with the form's fields laid over it."""

from testbed.markup import with_body

# The site serves the picture; testbed/pictures.py draws it, 900 by 620 pixels.
FIELD = (
    "position:absolute;left:{left}px;top:{top}px;width:{width}px;height:34px;border:0"
)

HINTS = ("请选择证件类型", "请输入证件号码", "请输入姓名", "请输入验证码")


def apply(html: str) -> str:
    """Replace the body by the picture and four fields; the title stays."""
    fields = "\n".join(
        f'<input name="f{number}" placeholder="{hint}" style="'
        + FIELD.format(left=312, top=213 + 54 * number, width=326)
        + '">'
        for number, hint in enumerate(HINTS)
    )
    body = (
        '\n<form action="/cx.php" style="position:relative;width:900px;margin:auto">\n'
        '<img src="/img/page.png" width="900" height="620" alt="">\n'
        f"{fields}\n</form>\n"
    )
    return with_body(html, body)
