"""The body in a shadow tree: neither source nor document holds its text."""

import re

from testbed.markup import body_of, js_string, split_scripts, with_body

SHEET = re.compile(
    r"<style\b.*?</style>|<link\b[^>]*\bstylesheet\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)

SCRIPT = """\
<div id="page"></div>
<script>
document.getElementById("page").attachShadow({{ mode: "open" }}).innerHTML = {tree};
</script>
"""


def apply(html: str) -> str:
    """Hang the body into a shadow root; the title stays."""
    sheets = "".join(match[0] for match in SHEET.finditer(html))
    body, scripts = split_scripts(body_of(html))
    script = SCRIPT.format(tree=js_string(sheets + body))
    return with_body(html, script + scripts)
