"""What an operator may set, all in one place; every name is an environment variable AUZOLAN_*."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from ledger_py.durable import OpenToOthers, read_secret
from ledger_py.errors import AuzolanError
from ledger_py.settings_shapes import limit, network, origin

PREFIX = "AUZOLAN_"
SUFFIX = "_FILE"
"""What is secret may be in a file instead: the variable's name, with this after it, names it."""
LARGEST_PORT = 65_535


class SettingsFault(AuzolanError):
    """A setting is unknown, missing, or has a value that cannot be."""

    hint = "Correct the environment; every setting is listed in docs/reference/settings.md."


def _split(given: object) -> object:
    """Commas between the values of a list, as an operator writes them."""
    if isinstance(given, str):
        return tuple(filter(None, (part.strip() for part in given.split(","))))
    return given


Port = Annotated[int, Field(ge=0, le=LARGEST_PORT)]
Origin = Annotated[str, AfterValidator(origin)]
Origins = Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(network)], ...], NoDecode, BeforeValidator(_split)
]
Limit = Annotated[str, AfterValidator(limit)]


class Settings(BaseSettings):
    """The settings of one gateway or command, read once and then frozen.

    Read by `Settings.read(**given)`: what is given wins over the environment, and that over the
    defaults below. Raises SettingsFault; an unknown AUZOLAN_ variable is a fault, not a no-op.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    profile: Literal["embedded", "network"] = "embedded"
    """embedded: a chain of our own on this machine. network: a chain that others run too."""
    data_dir: Path = Path(".data")
    """Where the database, the embedded chain and the managed keys live."""
    host: str = "127.0.0.1"
    """The address on which the gateway listens."""
    port: Port = 8000
    """The port on which the gateway listens; 0 takes a free one."""
    public_url: Origin | None = None
    """The address under which people reach the gateway, `https://ledger.example`: it answers to
    this name only, and its links begin with it; without one, to this machine's and `host` alone."""
    trusted_proxies: Networks = ()
    """Addresses or networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are
    believed."""
    cors_origins: Origins = ()
    """Origins of other sites whose scripts may ask the REST interface."""
    processes: int = Field(default=1, ge=1, le=64)
    """How many processes serve the gateway's port."""
    connections: int = Field(default=1000, ge=1)
    """How many connections a process has at once; the next are answered with 503."""
    streams: int = Field(default=256, ge=0)
    """How many streams of events a process serves at once; several processes serve as many each."""
    streams_address: int = Field(default=8, ge=0)
    """How many of them one address may have at each process."""
    shutdown_seconds: int = Field(default=20, ge=0)
    """How long requests that run may go on when the gateway is told to end."""
    rate_address: Limit | None = None
    """How many requests an address may make to each process, as `600/minute`, or `none` for any
    number: of N processes up to N times as many pass. Without it, 1200/minute, and any number in
    the embedded profile."""
    rate_person: Limit | None = None
    """How many requests somebody who has signed in, or a token, may make to each process; without
    it, 600/minute, and any number in the embedded profile."""
    rate_writes: Limit | None = None
    """How many requests that change something each of these may make to each process; without it,
    120/minute, and any number in the embedded profile."""
    ready_seconds: int = Field(default=0, ge=0)
    """By how many seconds the index may be behind before the gateway is called not ready; 0 for
    any number."""
    metrics_port: Port | None = None
    """The port on which a gateway or a worker tells Prometheus its figures; without it, none."""
    metrics_host: str = "127.0.0.1"
    """The address on which it does."""
    telemetry_url: str | None = Field(default=None, repr=False)
    """Where traces of requests are sent, by OTLP over HTTP; without it, nowhere."""
    database_url: str | None = Field(default=None, repr=False)
    """Address of the database, `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` or
    `sqlite:///FILE`; without it, a SQLite file in the data directory."""
    keys_url: str | None = Field(default=None, repr=False)
    """Address of the key database, never in a backup of the other; without it, a SQLite
    file in the data directory."""
    master_key_file: Path | None = None
    """The file of the master key; without it, one in the data directory, which a network does not
    take."""
    smtp_url: str | None = Field(default=None, repr=False, pattern="^smtps?://")
    """The mail server, `smtp://USER:PASSWORD@HOST:PORT` or `smtps://…`; without it, no mail."""
    mail_from: str = Field(default="auzolan@localhost", pattern="^[^@\\r\\n]+@[^@\\r\\n]+$")
    """The address that mail comes from."""
    oidc_issuer: str | None = Field(default=None, pattern="^https://|^http://(127|localhost)")
    """The OpenID Connect provider by which people of an organisation sign in; without it, none."""
    oidc_client_id: str | None = None
    """What the provider knows this gateway as."""
    oidc_client_secret: str | None = Field(default=None, repr=False)
    """What this gateway shows the provider that it is itself."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """How much a process says on standard error; `info` has a line for each request."""
    log_format: Literal["console", "json"] = "console"
    """How it says it: for people, or one JSON object a line."""
    engine: str = "anvil"
    """The kind of node of the network's chain, by its name in the page of engines."""
    rpc_url: str | None = Field(default=None, repr=False)
    """The http(s) address of a node of the network's chain."""
    deployment_file: Path | None = None
    """The file that names the network's factory; without it, one in the data directory."""
    relayer_key: str | None = Field(default=None, repr=False)
    """The relayer's private key in hex."""
    confirmations: int | None = Field(default=None, ge=0, le=100_000)
    """How many blocks on top of a block make it final; without it, as many as the engine says."""
    fee_ceiling: int = Field(default=0, ge=0)
    """The most that the relayer pays, in wei for each unit of gas; 0 where gas is free."""
    fee_tip: int = Field(default=0, ge=0)
    """What the relayer adds for the validator, in wei for each unit of gas."""
    fee_patience: int = Field(default=60, ge=1)
    """After so many seconds without a block a transaction is replaced by one that pays more."""

    @classmethod
    def read(cls, **given: Any) -> Settings:
        """Return the settings in force; raise SettingsFault with every fault in one sentence."""
        try:
            return cls(**given)
        except ValidationError as error:
            faults = "; ".join(_fault(detail) for detail in error.errors())
            raise SettingsFault(f"The settings cannot be used: {faults}.") from None

    @model_validator(mode="after")
    def _one_chain(self) -> Settings:
        """A chain of our own has no address, and one that others run too has nothing but."""
        if self.profile == "embedded" and self.rpc_url:
            raise ValueError("rpc_url is for the network profile; the embedded one has a chain")
        if self.profile == "network" and not self.rpc_url:
            raise ValueError("the network profile needs rpc_url")
        return self

    @model_validator(mode="after")
    def _one_provider(self) -> Settings:
        """A provider knows us by name."""
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_client_secret")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given, then the environment: no files, so that nothing applies unseen."""
        return init_settings, _Environment(settings_cls)

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data_dir / 'auzolan.sqlite'}"

    @property
    def keys(self) -> str:
        """The key database's address."""
        return self.keys_url or f"sqlite:///{self.data_dir / 'keys.sqlite'}"

    @property
    def serves_https(self) -> bool:
        """Whether people reach the gateway by https."""
        return (self.public_url or "").startswith("https://")

    @property
    def chain_dir(self) -> Path:
        """Where the embedded chain keeps its journal and snapshots."""
        return self.data_dir / "chain"

    @property
    def accounts_file(self) -> Path:
        """Where the managed keys are."""
        return self.data_dir / "accounts.json"

    @property
    def deployment(self) -> Path:
        """The file that names the factory."""
        return self.deployment_file or self.data_dir / "deployment.json"


