"""Keys of how the internet is reached and what is visited of a candidate."""
# ruff: noqa: RUF009 - key() only declares a field, it computes nothing

from dataclasses import dataclass

from casebook.config.declaring import key


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
