"""Text that stands in the style sheet, as ``content`` of elements with none."""

from testbed.markup import map_text, with_style


def apply(html: str) -> str:
    """Move the body's text into the style sheet; title and form hints stay."""
    rules: dict[str, str] = {}

    def move(text: str) -> str:
        name = rules.setdefault(text, f"c{len(rules)}")
        return f'<span class="{name}"></span>'

    page = map_text(html, move, title=False)
    css = "".join(
        f'.{name}::before{{content:"{_escape(text)}"}}' for text, name in rules.items()
    )
    return with_style(page, css)


def _escape(text: str) -> str:
    """Return *text* as six-digit escapes of CSS, which need no space behind them."""
    return "".join(f"\\{ord(character):06x}" for character in text)
