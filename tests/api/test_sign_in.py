"""Signing in by what people have: who is who afterwards, and what is refused."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api import problems
from api.routes import user as of_user
from ledger_py.models import Choose
from ledger_py.signers import LocalSigner
from ledger_py.store import schema
from ledger_py.structs import to_json
from tests.api.stack import DAY, MANAGED, OPEN_EPOCH, RULES, Gateway, open_gateway
from tests.api.visitors import Authenticator, Visitor, managed_member, personal
from tests.databases import Database

HOW_TOS = Path(__file__).resolve().parents[2] / "docs" / "how-to"
WAIT = {"Prefer": "wait=20"}
STRANGER = LocalSigner(b"\x61" * 32)
OTHER = LocalSigner(b"\x62" * 32)


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: who signs in here is known for good."""
    with open_gateway(database, tmp_path_factory.mktemp("signing-in")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    """A browser that nobody has signed in at."""
    return Visitor(gateway)


def origin(gateway: Gateway) -> str:
    """Where pages of the gateway are from."""
    return str(gateway.client.base_url).rstrip("/")


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


def registered(gateway: Gateway, visitor: Visitor) -> tuple[Authenticator, dict[str, Any]]:
    """A new user with a passkey, signed in."""
    device, begun = Authenticator(), visitor.begin(way="passkey", new=True)
    credential = device.create(begun["options"], origin(gateway))
    answer = visitor.open(sign_in=begun["sign_in"], credential=credential)
    assert answer.status_code == 201, answer.text
    return device, answer.json()


class TestSignIns:
    """`/v1/sign-ins`: which ways there are, and beginning one."""

    def test_anonymous(self, visitor: Visitor) -> None:
        assert visitor.send("GET", "/sign-ins").json() == {"ways": ["passkey", "wallet"]}

    def test_a_wallet_is_given_a_text_of_this_site_and_chain(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        begun = visitor.begin(way="wallet", address="0x" + STRANGER.signer.hex())
        host, chain = origin(gateway).removeprefix("http://"), gateway.place.chain_id
        lines = begun["message"].split("\n")
        assert lines[0] == f"{host} wants you to sign in with your Ethereum account:"
        assert lines[1].lower() == "0x" + STRANGER.signer.hex()
        assert f"URI: {origin(gateway)}" in lines
        assert f"Chain ID: {chain}" in lines

    @pytest.mark.parametrize(
        "body",
        [
            {"way": "oracle"},
            {"way": "wallet"},
            {"way": "wallet", "address": "0x12"},
            {"way": "passkey", "more": 1},
            [],
        ],
    )
    def test_what_has_another_shape_is_refused(self, visitor: Visitor, body: Any) -> None:
        assert error(visitor.send("POST", "/sign-ins", body)) == (422, "FieldInvalid")

    def test_a_page_of_another_site_cannot_begin_one(self, visitor: Visitor) -> None:
        body = {"way": "passkey"}
        answer = visitor.send("POST", "/sign-ins", body, Origin="https://elsewhere.example")
        assert error(answer) == (403, "RequestForged")

    def test_adding_a_credential_needs_a_session(self, visitor: Visitor) -> None:
        body = {"way": "passkey", "add": True}
        assert error(visitor.send("POST", "/sign-ins", body)) == (401, "SignInRequired")


class TestSessions:
    """`/v1/sessions`: answering a sign-in."""

    def test_anonymous(self, visitor: Visitor) -> None:
        answer = visitor.open(sign_in="x" * 43, signature="0x")
        assert error(answer) == (400, "SignInUnknown")

    def test_a_member_s_wallet_speaks_for_the_member(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        found = visitor.by_wallet(gateway.keys[3])
        spoken = {
            "community": gateway.place.community,
            "member": 3,
            "signer": "0x" + gateway.keys[3].signer.hex(),
            "managed": False,
        }
        assert found["memberships"] == [spoken]
        assert visitor.send("GET", "/session").json()["user"] == found["user"]

    def test_the_same_wallet_is_the_same_user_and_another_is_not(self, gateway: Gateway) -> None:
        first, again, other = (
            Visitor(gateway).by_wallet(key) for key in (STRANGER, STRANGER, OTHER)
        )
        assert first["user"] == again["user"] != other["user"]
        assert first["memberships"] == []

    def test_another_key_s_signature_is_refused_and_the_text_good_for_one_try(
        self, visitor: Visitor
    ) -> None:
        begun = visitor.begin(way="wallet", address="0x" + STRANGER.signer.hex())
        said = personal(begun["message"])
        wrong, right = ("0x" + key.sign(said).hex() for key in (OTHER, STRANGER))
        answer = visitor.open(sign_in=begun["sign_in"], signature=wrong)
        assert error(answer) == (401, "SignInRefused")
        assert answer.headers["www-authenticate"] == "Bearer"
        answer = visitor.open(sign_in=begun["sign_in"], signature=right)
        assert error(answer) == (400, "SignInUnknown")

    def test_a_passkey_signs_in_whoever_made_it(self, gateway: Gateway, visitor: Visitor) -> None:
        device, made = registered(gateway, visitor)
        later = Visitor(gateway)
        begun = later.begin(way="passkey")
        credential = device.get(begun["options"], origin(gateway))
        answer = later.open(sign_in=begun["sign_in"], credential=credential)
        assert (answer.status_code, answer.json()["user"]) == (201, made["user"])

    def test_a_passkey_s_wrong_answer_is_refused(self, gateway: Gateway, visitor: Visitor) -> None:
        device, _ = registered(gateway, visitor)
        for answered in (
            lambda options: device.get(options, "https://elsewhere.example"),
            lambda options: device.get(options | {"rpId": "elsewhere"}, origin(gateway)),
            lambda options: device.get(options | {"challenge": "A" * 43}, origin(gateway)),
            lambda options: device.get(options, origin(gateway), flags=1),
            lambda options: Authenticator().get(options, origin(gateway)),
            lambda options: {"id": "é", "response": {}},
            lambda options: {},
        ):
            begun = visitor.begin(way="passkey")
            credential = answered(begun["options"])
            answer = visitor.open(sign_in=begun["sign_in"], credential=credential)
            assert error(answer) == (401, "SignInRefused")

    def test_a_passkey_s_answer_that_nests_without_end_is_refused(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        device, _ = registered(gateway, visitor)
        for new, name, deep in (
            (False, "clientDataJSON", b"[" * 100_000),
            (True, "clientDataJSON", b'{"a":' * 20_000),
            (True, "attestationObject", b"\x81" * 100_000 + b"\x00"),
        ):
            begun = visitor.begin(way="passkey", new=new)
            make = device.create if new else device.get
            credential = make(begun["options"], origin(gateway))
            credential["response"][name] = urlsafe_b64encode(deep).decode().rstrip("=")
            answer = visitor.open(sign_in=begun["sign_in"], credential=credential)
            assert error(answer) == (401, "SignInRefused"), name

    def test_a_cloned_authenticator_is_noticed_by_its_counter(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        device, _ = registered(gateway, visitor)
        for uses, status in ((7, 201), (3, 401)):
            device.uses = uses
            begun = visitor.begin(way="passkey")
            credential = device.get(begun["options"], origin(gateway))
            answer = visitor.open(sign_in=begun["sign_in"], credential=credential)
            assert answer.status_code == status, answer.text

    def test_a_sign_in_is_over_after_ten_minutes(self, gateway: Gateway, visitor: Visitor) -> None:
        begun = visitor.begin(way="wallet", address="0x" + STRANGER.signer.hex())
        gateway.clock.now += 601
        signature = "0x" + STRANGER.sign(personal(begun["message"])).hex()
        answer = visitor.open(sign_in=begun["sign_in"], signature=signature)
        assert error(answer) == (400, "SignInUnknown")

    def test_the_database_holds_no_secret_of_a_session(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        visitor.by_wallet(STRANGER)
        (secret,) = visitor.client.cookies.values()
        with gateway.services.store.reading() as connection:
            held = [
                str(tuple(row))
                for table in (*schema.USER_TABLES, *schema.PASSING_TABLES)
                for row in connection.execute(select(table))
            ]
        assert held
        assert all(secret not in row and visitor.csrf["X-CSRF-Token"] not in row for row in held)


class TestSession:
    """`/v1/session`: who is signed in, and signing out."""

    def test_anonymous(self, visitor: Visitor) -> None:
        assert error(visitor.send("GET", "/session")) == (401, "SignInRequired")
        assert error(visitor.send("DELETE", "/session")) == (401, "SignInRequired")

    def test_the_cookie_is_for_no_script_and_no_other_site(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        begun = visitor.begin(way="wallet", address="0x" + STRANGER.signer.hex())
        signature = "0x" + STRANGER.sign(personal(begun["message"])).hex()
        answer = visitor.open(sign_in=begun["sign_in"], signature=signature)
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie

    def test_what_changes_something_needs_the_pages_own_token(self, visitor: Visitor) -> None:
        visitor.by_wallet(STRANGER)
        kept, draft = dict(visitor.csrf), {"name": "x", "scopes": ["read"]}
        for csrf in ({}, {"X-CSRF-Token": "0" * 64}):
            visitor.csrf = csrf
            assert error(visitor.send("POST", "/tokens", draft)) == (403, "RequestForged")
            assert error(visitor.send("DELETE", "/session")) == (403, "RequestForged")
        visitor.csrf = kept
        answer = visitor.send("POST", "/tokens", draft, Origin="https://elsewhere.example")
        assert error(answer) == (403, "RequestForged")
        assert visitor.send("DELETE", "/session").status_code == 204

    def test_signing_out_ends_the_session_here_or_everywhere(self, gateway: Gateway) -> None:
        here, there = Visitor(gateway), Visitor(gateway)
        for visitor in (here, there):
            visitor.by_wallet(STRANGER)
        secret = here.client.cookies.get("auzolan-session")
        assert here.send("DELETE", "/session").status_code == 204
        thief = Visitor(gateway)
        thief.client.cookies.set("auzolan-session", str(secret))
        assert error(thief.send("GET", "/session")) == (401, "SignInRequired")
        assert there.send("GET", "/session").status_code == 200
        here.by_wallet(STRANGER)
        assert here.send("DELETE", "/session?everywhere=true").status_code == 204
        assert error(there.send("GET", "/session")) == (401, "SignInRequired")

    def test_a_session_is_over_after_two_weeks(self, gateway: Gateway, visitor: Visitor) -> None:
        visitor.by_wallet(STRANGER)
        gateway.clock.now += 14 * DAY
        assert error(visitor.send("GET", "/session")) == (401, "SignInRequired")


class TestCredentials:
    """`/v1/credentials`: what a user signs in with."""

    def test_anonymous(self, visitor: Visitor) -> None:
        for method, path in (("GET", ""), ("DELETE", "/" + "0" * 64)):
            answer = visitor.send(method, f"/credentials{path}")
            assert error(answer) == (401, "SignInRequired")

    def test_a_user_adds_one_and_takes_the_other_away(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        key = LocalSigner(b"\x63" * 32)
        user = visitor.by_wallet(key)["user"]
        device, begun = Authenticator(), visitor.begin(way="passkey", add=True)
        body = {
            "sign_in": begun["sign_in"],
            "credential": device.create(begun["options"], origin(gateway)),
        }
        assert visitor.send("POST", "/credentials", body).status_code == 201
        items = visitor.send("GET", "/credentials").json()["items"]
        passkey, wallet = sorted(items, key=lambda one: str(one["way"]))
        assert (wallet["way"], passkey["way"]) == ("wallet", "passkey")
        gone = f"/credentials/{wallet['credential']}"
        assert visitor.send("DELETE", gone).status_code == 204
        later = Visitor(gateway)
        begun = later.begin(way="passkey")
        credential = device.get(begun["options"], origin(gateway))
        found = later.open(sign_in=begun["sign_in"], credential=credential).json()
        assert found["user"] == user
        last = f"/credentials/{passkey['credential']}"
        assert error(later.send("DELETE", last)) == (409, "CredentialLast")
        assert error(later.send("DELETE", gone)) == (404, "NotFound")
        assert Visitor(gateway).by_wallet(key)["user"] != user

    def test_another_user_s_credential_is_not_taken(self, visitor: Visitor) -> None:
        visitor.by_wallet(STRANGER)
        Visitor(visitor.gateway).by_wallet(OTHER)
        begun = visitor.begin(way="wallet", address="0x" + OTHER.signer.hex(), add=True)
        signature = "0x" + OTHER.sign(personal(begun["message"])).hex()
        body = {"sign_in": begun["sign_in"], "signature": signature}
        assert error(visitor.send("POST", "/credentials", body)) == (409, "CredentialTaken")
        # And what was begun to add one does not sign in.
        begun = visitor.begin(way="wallet", address="0x" + OTHER.signer.hex(), add=True)
        answer = visitor.open(
            sign_in=begun["sign_in"], signature="0x" + OTHER.sign(personal(begun["message"])).hex()
        )
        assert error(answer) == (400, "SignInUnknown")


class TestTokens:
    """`/v1/tokens`: tools that work for a user, within their scopes."""

    def test_anonymous(self, visitor: Visitor) -> None:
        assert error(visitor.send("GET", "/tokens")) == (401, "SignInRequired")
        visitor.csrf = {"Authorization": "Bearer nonsense"}
        assert error(visitor.send("GET", "/session")) == (401, "TokenInvalid")

    def test_a_token_does_what_it_is_for_until_it_is_taken_back(self, visitor: Visitor) -> None:
        user = visitor.by_wallet(STRANGER)["user"]
        tool = visitor.token("read")
        found = tool.send("GET", "/session").json()
        assert (found["user"], found["way"], found["scopes"]) == (user, "token", ["read"])
        assert tool.send("GET", "/credentials").status_code == 200
        number = visitor.send("GET", "/tokens").json()["items"][-1]["token"]
        assert visitor.send("DELETE", f"/tokens/{number}").status_code == 204
        assert error(tool.send("GET", "/session")) == (401, "TokenInvalid")
        assert error(visitor.send("DELETE", f"/tokens/{number}")) == (404, "NotFound")

    def test_a_user_has_so_many_and_no_more(
        self, gateway: Gateway, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(of_user, "MOST", 3)
        registered(gateway, visitor)
        for _ in range(3):
            visitor.token("read")
        draft = {"name": "one more", "scopes": ["read"]}
        assert error(visitor.send("POST", "/tokens", draft)) == (409, "TokensMany")
        assert visitor.send("DELETE", "/tokens/1").status_code == 204
        visitor.token("read")

    def test_a_token_makes_no_tokens_and_changes_no_credentials(self, visitor: Visitor) -> None:
        visitor.by_wallet(STRANGER)
        tool = visitor.token("read", "write", "sign")
        for method, path, body in (
            ("GET", "/tokens", None),
            ("POST", "/tokens", {"name": "x", "scopes": ["read"]}),
            ("DELETE", "/session", None),
            ("DELETE", "/credentials/" + "0" * 64, None),
            ("POST", "/sign-ins", {"way": "passkey", "add": True}),
            ("POST", "/statements", {"signer": "0x" + OTHER.signer.hex()}),
            ("DELETE", "/user", None),
        ):
            assert error(tool.send(method, path, body)) == (403, "SessionRequired"), path

    def test_a_token_is_over_when_it_says(self, gateway: Gateway, visitor: Visitor) -> None:
        visitor.by_wallet(STRANGER)
        draft = {"name": "short", "scopes": ["read"], "days": 1}
        secret = visitor.send("POST", "/tokens", draft).json()["secret"]
        tool = Visitor(gateway)
        tool.csrf = {"Authorization": f"Bearer {secret}"}
        assert tool.send("GET", "/session").status_code == 200
        gateway.clock.now += DAY
        assert error(tool.send("GET", "/session")) == (401, "TokenInvalid")


class TestSigners:
    """`/v1/statements` and `/v1/signers`: showing that a member's signer is one's own."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        signer = "0x" + gateway.keys[4].signer.hex()
        answer = visitor.send("POST", "/statements", {"signer": signer})
        assert error(answer) == (401, "SignInRequired")
        answer = visitor.send("DELETE", f"/signers/{signer}")
        assert error(answer) == (401, "SignInRequired")

    def test_a_user_with_a_passkey_speaks_for_a_wallet_s_member(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        registered(gateway, visitor)
        key = gateway.keys[4]
        signer = "0x" + key.signer.hex()
        for by, status, name in ((OTHER, 403, "StatementRefused"), (key, 201, "")):
            said = visitor.send("POST", "/statements", {"signer": signer}).json()
            assert said["digest"] == "0x" + personal(said["message"]).hex()
            body = {"sign_in": said["sign_in"]}
            body["signature"] = "0x" + by.sign(bytes.fromhex(said["digest"][2:])).hex()
            answer = visitor.send("POST", "/signers", body)
            assert answer.status_code == status, answer.text
            if name:
                assert answer.json()["error"] == name
        assert [one["member"] for one in answer.json()["memberships"]] == [4]
        assert error(visitor.send("POST", "/signers", body)) == (400, "SignInUnknown")
        assert visitor.send("DELETE", f"/signers/{signer}").status_code == 204
        assert visitor.send("GET", "/session").json()["memberships"] == []
        assert error(visitor.send("DELETE", f"/signers/{signer}")) == (404, "NotFound")

    def test_a_wallet_is_asked_in_the_form_that_it_holds_against_the_site(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        registered(gateway, visitor)
        signer, host = "0x" + gateway.keys[4].signer.hex(), origin(gateway).partition("://")[2]
        first, second, *rest = (
            visitor.send("POST", "/statements", {"signer": signer}).json()["message"].split("\n")
        )
        assert first == f"{host} wants you to sign in with your Ethereum account:"
        assert second.lower() == signer
        assert rest[1].startswith("Show that this signer is yours.")
        passkey = visitor.send("POST", "/statements", {"signer": "0x" + "7a" * 84}).json()
        assert passkey["message"].startswith(f"{host} asks you to show that this signer is yours:")


class TestUser:
    """`/v1/user`: being forgotten."""

    def test_anonymous(self, visitor: Visitor) -> None:
        assert error(visitor.send("DELETE", "/user")) == (401, "SignInRequired")

    def test_a_forgotten_user_is_in_no_table(self, gateway: Gateway, visitor: Visitor) -> None:
        key = LocalSigner(b"\x64" * 32)
        user = visitor.by_wallet(key)["user"]
        tool = visitor.token("read")
        visitor.begin(way="passkey", add=True)
        assert visitor.send("DELETE", "/user").status_code == 204
        assert error(tool.send("GET", "/session")) == (401, "TokenInvalid")
        with gateway.services.store.reading() as connection:
            for table in (*schema.USER_TABLES, *schema.PASSING_TABLES):
                assert all(user not in row for row in connection.execute(select(table)))
        assert Visitor(gateway).by_wallet(key)["user"] != user


class TestManagedKeys:
    """`/v1/communities/{c}/managed-key` and `/signatures`: keys kept for those who have none."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        for method, path, body in (
            ("PUT", "managed-key", None),
            ("POST", "signatures", {"primary_type": "Record", "act": {}}),
        ):
            answer = visitor.send(method, f"/communities/1/{path}", body)
            assert error(answer) == (401, "SignInRequired")

    def test_nobody_has_another_member_s_managed_key_used(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        visitor.by_wallet(gateway.keys[3])
        path = f"/communities/{gateway.place.community}"
        choose = to_json(Choose(MANAGED, gateway.deadline(), MANAGED, 1))
        body = {"primary_type": "Choose", "act": choose}
        assert error(visitor.send("POST", f"{path}/signatures", body)) == (403, "NotManaged")
        visitor.send("PUT", f"{path}/managed-key")
        assert error(visitor.send("POST", f"{path}/signatures", body)) == (403, "NotManaged")

    def test_a_newcomer_joins_by_an_invitation_and_records_without_a_wallet(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        registered(gateway, visitor)
        path = f"/communities/{gateway.place.community}"
        member = managed_member(gateway, visitor)
        draft = {
            "member": member,
            "contributions": [
                {
                    "contributor": member,
                    "activity": 2,
                    "epoch": OPEN_EPOCH,
                    "units": 100,
                    "content": {"kind": "contribution", "description": "Tea", "evidence": []},
                }
            ],
        }
        to_sign = visitor.send("POST", f"{path}/typed-data/record", draft).json()
        asked = {"primary_type": "Record", "act": to_sign["act"]}
        given = visitor.send("POST", f"{path}/signatures", asked).json()
        assert given["digest"] == to_sign["digest"]
        contents = [{k: one[k] for k in ("salt", "body")} for one in to_sign["contents"]]
        body = {
            "act": to_sign["act"],
            "contents": contents,
            "signer": given["signer"],
            "signature": given["signature"],
        }
        recorded = visitor.send("POST", f"{path}/contributions", body, **WAIT)
        assert recorded.status_code == 200, recorded.text
        tool = visitor.token("read")
        assert error(tool.send("POST", f"{path}/signatures", asked)) == (403, "ScopeMissing")
        tool = visitor.token("sign")
        assert tool.send("POST", f"{path}/signatures", asked).json() == given
        other = Visitor(gateway)
        other.by_wallet(STRANGER)
        assert error(other.send("POST", f"{path}/signatures", asked)) == (403, "NotManaged")


def test_the_how_to_signs_in_as_it_says(gateway: Gateway) -> None:
    page = (HOW_TOS / "let-people-sign-in.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    key = gateway.services.accounts.account("member 3").key
    known = {"URL": origin(gateway), "KEY": "0x" + bytes(key).hex()}
    exec(compile(code, "let-people-sign-in.md", "exec"), known)
    names = [text["body"].get("name") for text in known["texts"]]  # type: ignore[attr-defined]
    assert "member 3" in names
    for name in re.findall(r"`([A-Z]\w+)`(?=[,` |])", page.partition("## When")[2]):
        assert problems.meaning_of(name), name
