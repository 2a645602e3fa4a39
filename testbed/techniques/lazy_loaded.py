"""Content that comes late: at the first scroll or after most of a second."""

import json
import re
from urllib.parse import quote

from testbed.markup import (
    body_of,
    js_string,
    split_scripts,
    title_of,
    with_body,
    with_title,
)

# Longer than a fetch that looks once, shorter than a visitor's patience.
DELAY_MS = 900

SCRIPT = """\
<div id="late"><p style="text-align:center;padding:40px">正在加载，请稍候……</p></div>
<script>
(function (page, files, title) {{
  var shown = false;
  function show() {{
    if (shown) return;
    shown = true;
    document.title = decodeURIComponent(title);
    document.getElementById("late").innerHTML = decodeURIComponent(page);
    files.forEach(function (file) {{
      var script = document.createElement("script");
      script.src = file;
      document.body.appendChild(script);
    }});
  }}
  window.addEventListener("scroll", show);
  setTimeout(show, {delay});
}})({page}, {files}, {title});
</script>
"""


SOURCE = re.compile(r'<script\b[^>]*\bsrc="([^"]*)"', re.IGNORECASE)


def apply(html: str) -> str:
    """Leave a waiting page with a script that puts the content in later."""
    body, scripts = split_scripts(body_of(html))
    script = SCRIPT.format(
        page=js_string(quote(body)),
        files=json.dumps(SOURCE.findall(scripts)),
        title=js_string(quote(title_of(html))),
        delay=DELAY_MS,
    )
    return with_title(with_body(html, script), "加载中")
