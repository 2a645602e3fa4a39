"""Configuration: one ``zhaoyao.toml``, then the environment, read once at the edge.

Every key has a default, a type, its unit in its name and a line of why; an unknown
key is an error, because a misspelt limit is a missing limit. An environment variable
``ZHAOYAO_<SECTION>_<KEY>`` (``ZHAOYAO_<KEY>`` for the top level) overrides the file;
lists and tables are written as TOML values. Secrets come only from the environment.
"""

from casebook.config.discovery import CtConfig
from casebook.config.handing_over import ClueConfig, JudgeConfig
from casebook.config.keys import FILE_NAME, Config
from casebook.config.reading import build_config, read_config
from casebook.config.visiting import NetworkConfig
from casebook.config.writing import document

__all__ = [
    "FILE_NAME",
    "ClueConfig",
    "Config",
    "CtConfig",
    "JudgeConfig",
    "NetworkConfig",
    "build_config",
    "document",
    "read_config",
]