class _Environment(EnvSettingsSource):
    """The environment, which may hold no AUZOLAN_ variable that we do not know."""

    def __call__(self) -> dict[str, Any]:
        files = {f"{PREFIX}{name}{SUFFIX}".lower(): name for name in secrets()}
        known = {f"{PREFIX}{name}".lower() for name in self.settings_cls.model_fields} | set(files)
        unknown = sorted(
            name.upper()
            for name in self.env_vars
            if name.lower().startswith(PREFIX.lower()) and name.lower() not in known
        )
        if unknown:
            raise SettingsFault(f"There is no setting named {' or '.join(unknown)}.")
        given = super().__call__()
        for variable, name in files.items():
            if path := self.env_vars.get(variable):
                if name in given:
                    raise SettingsFault(f"{PREFIX}{name.upper()} is given, and a file for it too.")
                given[name] = _secret(Path(path))
        return given


def secrets() -> list[str]:
    """The settings that are shown to nobody, and may be in a file of their own."""
    return [name for name, field in Settings.model_fields.items() if not field.repr]


def _secret(path: Path) -> str:
    """What a file holds, which only its owner may read."""
    try:
        held = read_secret(path).decode().strip()
    except OpenToOthers:
        raise SettingsFault(f"The secret in {path} cannot be used: others may read it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SettingsFault(f"The secret in {path} cannot be read: {reason}.") from None
    if not held:
        raise SettingsFault(f"The secret in {path} cannot be used: it is empty.")
    return held


def _fault(detail: Any) -> str:
    message = str(detail["msg"]).removeprefix("Value error, ")
    place = ".".join(str(part) for part in detail["loc"])
    return f"{place}: {message}" if place else message
