"""What holds for every route: problems, headers, sizes, names, tags, and the API's description."""

import asyncio
import inspect
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from api import problems
from api.app import create_app
from api.guard import MAX_BODY
from ledger_py.errors import AuzolanError
from ledger_py.explanations import EXPLANATIONS
from ledger_py.models import Record
from ledger_py.offchain import OffChain
from ledger_py.settings import Settings
from ledger_py.store import keeping, schema
from scripts.reference.errors import own_errors
from tests.api.stack import Gateway
from tests.api.test_acts import WAIT, key, new_record

PARTS, COMMAND = ("api.", "ledger_py."), "ledger_py.cli."
FOREIGN = ["attacker.example", "127.0.0.1.attacker.example:80", "", "10.0.0.1", "[::2]:80"]


class TestHealth:
    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/health/live").json() == {"live": True}

    def test_is_ready_when_every_part_is(self, gateway: Gateway) -> None:
        response = gateway.get("/health/ready")
        assert (response.status_code, response.json()["ready"]) == (200, True)

    def test_is_not_ready_while_a_part_is_down(self, gateway: Gateway) -> None:
        response = ask(
            replace(gateway.services, ready=lambda: {"chain": True, "worker": False}),
            "/health/ready",
        )
        assert response.status_code == 503
        found = response.json()
        assert (found["ready"], found["parts"]) == (False, {"chain": True, "worker": False})


class TestHostNames:
    @pytest.mark.parametrize("name", FOREIGN)
    def test_that_are_foreign_are_refused(self, gateway: Gateway, name: str) -> None:
        response = gateway.client.get("/v1/communities", headers={"Host": name})
        assert (response.status_code, response.json()["error"]) == (421, "HostForeign")

    @pytest.mark.parametrize("name", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
    def test_of_the_loopback_interface_are_taken(self, gateway: Gateway, name: str) -> None:
        assert gateway.client.get("/health/live", headers={"Host": name}).status_code == 200

    def test_are_not_asked_for_outside_the_embedded_profile(self, gateway: Gateway) -> None:
        services = replace(gateway.services, settings=network())
        assert ask(services, "/health/live", Host="ledger.example").status_code == 200


class TestProfiles:
    @pytest.mark.parametrize("form", ["record", "votes/2/ballot"])
    def test_only_the_embedded_one_has_forms_of_demo_accounts(
        self, gateway: Gateway, form: str
    ) -> None:
        path = f"/communities/2/{form}"
        assert ask(gateway.services, path).status_code == 200
        elsewhere = replace(gateway.services, settings=network())
        assert ask(elsewhere, path).headers["location"].startswith("/sign-in?next=")


class TestBodies:
    def test_that_are_too_large_are_refused(self, gateway: Gateway) -> None:
        response = gateway.client.post(f"{gateway.path}/contributions", content=b" " * MAX_BODY * 2)
        assert (response.status_code, response.json()["error"]) == (413, "BodyTooLarge")

    def test_that_do_not_tell_their_size_are_counted(self, gateway: Gateway) -> None:
        def chunks() -> Iterator[bytes]:
            yield b'{"a": "'
            for _ in range(MAX_BODY // 1024 + 1):
                yield b"a" * 1024

        response = gateway.client.post(
            f"{gateway.path}/contributions",
            content=chunks(),
            headers={"Content-Type": "application/json"} | key("odd"),
        )
        assert (response.status_code, response.json()["error"]) == (413, "BodyTooLarge")

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5_000, b'{"act": NaN}']
    )
    def test_that_cannot_be_read_are_refused(self, gateway: Gateway, body: bytes) -> None:
        response = gateway.client.post(
            f"{gateway.path}/contributions",
            content=body,
            headers={"Content-Type": "application/json"} | key("odd"),
        )
        assert response.status_code in (400, 422)
        assert response.headers["content-type"] == "application/problem+json"


