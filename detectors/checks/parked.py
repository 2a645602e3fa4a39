"""Names that hold no site: parked, for sale, under construction."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.pages.guard import Guard
from detectors.site import Site

_PARKED = re.compile(
    r"域名(?:出售|转让|正在出售|停放|已过期|到期)|(?:出售|转让)(?:此|该|本)?域名|"
    r"domain (?:is |may be )?for sale|buy this domain|parked|"
    r"网站建设中|正在建设|建设中|即将上线|coming soon|under construction|"
    r"default page|welcome to nginx|it works!|默认页|暂未绑定|站点创建成功",
    re.IGNORECASE,
)
_GUARD = Guard(_PARKED)
SHORT = 600
"""Characters; a parking page has fewer, a site that mentions one of the words more."""


class ParkedDetector(Detector):
    """A short page that says there is no site."""

    name = "parked"
    signals: ClassVar = {
        "parked": Signal(
            part=Part.AGAINST,
            claim=mark("The name holds no site: “{words}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield pages that are nothing but such a notice."""
        for page in site.pages:
            if len(page.flat) >= SHORT:
                continue
            said = f"{page.title}\n{page.shown[:4000]}"
            found = _PARKED.search(said) if _GUARD.may(said) else None
            if found:
                yield self.finding(
                    "parked", 1.0, where=f"{page.where} html:body", words=found[0]
                )
