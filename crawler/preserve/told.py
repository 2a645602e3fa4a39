"""The differences that a look was found to have, read back from its evidence."""

import json
from collections.abc import Iterable

from casebook.archives.exchanges import Read
from casebook.encoding import from_plain
from casebook.records import Claim, Evidence


def differences_told(evidence: Iterable[Evidence], read: Read) -> list[Claim] | None:
    """Return a claim for each difference; None where there was no look before.

    Raises:
        EvidenceError: the stored file is gone.
    """
    found = next((one for one in evidence if one.kind == "differences"), None)
    if found is None:
        return None
    compared = json.loads(read(found.sha256))["compared"]
    return [
        from_plain(one["claim"], Claim)
        for one in compared
        if one["result"] == "changed"
    ]
