"""The whole page inside a frame: the page itself has a frame and nothing else."""

from html import escape

PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>加载中</title>
<style>html,body,iframe{{margin:0;border:0;width:100%;height:100%;display:block}}</style>
</head>
<body>
<iframe srcdoc="{page}"></iframe>
</body>
</html>
"""


def apply(html: str) -> str:
    """Return a page whose only element is a frame with *html* in it."""
    return PAGE.format(page=escape(html))
