"""Settings: read once, frozen, and an unknown name is a fault."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from ledger_py.settings import Settings, SettingsFault


def test_read__nothing_given__is_the_embedded_profile_on_loopback() -> None:
    settings = Settings.read()
    assert settings.profile == "embedded"
    assert settings.host == "127.0.0.1"
    assert settings.database == "sqlite:///.data/auzolan.sqlite"


def test_read__environment_and_given__the_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUZOLAN_PORT", "8123")
    monkeypatch.setenv("AUZOLAN_DATA_DIR", "elsewhere")
    settings = Settings.read(data_dir=Path("here"))
    assert settings.port == 8123
    assert settings.accounts_file == Path("here/accounts.json")


def test_read__unknown_name__is_refused_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsFault, match="prot"):
        Settings.read(prot=1)
    monkeypatch.setenv("AUZOLAN_PROT", "8123")
    with pytest.raises(SettingsFault, match="AUZOLAN_PROT"):
        Settings.read()


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_read__impossible_port__is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("AUZOLAN_PORT", port)
    with pytest.raises(SettingsFault, match="port"):
        Settings.read()


def test_settings__once_read__do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings.read().port = 1  # type: ignore[misc]


def test_read__a_chain_of_our_own_and_an_address__is_refused() -> None:
    with pytest.raises(SettingsFault, match="rpc_url is for the network profile"):
        Settings.read(rpc_url="http://127.0.0.1:8545")


def test_read__a_network_without_an_address__is_refused() -> None:
    with pytest.raises(SettingsFault, match="the network profile needs rpc_url"):
        Settings.read(profile="network")


def test_read__a_network__says_where_its_factory_is() -> None:
    network = {"profile": "network", "rpc_url": "http://127.0.0.1:8545"}
    assert Settings.read(**network).deployment == Path(".data/deployment.json")
    named = Settings.read(**network, deployment_file=Path("here.json"))
    assert named.deployment == Path("here.json")