class TestTags:
    def test_say_that_nothing_changed(self, gateway: Gateway) -> None:
        tag = gateway.get("/contributions").headers["etag"]
        again = gateway.get("/contributions", **{"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")

    def test_outlive_blocks_that_change_nothing(self, gateway: Gateway) -> None:
        tag = gateway.get("/contributions").headers["etag"]
        gateway.pass_time(1)
        assert gateway.get("/contributions", **{"If-None-Match": tag}).status_code == 304

    def test_change_with_the_chain(self, gateway: Gateway) -> None:
        tag = gateway.get("/contributions").headers["etag"]
        record, content = new_record(gateway, "changes the tag")
        gateway.post("/contributions", gateway.signed(record, contents=[content]), **WAIT)
        again = gateway.get("/contributions", **{"If-None-Match": tag})
        assert (again.status_code, again.headers["etag"] != tag) == (200, True)

    def test_change_when_a_text_comes_or_goes_without_a_block(self, gateway: Gateway) -> None:
        contribution = gateway.contribution("comes and goes", 5)
        content = gateway.contents.pop("comes and goes")
        record = Record(5, gateway.deadline(), (contribution,))
        gateway.settle(gateway.ledger(5).submit(record, OffChain((content,))))
        with gateway.services.store.transaction() as connection:
            held = schema.contents
            ours = held.c.commitment == "0x" + content.commitment.hex()
            assert connection.execute(delete(held).where(ours)).rowcount == 1
        without = gateway.get("/contributions?limit=1")
        assert without.json()["items"][0]["content"]["body"] is None
        with gateway.services.store.transaction() as connection:
            keeping.keep_contents(connection, [content])
        tag = {"If-None-Match": without.headers["etag"]}
        again = gateway.get("/contributions?limit=1", **tag)
        assert again.status_code == 200
        assert again.json()["items"][0]["content"]["body"]["description"] == "comes and goes"

    def test_do_not_hide_that_something_is_not_there(self, gateway: Gateway) -> None:
        tag = gateway.get("/members/3").headers["etag"]
        assert gateway.get("/members/98", **{"If-None-Match": tag}).status_code == 404


class TestProblems:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get("/v1/problems/SignerNotOfMember").json()
        assert found["title"] == "Signer not of member"
        assert gateway.get("/v1/problems/Nothing").json()["error"] == "NotFound"

    def test_of_every_name_lead_to_what_it_means(self, gateway: Gateway) -> None:
        ours = {
            kind.__name__: (inspect.cleandoc(kind.__doc__ or ""), kind.hint or None)
            for kind in own_errors()
            if kind.__module__.startswith(PARTS) and not kind.__module__.startswith(COMMAND)
        }
        assert len(ours) > 20
        for name, meaning in {**EXPLANATIONS, **problems.PROTOCOL, **ours}.items():
            found = gateway.get(f"/v1/problems/{name}").json()
            assert (found["explanation"], found.get("hint")) == meaning, name

    @pytest.mark.parametrize("path", ["/v1/nothing", "/v1", "/v1/communities/2/votes/x/y"])
    def test_tell_of_routes_that_are_not_there(self, gateway: Gateway, path: str) -> None:
        response = gateway.client.get(path)
        assert (response.status_code, response.json()["error"]) == (404, "RouteUnknown")

    def test_tell_of_methods_that_are_not_taken(self, gateway: Gateway) -> None:
        response = gateway.client.delete("/v1/communities")
        assert (response.status_code, response.json()["error"]) == (405, "MethodUnsupported")
        assert response.headers["allow"] == "GET"

    def test_keep_what_failed_inside_to_the_log(self, gateway: Gateway) -> None:
        def fail() -> dict[str, bool]:
            raise ValueError("the secret")

        response = ask(replace(gateway.services, ready=fail), "/health/ready")
        assert (response.status_code, response.json()["error"]) == (500, "Unexpected")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "secret" not in response.text

    def test_of_our_own_are_named_too(self, gateway: Gateway) -> None:
        def fail() -> dict[str, bool]:
            raise AuzolanError("a fault of ours")

        assert ask(replace(gateway.services, ready=fail), "/health/ready").status_code == 500


class TestHeaders:
    @pytest.mark.parametrize("path", ["/health/live", "/v1/communities", "/v1/nothing"])
    def test_let_nothing_in_from_elsewhere(self, gateway: Gateway, path: str) -> None:
        headers = gateway.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


class TestDescription:
    def test_anonymous(self, gateway: Gateway) -> None:
        assert gateway.get("/v1/openapi.json").json()["openapi"].startswith("3.1")

    def test_has_every_route_with_words_and_problems(self, gateway: Gateway) -> None:
        for path, operations in described(gateway).items():
            for method, operation in operations.items():
                assert operation["description"], (method, path)
                if path.startswith("/v1/communities/"):
                    told = operation["responses"]["404"]["content"]
                    assert list(told) == ["application/problem+json"], (method, path)

    def test_has_the_json_routes_only(self, gateway: Gateway) -> None:
        assert all(path.startswith(("/v1/", "/health/")) for path in described(gateway))


def described(gateway: Gateway) -> dict[str, Any]:
    """The paths of the API's own description."""
    paths: dict[str, Any] = gateway.get("/v1/openapi.json").json()["paths"]
    return paths


def network() -> Settings:
    """Settings of a gateway on a chain that others run too."""
    return Settings.read(profile="network", rpc_url="http://127.0.0.1:8545")


def ask(services: Any, path: str, **headers: str) -> httpx.Response:
    """Ask an application made of these parts, without a server."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(services), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(get())
