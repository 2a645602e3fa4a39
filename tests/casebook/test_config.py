"""Configuration: what is wrong is one line that names file, key and mend."""

import dataclasses
import tomllib
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.config import Config, build_config, document, read_config
from casebook.config.reading import section_of, variables
from casebook.config.writing import to_toml
from casebook.errors import ConfigError


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "zhaoyao.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def test_empty_file_is_the_defaults(write):
    assert read_config(write(""), {}) == Config()


def test_document_is_complete_and_reads_as_the_defaults(write):
    text = document()

    assert read_config(write(text), {}) == Config()
    for _, item, section in variables():
        assert f"\n{item.name} = " in f"\n{text}", f"{section}.{item.name}"
        assert f"# {item.metadata['why']}" in text


def test_every_key_has_a_reason_and_a_default():
    for variable, item, _ in variables():
        assert item.metadata["why"].endswith("."), variable
        has_default = (
            item.default is not dataclasses.MISSING
            or item.default_factory is not dataclasses.MISSING
        )
        assert has_default, variable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("language = ", "is not TOML"),  # syntax
        (b"language = '\xff'", "is not TOML"),  # not UTF-8
        ("language = 'zh'\nlanguage = 'zh'", "is not TOML"),  # twice
        ("colour = 1", "unknown key colour; remove it"),
        ("[network]\ntimeout = 1", "unknown key network.timeout; remove it"),
        ("[weather]\nx = 1", "unknown key weather; remove it"),
        ("network = 3", "network must be a table, [network]"),
        ("language = 3", "language must be str, not 3"),
        ("language = 'fr'", "language must be one of zh, en, not 'fr'"),
        ("[network]\nnameservers = '192.0.2.1'", "network.nameservers must be list"),
        ("[network]\nnameservers = [1]", "network.nameservers must be str, not 1"),
        ("[network]\nport_map = {'80' = 'x'}", "network.port_map.80 must be int"),
        ("[network]\nport_map = {http = 80}", "network.port_map: 'http' = 80"),
        ("[network]\nport_map = {'80' = 70000}", "ports are 1 to 65535"),
        ("[network]\nport_map = {'0' = 80}", "ports are 1 to 65535"),
        ("[network]\nport_map = {'８０' = 80}", "ports are 1 to 65535"),
        ("[network]\nallow_networks = ['10.0.0.1/8']", "has host bits set"),
        ("[network]\nallow_networks = ['here']", "network.allow_networks: 'here'"),
        ("[network]\ntimeout_seconds = '30'", "timeout_seconds must be float"),
        ("[network]\ntimeout_seconds = true", "timeout_seconds must be float"),
        ("[network]\ntimeout_seconds = -1", "must be a figure from 0 up, not -1.0"),
        ("[network]\ntimeout_seconds = nan", "must be a figure from 0 up, not nan"),
        ("[network]\ntimeout_seconds = inf", "must be a figure from 0 up, not inf"),
        ("[network]\nmax_redirects = 1.5", "max_redirects must be int, not 1.5"),
        ("[network]\nmax_body_bytes = 0", "max_body_bytes must be at least 1"),
        ("[inspect]\nhonour_robots = 1", "honour_robots must be bool, not 1"),
        ("[judge]\nflag_probability = 1", "judge needs 0 < suspicious"),
        ("[judge]\nsuspicious_probability = 0.6", "judge needs 0 < suspicious"),
        ("[notify]\nonly_when = 'never'", "only_when must be always or attention"),
        ("[profiles]\nextra_hosts = {a = 'b.test'}", "extra_hosts.a must be list[str]"),
    ],
)
def test_wrong_file(write, text, words):
    path = write(text)

    with pytest.raises(ConfigError) as caught:
        read_config(path, {})

    message = str(caught.value)
    assert words in message
    assert str(path) in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ZHAOYAO_LANGUAGE": "fr"}, "language must be one of"),
        ({"ZHAOYAO_NETWORK_MAX_REDIRECTS": "many"}, "ZHAOYAO_NETWORK_MAX_REDIRECTS"),
        ({"ZHAOYAO_NETWORK_MAX_REDIRECTS": "'8'"}, "network.max_redirects must be int"),
        ({"ZHAOYAO_NETWORK_TIMEOUT": "3"}, "unknown key ZHAOYAO_NETWORK_TIMEOUT"),
        ({"ZHAOYAO_BROWSER_ENABLED": "yes"}, "ZHAOYAO_BROWSER_ENABLED is not a TOML"),
        ({"ZHAOYAO_NETWORK_NAMESERVERS": "[\n"}, "ZHAOYAO_NETWORK_NAMESERVERS"),
    ],
)
def test_wrong_environment(environment, words):
    with pytest.raises(ConfigError) as caught:
        build_config({}, environment, where="zhaoyao.toml")

    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_environment_beside_a_broken_table():
    """The table is what is wrong, and what the message says."""
    with pytest.raises(ConfigError, match="network must be a table"):
        build_config({"network": 3}, {"ZHAOYAO_NETWORK_MAX_REDIRECTS": "3"}, where="f")


