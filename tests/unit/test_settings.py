"""Settings: read once, frozen, and an unknown name is a fault."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from ledger_py.settings import Settings, SettingsFault, secrets


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


class TestSecrets:
    def test_may_be_in_a_file_of_their_own(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "database"
        file.touch(mode=0o600)
        file.write_text("postgresql://auzolan:pass@db/auzolan\n")
        monkeypatch.setenv("AUZOLAN_DATABASE_URL_FILE", str(file))
        assert Settings.read().database == "postgresql://auzolan:pass@db/auzolan"
        monkeypatch.setenv("AUZOLAN_DATABASE_URL", "sqlite:///here")
        with pytest.raises(SettingsFault, match="AUZOLAN_DATABASE_URL is given, and a file"):
            Settings.read()

    def test_in_a_file_are_the_owner_s_alone(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "relayer"
        monkeypatch.setenv("AUZOLAN_RELAYER_KEY_FILE", str(file))
        with pytest.raises(SettingsFault, match="cannot be read: No such file"):
            Settings.read()
        file.touch(mode=0o600)
        with pytest.raises(SettingsFault, match="it is empty"):
            Settings.read()
        file.write_text("11" * 32)
        file.chmod(0o640)
        with pytest.raises(SettingsFault, match="others may read it") as found:
            Settings.read()
        assert "11" * 32 not in str(found.value)

    def test_are_not_shown(self) -> None:
        word = "hunter2"
        given = dict.fromkeys(secrets(), f"smtp://{word}")
        settings = Settings.read(profile="network", **given)
        assert word not in repr(settings)

    def test_have_no_default_outside_the_embedded_profile(self) -> None:
        assert not [name for name in secrets() if Settings.model_fields[name].default]


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("PUBLIC_URL", "ledger.example", "public_url: give http"),
        ("PUBLIC_URL", "https://ledger.example/path", "public_url: give http"),
        ("PUBLIC_URL", "https://user@ledger.example", "public_url: give http"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy", "proxy is no address and no network"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "no address and no network"),
        ("CORS_ORIGINS", "*", "cors_origins.0: give http"),
        ("RATE_ADDRESS", "600", "rate_address: give a number"),
        ("RATE_WRITES", "0/minute", "rate_writes: give a number"),
        ("PROCESSES", "0", "processes"),
        ("METRICS_PORT", "70000", "metrics_port"),
    ],
)
def test_read__what_cannot_be__is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, told: str
) -> None:
    monkeypatch.setenv(f"AUZOLAN_{name}", given)
    with pytest.raises(SettingsFault, match=re.escape(told)):
        Settings.read()


def test_read__lists__have_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUZOLAN_TRUSTED_PROXIES", "10.0.0.0/8, ::1,")
    monkeypatch.setenv("AUZOLAN_CORS_ORIGINS", "https://A.example:443, http://b.example:8080/")
    settings = Settings.read()
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert settings.cors_origins == ("https://a.example", "http://b.example:8080")
