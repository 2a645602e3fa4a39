"""The whole body in base64, written by a script: the source shows no text."""

import base64

from testbed.markup import body_of, js_string, title_of, with_body, with_title

SCRIPT = """\
<script>
(function (t, b) {{
  function read(s) {{
    var raw = Uint8Array.from(atob(s), function (c) {{ return c.charCodeAt(0); }});
    return new TextDecoder("utf-8").decode(raw);
  }}
  document.title = read(t);
  document.write(read(b));
}})({title}, {body});
</script>
"""


def apply(html: str) -> str:
    """Leave the head without its title, and a script that writes the rest."""
    script = SCRIPT.format(
        title=js_string(_base64(title_of(html))),
        body=js_string(_base64(body_of(html))),
    )
    return with_title(with_body(html, script), "")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
