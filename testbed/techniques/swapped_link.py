"""One link of the copy is another: the inquiry service leads to a sham one."""

# The host of the testbed's counterfeit-zero-width.
OFFICIAL = "http://cx.mem.gov.example"
SHAM = "http://cx-mem-gov-cn.zhengshu.test"


def apply(html: str) -> str:
    """Lead every link to the inquiry platform to the sham one.

    >>> apply('<a href="http://cx.mem.gov.example/special?index=0">')
    '<a href="http://cx-mem-gov-cn.zhengshu.test/special?index=0">'
    """
    return html.replace(f'"{OFFICIAL}', f'"{SHAM}')
