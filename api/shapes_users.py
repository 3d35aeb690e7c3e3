"""Who signs in, as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes_acts import Given, HexBytes
from ledger_py.store.speaking import Membership as HeldMembership
from ledger_py.store.users import Credential as HeldCredential
from ledger_py.store.users import Token as HeldToken

Scope = Literal["read", "write", "sign"]
"""read: what only the user sees. write: texts off the chain. sign: acts of managed members."""
Secret = Annotated[str, Field(min_length=20, max_length=128, pattern="^[A-Za-z0-9_-]+$")]
Address = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$")]


class BeginWallet(Given):
    """Begin a sign-in by a wallet."""

    way: Literal["wallet"]
    address: Address
    add: bool = Field(default=False, description="Whether it is to be signed in with from now on")


class BeginPasskey(Given):
    """Begin a sign-in by a passkey."""

    way: Literal["passkey"]
    new: bool = Field(default=False, description="Whether the browser is to make a passkey")
    add: bool = Field(default=False, description="Whether it is to be signed in with from now on")


class BeginMail(Given):
    """Begin a sign-in by a link that comes by mail."""

    way: Literal["mail"]
    address: Annotated[str, Field(max_length=254, pattern=r"^[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]+$")]
    add: bool = Field(default=False, description="Whether it is to be signed in with from now on")


class BeginProvider(Given):
    """Begin a sign-in by the organisation's provider."""

    way: Literal["provider"]
    add: bool = Field(default=False, description="Whether it is to be signed in with from now on")


Begin = Annotated[
    BeginWallet | BeginPasskey | BeginMail | BeginProvider, Field(discriminator="way")
]


class Begun(BaseModel):
    """A sign-in that waits for its answer; it takes one, within ten minutes."""

    way: str
    sign_in: str | None = Field(
        default=None, description="Send it with the answer; of a mail it is in the link alone"
    )
    expires: int
    url: str | None = Field(default=None, description="Where the browser goes to, of a provider")
    message: str | None = Field(default=None, description="For the wallet to sign (personal_sign)")
    options: dict[str, Any] | None = Field(
        default=None, description="For navigator.credentials, as JSON"
    )


class Ways(BaseModel):
    """The ways in which somebody may sign in here."""

    ways: list[str]


class Answered(Given):
    """The answer to a sign-in."""

    sign_in: Secret
    signature: HexBytes | None = Field(default=None, description="Of a wallet")
    credential: dict[str, Any] | None = Field(
        default=None, description="Of a passkey, as PublicKeyCredential.toJSON() gives it"
    )


class Credential(BaseModel):
    """What a user signs in with."""

    credential: str
    way: str
    label: str
    created: int

    @classmethod
    def of(cls, found: HeldCredential) -> Credential:
        """As the store has it, without what proves it."""
        return cls(
            credential=found.credential, way=found.way, label=found.label, created=found.created
        )


class Credentials(BaseModel):
    """A user's credentials, the oldest first."""

    items: list[Credential]


class Membership(BaseModel):
    """A member that the user speaks for here."""

    community: str
    member: int
    signer: str
    managed: bool = Field(description="Whether the signer's key is kept by this gateway")

    @classmethod
    def of(cls, found: HeldMembership) -> Membership:
        """As the store has it."""
        return cls(
            community=found.community,
            member=found.member,
            signer=found.signer,
            managed=found.managed,
        )


class Session(BaseModel):
    """Who is signed in."""

    user: str
    way: str = Field(description="How; `token` for a tool")
    expires: int
    csrf_token: str | None = Field(
        default=None, description="For the header X-CSRF-Token of whatever changes something"
    )
    scopes: list[Scope] | None = Field(default=None, description="Of a tool")
    memberships: list[Membership]


class TokenDraft(Given):
    """A token for a tool that is to work for the user."""

    name: str = Field(min_length=1, max_length=80, description="To know the tool by")
    scopes: list[Scope] = Field(min_length=1, max_length=3)
    days: int = Field(default=90, ge=1, le=366, description="For how long it is good")


class Token(BaseModel):
    """A token, without what the tool holds."""

    token: int = Field(description="Its number, from 1")
    name: str
    scopes: list[Scope]
    created: int
    used: int | None = Field(description="When last, to a few minutes")
    expires: int

    @classmethod
    def of(cls, found: HeldToken) -> Token:
        """As the store has it."""
        return cls.model_validate(
            {
                "token": found.number,
                "name": found.name,
                "scopes": list(found.scopes),
                "created": found.created,
                "used": found.used,
                "expires": found.expires,
            }
        )


class Tokens(BaseModel):
    """A user's tokens, by number."""

    items: list[Token]


class NewToken(Token):
    """A token as it is made."""

    secret: str = Field(description="For `Authorization: Bearer …`; it is told this once")


class StatementDraft(Given):
    """Which signer somebody will show to be theirs."""

    signer: Annotated[str, Field(pattern="^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{168})$")]


class Statement(BaseModel):
    """A text to sign, so that the user may speak for the signer's members here."""

    sign_in: str
    message: str = Field(description="For a wallet (personal_sign)")
    digest: str = Field(description="For a passkey: its challenge (EIP-191 hash of the message)")
    expires: int


class Signed(Given):
    """The statement's signature, as the contracts take it."""

    sign_in: Secret
    signature: HexBytes


class ManagedKey(BaseModel):
    """A key that is kept here for the user, to be a managed member by."""

    community: str
    signer: str


class ToBeSigned(Given):
    """An act to be signed by the key that is kept for the user."""

    primary_type: str = Field(max_length=40, description="The act's, as in its typed data")
    act: dict[str, Any] = Field(description="The message of its typed data")


class Signature(BaseModel):
    """A signature by a managed key."""

    signer: str
    signature: str
    digest: str