def test_environment_wins_over_the_file(write):
    path = write("language = 'en'\n[network]\nmax_redirects = 3\nnameservers = ['a']")
    environment = {
        "ZHAOYAO_LANGUAGE": "zh",
        "ZHAOYAO_NETWORK_NAMESERVERS": "['192.0.2.1:53']",
        "ZHAOYAO_BROWSER_EXECUTABLE": "/usr/bin/browser = [",  # words are taken as is
        "ZHAOYAO_SOMETHING": "of another program",
        "HOME": "/root",
    }

    config = read_config(path, environment)

    assert config.language == "zh"
    assert config.network.nameservers == ["192.0.2.1:53"]
    assert config.network.max_redirects == 3
    assert config.browser.executable == "/usr/bin/browser = ["


def test_file_that_is_missing_or_a_folder(tmp_path):
    with pytest.raises(ConfigError, match="is missing; run `zhaoyao init`"):
        read_config(tmp_path / "zhaoyao.toml", {})
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_config(tmp_path, {})


def test_defaults_are_not_shared():
    one, two = Config(), Config()
    one.network.nameservers.append("192.0.2.1")

    assert two.network.nameservers == []


TEXT = st.text(max_size=20)
FLOATS = st.floats(min_value=1, max_value=1e12)
VALUES = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(1, 2**40),
    float: FLOATS,
    list[str]: st.lists(TEXT, max_size=3),
    dict[str, str]: st.dictionaries(TEXT, TEXT, max_size=3),
    dict[str, int]: st.dictionaries(
        st.integers(1, 65535).map(str), st.integers(1, 65535), max_size=3
    ),
    dict[str, list[str]]: st.dictionaries(TEXT, st.lists(TEXT, max_size=2), max_size=2),
}
SPECIAL = {
    "language": st.sampled_from(["zh", "en"]),
    "allow_networks": st.lists(st.just("192.0.2.0/24"), max_size=2),
    "only_when": st.sampled_from(["always", "attention"]),
    "flag_probability": st.floats(0.5, 0.99),
    "suspicious_probability": st.floats(0.01, 0.5),
    "tlp": st.sampled_from(["clear", "green", "amber", "red"]),
    "editions": st.lists(st.sampled_from(["zh", "en"]), unique=True),
    "sign_algorithm": st.just("SM2"),
    "sign_certificate": st.just("signer.pem"),
    "tsa_url": st.sampled_from(["", "https://tsa.test/"]),
    "tsa_roots": st.just("roots.pem"),
}


def configs(kind):
    """Build configurations with a value of its own for every key."""
    hints = typing.get_type_hints(kind)
    return st.builds(
        kind, **{item.name: values(item, hints) for item in dataclasses.fields(kind)}
    )


def values(item, hints):
    if section_of(item):
        return configs(hints[item.name])
    if item.name in SPECIAL:
        return SPECIAL[item.name]
    return VALUES[hints[item.name]]


@given(config=configs(Config))
def test_any_configuration_is_written_and_read_again(config):
    table = tomllib.loads(document(config))

    assert build_config(table, {}, where="zhaoyao.toml") == config


@given(st.text())
def test_any_text_as_toml(text):
    assert tomllib.loads(f"x = {to_toml(text)}") == {"x": text}
