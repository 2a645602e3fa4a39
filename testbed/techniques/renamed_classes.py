"""Other class names: the page looks the same, its template cannot be told by name.

Only classes of style sheets inside the page are renamed in the style too; a page with
its style in another file would lose its looks.
"""

import re
from hashlib import sha1

CLASS = re.compile(r'\bclass="([^"]*)"')
STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
SELECTOR = re.compile(r"\.([A-Za-z_][\w-]*)")


def apply(html: str) -> str:
    """Rename every class in the page and in its style sheets."""
    used = {name for match in CLASS.finditer(html) for name in match[1].split()}

    def selector(match: re.Match[str]) -> str:
        return f".{rename(match[1])}" if match[1] in used else match[0]

    def style(match: re.Match[str]) -> str:
        return match[1] + SELECTOR.sub(selector, match[2]) + match[3]

    def classes(match: re.Match[str]) -> str:
        return 'class="' + " ".join(map(rename, match[1].split())) + '"'

    return CLASS.sub(classes, STYLE.sub(style, html))


def rename(name: str) -> str:
    """Return another name for the class *name*, always the same one."""
    digest = sha1(name.encode(), usedforsecurity=False).hexdigest()
    return f"x{digest[:6]}"
