"""What each step hands on: one frozen record a step, and no step edits another's.

No Scrapy and no database here: detectors and reports read these on machines that
never crawl. :mod:`casebook.encoding` turns each into plain data and back. The rooms
follow the way of the data; import every record from here.
"""

from casebook.records.ads import AD_SELLING, Ad, AdContact, AdJudgement, AdKind
from casebook.records.candidates import Candidate
from casebook.records.captures import (
    Capture,
    DnsAnswer,
    Exchange,
    Inspection,
    Placed,
    Registration,
    Resource,
    Tls,
    Vantage,
)
from casebook.records.cases import Case, Liveness, Review, Sighting
from casebook.records.clues import Clue
from casebook.records.evidence import Evidence
from casebook.records.handoffs import (
    COUNTED,
    EXPLAINED,
    FollowUp,
    Handoff,
    Means,
    Outcome,
    OutcomeKind,
    Submission,
    SubmissionStatus,
)
from casebook.records.verdicts import (
    FLAGGED,
    PACKAGED,
    Claim,
    Finding,
    Label,
    NotRun,
    Verdict,
)

__all__ = [
    "AD_SELLING",
    "COUNTED",
    "EXPLAINED",
    "FLAGGED",
    "PACKAGED",
    "Ad",
    "AdContact",
    "AdJudgement",
    "AdKind",
    "Candidate",
    "Capture",
    "Case",
    "Claim",
    "Clue",
    "DnsAnswer",
    "Evidence",
    "Exchange",
    "Finding",
    "FollowUp",
    "Handoff",
    "Inspection",
    "Label",
    "Liveness",
    "Means",
    "NotRun",
    "Outcome",
    "OutcomeKind",
    "Placed",
    "Registration",
    "Resource",
    "Review",
    "Sighting",
    "Submission",
    "SubmissionStatus",
    "Tls",
    "Vantage",
    "Verdict",
]
