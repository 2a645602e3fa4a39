"""Keys of judging, and of what is told of it: packages, handoffs, notices."""
# ruff: noqa: RUF009 - key() only declares a field, it computes nothing

from dataclasses import dataclass

from casebook.config.declaring import key


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeConfig:
    """Where the lines between labels are drawn."""

    flag_probability: float = key(
        0.5, "From here on a site is labelled counterfeit or seller."
    )
    suspicious_probability: float = key(0.2, "From here on a person should look.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesConfig:
    """Additions to the official inventory."""

    extra_hosts: dict[str, list[str]] = key(
        {}, "Further hosts of a body, by profile name."
    )
    stale_days: int = key(90, "References older than this are called stale.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueConfig:
    """What a package says of its sender, who signs it and who dates it."""

    agency: str = key("", "Sender; printed as a blank line where empty.")
    handler: str = key("", "Handling officer; a blank line where empty.")
    telephone: str = key("", "Of the handler; a blank line where empty.")
    recipient: str = key("", "Receiving organ; a blank line where empty.")
    tlp: str = key(
        "amber",
        "How far stix.json and misp.json may go: clear, green, amber or red (TLP).",
    )
    editions: list[str] = key(
        ["zh", "en"], "Languages of the letter, beside the workspace's own."
    )
    sign_command: list[str] = key(
        [],
        "Program and arguments that sign, as with a USB key: bytes on standard input, "
        "signature on standard output; empty: the Ed25519 key of keys/.",
    )
    sign_certificate: str = key(
        "", "PEM with the certificate or public key that sign_command signs by."
    )
    sign_algorithm: str = key(
        "", "What sign_command signs with, such as SM2; stands in the package."
    )
    sign_timeout_seconds: float = key(60.0, "Longest time for sign_command.")
    tsa_url: str = key(
        "", "Timestamp authority (RFC 3161); empty: none, and the package says so."
    )
    tsa_roots: str = key(
        "", "PEM with the roots of that authority, got another way; never its answer's."
    )
    tsa_timeout_seconds: float = key(20.0, "Longest time for one timestamp, all told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffConfig:
    """What is written down of packages that were handed over; nothing is ever sent."""

    receipt_days: float = key(
        7.0, "The daily report asks for a receipt that is out for longer than this."
    )
    channels: dict[str, str] = key(
        {}, "Channels a person may submit to: name = what it is called; empty: none."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyConfig:
    """Who is told after the daily job."""

    command: list[str] = key(
        [], "Program and arguments; gets the summary as JSON on standard input."
    )
    only_when: str = key(
        "attention", "always, or attention: new flagged sites or a failure."
    )
