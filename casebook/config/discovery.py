"""Keys of the sources that candidates and advertisements come from."""
# ruff: noqa: RUF009 - key() only declares a field, it computes nothing

from dataclasses import dataclass

from casebook.config.declaring import key


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
