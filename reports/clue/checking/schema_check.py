"""Checks clue.json against the schema that is published for it.

The schema it is checked by is the one that this program ships, never one that a
package brings: that could call anything right, or keep a checker busy for days.
"""

import hashlib
import json

from casebook.language import mark
from casebook.records import Claim
from reports.clue.captured.looks import json_file
from reports.clue.checking.bagged import Bag, read_file
from reports.clue.checking.checks import FACTS_MAX_BYTES
from reports.clue.doubt import Doubt, Unchecked
from reports.clue.exchange.facts import SCHEMA
from reports.clue.exchange.fitting import misfit
from reports.clue.exchange.schema import clue_schema

PATH = "data/clue.schema.json"


def schema(bag: Bag) -> Claim:
    """Check clue.json against its schema.

    Raises:
        Doubt: it does not fit.
        Unchecked: the package has no schema, or one that this version does not know.
    """
    if PATH not in bag.measured:
        raise Unchecked(mark("there is no schema in the package"))
    known = clue_schema()
    published = json_file("clue.schema.json", known).data
    if bag.measured[PATH].sha256 != hashlib.sha256(published).hexdigest():
        raise Unchecked(mark("the schema in the package is none that we know"))
    plain = json.loads(read_file(bag, "data/clue.json", limit=FACTS_MAX_BYTES))
    why = misfit(plain, known)
    if why is not None:
        raise Doubt(mark("clue.json does not fit its schema: {why}"), why=why)
    return Claim(
        template=mark("clue.json fits its schema, {name}"), values={"name": SCHEMA}
    )
