"""The whole of ``zhaoyao.toml``: its sections and the keys of the top level."""

from dataclasses import dataclass, field

from casebook.config.declaring import key
from casebook.config.discovery import (
    BoardsConfig,
    CrtshConfig,
    CtConfig,
    FeedsConfig,
    LookalikesConfig,
    PivotsConfig,
    SearchConfig,
)
from casebook.config.handing_over import (
    ClueConfig,
    HandoffConfig,
    JudgeConfig,
    NotifyConfig,
    ProfilesConfig,
)
from casebook.config.visiting import (
    BrowserConfig,
    InspectConfig,
    NetworkConfig,
    RegistrationConfig,
)

FILE_NAME = "zhaoyao.toml"


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
