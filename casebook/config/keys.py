"""Every key that ``zhaoyao.toml`` may hold: type, default and a line of why."""
# ruff: noqa: RUF009 - key() only declares a field, it computes nothing

from dataclasses import dataclass, field
from typing import Any

FILE_NAME = "zhaoyao.toml"


def key(default: Any, why: str) -> Any:
    """Declare a key with its default and the line that documents it."""
    if isinstance(default, list | dict):
        return field(
            default_factory=lambda: type(default)(default), metadata={"why": why}
        )
    return field(default=default, metadata={"why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """How the internet is reached; holds for the crawler, the browser and RDAP."""

    nameservers: list[str] = key([], "DNS servers to ask, host:port; empty: system's.")
    allow_networks: list[str] = key(
        [], "Networks in CIDR form let in although they are not public."
    )
    port_map: dict[str, int] = key(
        {}, "Connect to another port than a URL says, as behind a gateway."
    )
    ca_file: str = key("", "PEM with further roots that TLS is checked against.")
    timeout_seconds: float = key(30.0, "Longest time for one request, all told.")
    dns_timeout_seconds: float = key(5.0, "Longest time for one name.")
    max_body_bytes: int = key(5 << 20, "Longer bodies are cut and marked.")
    max_head_bytes: int = key(256 << 10, "Longer response heads end the request.")
    max_redirects: int = key(8, "Hops after which a chain counts as a loop.")
    concurrent_requests: int = key(32, "Requests under way at once, all hosts.")
    concurrent_requests_per_host: int = key(2, "Requests under way at one host.")
    delay_per_host_seconds: float = key(0.25, "Pause between requests to one host.")
    user_agent: str = key(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
        "Sent by the desktop vantages.",
    )
    phone_user_agent: str = key(
        "Mozilla/5.0 (Linux; Android 13; V2183A) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 "
        "MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F51) WeChat/arm64",
        "Sent by the phone vantages: most counterfeits are opened from WeChat.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectConfig:
    """What is visited of one candidate."""

    inner_pages: int = key(5, "Inner links followed, to tell a full copy from a thin.")
    resources: int = key(16, "Icons, images and scripts fetched of one page.")
    resource_max_bytes: int = key(1 << 20, "Longer resources are cut and marked.")
    search_referer: str = key(
        "https://www.baidu.com/", "Referer of the vantage that follows a search."
    )
    honour_robots: bool = key(
        default=False,
        why="Whether robots.txt stops an evidence visit to a suspect; boards and "
        "search engines are always asked.",
    )
    attempts: int = key(3, "Visits to one candidate before its failure is final.")
    lease_seconds: float = key(600.0, "After this a killed run's candidates return.")
    recheck_hours: float = key(20.0, "A flagged case is looked at again after this.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserConfig:
    """The real browser that draws pages and takes screenshots."""

    enabled: bool = key(default=True, why="Off: captures are marked no-browser.")
    executable: str = key("", "Path of a Chromium; empty: looked for.")
    pages: int = key(3, "Pages drawn at once.")
    timeout_seconds: float = key(20.0, "Longest time for one page.")
    settle_seconds: float = key(0.6, "Quiet time after loading, for late scripts.")
    screenshot_max_px: int = key(6000, "Screenshots are cut at this height.")
    record_seconds: float = key(
        0.0, "How long a page is recorded as it loads, as an animated WebP; 0: not."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationConfig:
    """Whom to ask about domains."""

    enabled: bool = key(default=True, why="Off: registration is not checked.")
    rdap_bootstrap_url: str = key(
        "https://data.iana.org/rdap/dns.json", "Which RDAP server knows which suffix."
    )
    whois_server: str = key("", "host:port asked instead of the registries' own.")
    timeout_seconds: float = key(10.0, "Longest time for one answer.")
    delay_per_registry_seconds: float = key(
        1.0, "Pause between questions to one registry; many ban who asks faster."
    )
    bootstrap_hours: float = key(
        24.0, "The RDAP bootstrap file kept on disk is used for this long."
    )
    network_table: str = key(
        "",
        "CSV file with columns network, asn, country, name; empty: addresses are not "
        "placed.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookalikesConfig:
    """Names like the official ones, looked up in DNS; off by default."""

    max_names: int = key(0, "Likeliest names looked up in one run; 0: none.")
    profiles: list[str] = key([], "Bodies to imitate, by profile name; empty: all.")
    suffixes: list[str] = key(
        [], "Endings to make names under in place of the usual ones."
    )
    nameservers: list[str] = key(
        [], "DNS servers asked in turn, host:port; empty: network.nameservers."
    )
    queries_per_second: float = key(50.0, "DNS questions begun in a second; 0: all.")
    concurrent_queries: int = key(32, "DNS questions under way at once.")
    timeout_seconds: float = key(3.0, "Longest wait for one answer of one server.")
    attempts: int = key(3, "Servers asked before a name counts as silent or broken.")
    recheck_hours: float = key(20.0, "A name with an outcome rests for this long.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotsConfig:
    """From flagged cases to further sites of the same people."""

    enabled: bool = key(default=True, why="Off: no pivots; nothing is asked outside.")
    max_certificate_names: int = key(
        20, "A certificate with more domains is a host's, and says nothing."
    )
    max_sites_per_trace: int = key(
        40, "A trace on more sites than this is everybody's, and says nothing."
    )
    max_sites_per_weak_trace: int = key(
        8, "The same for addresses, icons and name servers, which strangers share."
    )
    common: list[str] = key(
        [], "Further networks, name servers' domains and values that strangers share."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """Search pages asked by discovery; none by default."""

    engines: dict[str, str] = key(
        {}, "Name of an engine file = base URL, or empty for the file's own."
    )
    queries: list[str] = key(
        ["特种作业操作证查询", "应急管理部 证书查询", "特种作业证 免考 包过"],
        "What is asked.",
    )
    pages: int = key(3, "Result pages read for each query.")
    sets: list[str] = key(
        ["mem-inquiry", "mem-portal"],
        "Query sets whose questions are asked in turns, besides the queries above.",
    )
    set_queries: int = key(
        12, "Questions of each set asked of each engine in one run; 0: none."
    )
    pause_seconds: float = key(
        4.0, "Pause between questions to one engine; they refuse who asks faster."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardsConfig:
    """Boards, channels and feeds read by discovery for posts; none by default."""

    enabled: dict[str, str] = key(
        {}, "Name of a board file = address of its list, or empty for the file's own."
    )
    folder: str = key("", "Folder of further board files; empty: those that ship.")
    pages: int = key(3, "List pages read of one board in one run.")
    posts: int = key(120, "Posts opened of one board in one run, new ones only.")
    images: int = key(4, "Pictures fetched of one post that sells or says little.")
    queries: int = key(
        6, "Questions asked of a board that answers them, in one run, in turns."
    )
    boards_at_once: int = key(8, "Boards read side by side.")
    pause_seconds: float = key(1.0, "Pause between pages of one board.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CtConfig:
    """Certificate logs read by discovery; none by default."""

    log_list: str = key(
        "", "File or URL of a log list, version 3; empty: no log is read."
    )
    logs: list[str] = key(
        [], "Parts of the names or addresses of the logs to read; empty: all usable."
    )
    backfill: dict[str, str] = key(
        {}, "Part of a log's name = entries to read too, as 5000-9000, the last not."
    )
    first_entries: int = key(10_000, "Of a log met first, so many newest are read.")
    max_entries: int = key(2_000_000, "Entries of one log read in one run.")
    follow_seconds: float = key(0.0, "How long heads are asked again; 0: once a run.")
    poll_seconds: float = key(10.0, "Pause before a log is asked for its head again.")
    partial_seconds: float = key(
        300.0, "A last, partial tile is read when it stayed partial for so long."
    )
    names_tiles: bool = key(
        default=True, why="Names tiles are read where offered; not where verified."
    )
    verify: bool = key(
        default=False, why="What is read must be in a tree that begins as the last did."
    )
    attempts: int = key(4, "Requests for one tile before its log is left.")
    logs_at_once: int = key(16, "Logs read side by side.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrtshConfig:
    """A search index of certificates asked for exact words; off by default."""

    url: str = key("", "Base URL, such as https://crt.sh/; empty: not asked.")
    keep_hours: float = key(20.0, "Answers younger than this are not asked for again.")
    timeout_seconds: float = key(60.0, "Longest time for one answer; it is slow.")
    pause_seconds: float = key(5.0, "Pause between questions.")
    max_questions: int = key(60, "Questions asked in one run.")
    identities: list[str] = key(
        [], "Whole domains asked for, besides those of counterfeits and sellers."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsConfig:
    """Lists of names read by discovery; none by default."""

    enabled: dict[str, str] = key(
        {}, "Name of a feed file = address or folder, or empty for the file's own."
    )
    folder: str = key("", "Folder of further feed files; empty: those that ship.")
    timeout_seconds: float = key(900.0, "Longest time for one file.")
    max_bytes: int = key(2 << 30, "Longer files are refused; as they come.")
    max_unpacked_bytes: int = key(32 << 30, "The same of what they unpack to.")
    stream_seconds: float = key(60.0, "How long one stream is listened to in a run.")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything a workspace can set."""

    language: str = key("zh", "Of reports and messages: zh or en.")
    database_url: str = key(
        "sqlite:///casebook.db", "SQLAlchemy URL; a relative path is the workspace's."
    )
    evidence_url: str = key("evidence", "Folder of the evidence store.")
    network: NetworkConfig = field(default_factory=NetworkConfig)
    inspect: InspectConfig = field(default_factory=InspectConfig)
    browser: BrowserConfig = field(default_factory=BrowserConfig)
    registration: RegistrationConfig = field(default_factory=RegistrationConfig)
    lookalikes: LookalikesConfig = field(default_factory=LookalikesConfig)
    pivots: PivotsConfig = field(default_factory=PivotsConfig)
    search: SearchConfig = field(default_factory=SearchConfig)
    boards: BoardsConfig = field(default_factory=BoardsConfig)
    ct: CtConfig = field(default_factory=CtConfig)
    crtsh: CrtshConfig = field(default_factory=CrtshConfig)
    feeds: FeedsConfig = field(default_factory=FeedsConfig)
    judge: JudgeConfig = field(default_factory=JudgeConfig)
    profiles: ProfilesConfig = field(default_factory=ProfilesConfig)
    clue: ClueConfig = field(default_factory=ClueConfig)
    handoff: HandoffConfig = field(default_factory=HandoffConfig)
    notify: NotifyConfig = field(default_factory=NotifyConfig)
