"""Words for the codes of the records, the same in every report."""

from casebook.language import mark, translate
from casebook.records import Label, Liveness, Vantage

LABELS = {
    Label.OFFICIAL: mark("Official site"),
    Label.INTRUSION: mark("Suspected intrusion"),
    Label.COUNTERFEIT: mark("Suspected counterfeit site"),
    Label.SELLER: mark("Suspected seller of forged certificates"),
    Label.SUSPICIOUS: mark("Suspicious, a person should look"),
    Label.CLEAR: mark("Clear"),
    Label.UNREACHABLE: mark("Unreachable"),
}

AD_LABELS = {
    "seller": mark("offers forged certificates"),
    "cheating": mark("offers to pass the examination for others"),
    "training": mark("school or agency"),
    "warning": mark("warning or news"),
    "other": mark("anything else"),
}

VANTAGES = {
    Vantage.DESKTOP: mark("desktop request"),
    Vantage.PHONE: mark("phone request"),
    Vantage.BARE: mark("request without query and referer"),
    Vantage.REFERRED: mark("request as from a search engine"),
    Vantage.BROWSER_DESKTOP: mark("browser, desktop"),
    Vantage.BROWSER_PHONE: mark("browser, phone"),
}

LIVENESS = {
    Liveness.LIVE: mark("still alive"),
    Liveness.CHANGED: mark("changed"),
    Liveness.UNREACHABLE: mark("unreachable"),
    Liveness.DOWN: mark("gone"),
    Liveness.RELAPSED: mark("relapsed"),
    Liveness.MOVED: mark("moved"),
}

FAILURES = {
    "dns-nxdomain": mark("the name does not exist"),
    "dns-servfail": mark("the name server failed"),
    "dns-timeout": mark("the name server did not answer"),
    "blocked-address": mark("the name leads to an address that is not public"),
    "refused": mark("the connection was refused"),
    "reset": mark("the connection was broken off"),
    "timeout": mark("no answer in time"),
    "tls": mark("the secure connection failed"),
    "redirect-loop": mark("the redirects never end"),
    "bad-redirect": mark("a redirect leads nowhere"),
    "too-large": mark("the answer is too large"),
    "expansion": mark("the compressed answer expands too far"),
    "bad-http": mark("the answer is not HTTP"),
    "no-browser": mark("there is no browser on this machine"),
    "browser": mark("the browser could not show the page"),
    "internal": mark("an error of this program"),
    "nothing-served": mark("nothing was served"),
}

BANDS = (
    (0.9, mark("very high")),
    (0.7, mark("high")),
    (0.5, mark("raised")),
    (0.2, mark("unclear")),
    (0.0, mark("low")),
)
"""Lower ends; the lines at 0.5 and 0.2 are the default lines between labels."""

TAGS = {"zh": "zh-CN", "en": "en"}
"""Language tags, by which a program chooses the forms of Chinese characters."""


def label_name(label: Label, language: str) -> str:
    """Return what people call *label*."""
    return translate(LABELS[label], language)


def label_name_of_ad(label: str, language: str) -> str:
    """Return what people call the label of an advertisement."""
    return translate(AD_LABELS[label], language) if label in AD_LABELS else label


def failure_name(failure: str, language: str) -> str:
    """Return what a failure code means; an unknown code stays as it is."""
    return translate(FAILURES[failure], language) if failure in FAILURES else failure


def band(probability: float, language: str) -> str:
    """Return the band that *probability* lies in.

    >>> band(0.97, "en"), band(0.5, "en"), band(0.0, "en")
    ('very high', 'raised', 'low')
    """
    name = next(name for floor, name in BANDS if probability >= floor)
    return translate(name, language)


def percent(probability: float) -> str:
    """Write *probability* as a percentage that never rounds to certainty.

    >>> percent(0.9999), percent(0.0001), percent(0.734)
    ('>99%', '<1%', '73%')
    """
    if probability > 0.99:  # noqa: PLR2004 - above this a whole number reads as proof
        return ">99%"
    return "<1%" if probability < 0.01 else f"{probability:.0%}"  # noqa: PLR2004
