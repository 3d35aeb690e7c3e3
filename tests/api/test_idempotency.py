"""Idempotency keys: one answer for one request, whoever asks how often."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.app import create_app
from api.keys import IdempotencyKeyMalformed, key_of
from api.services import Services
from tests.api.asking import ask
from tests.api.stack import Gateway
from tests.api.test_acts import WAIT, key, new_record


def asked(gateway: Gateway, name: str, member: int = 5) -> dict[str, Any]:
    """A record that is new."""
    act, content = new_record(gateway, name, member)
    return gateway.signed(act, contents=[content])


def posts(gateway: Gateway) -> Iterator[str]:
    """Every address that takes an act."""
    for path, operations in gateway.app.openapi()["paths"].items():
        answers = operations.get("post", {}).get("responses", {})
        taken = answers.get("202", {}).get("content", {}).get("application/json", {})
        if taken.get("schema", {}).get("$ref", "").endswith("/Accepted"):
            yield path


class TestKey:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = list(posts(gateway))
        assert len(found) > 30
        for path in found:
            full = path.replace("{c}", "1").replace("{v}", "2").replace("{m}", "7")
            with gateway.unchanged():
                response = gateway.client.post(full, json={})
            told = (path, response.status_code, response.json()["error"])
            assert told == (path, 400, "IdempotencyKeyMissing")

    def test_is_required_by_the_description(self, gateway: Gateway) -> None:
        for path in posts(gateway):
            given = gateway.app.openapi()["paths"][path]["post"]["parameters"]
            (header,) = [one for one in given if one["name"] == "idempotency-key"]
            assert header["required"], path

    @pytest.mark.parametrize(
        "value",
        ["", "bare", '""', '"open', '"a" "b"', '"a", "b"', "'a'", '"é"', f'"{"a" * 129}"', "1"],
    )
    def test_that_is_no_string_is_refused(self, gateway: Gateway, value: str) -> None:
        body = asked(gateway, "under no key")
        headers = {"Idempotency-Key": value.encode()}
        with gateway.unchanged():
            response = gateway.client.post(
                f"{gateway.path}/contributions", json=body, headers=headers
            )
        assert (response.status_code, response.json()["error"]) == (400, "IdempotencyKeyMalformed")

    def test_is_read_as_a_string_of_rfc_8941(self) -> None:
        assert key_of('"a"') == key_of(' "a" ') == key_of('"a";v=1') == "a"
        assert key_of(r'"a\"b\\"') == 'a"b\\'
        with pytest.raises(IdempotencyKeyMalformed):
            key_of(r'"a\b"')


class TestAnswer:
    def test_anonymous(self, gateway: Gateway) -> None:
        body = asked(gateway, "signed by nobody")
        body["signature"] = "0x" + "11" * 65
        with gateway.unchanged():
            response = gateway.post("/contributions", body, **key("of nobody"))
        assert response.status_code in (400, 403)

    def test_is_the_same_however_the_act_has_gone_on(self, gateway: Gateway) -> None:
        body = asked(gateway, "asked twice")
        with gateway.gate.held():
            first = gateway.post("/contributions", body, **key("twice"))
        gateway.settle(gateway.services.outbox.act(first.json()["act"]))
        with gateway.unchanged():
            again = gateway.post("/contributions", body, **key("twice"), **WAIT)
        assert (first.status_code, first.json()["status"]) == (202, "queued")
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["location"] == first.headers["location"]

    def test_that_was_waited_for_stays_too(self, gateway: Gateway) -> None:
        body = asked(gateway, "waited for under a key")
        first = gateway.post("/contributions", body, **key("waited"), **WAIT)
        again = gateway.post("/contributions", body, **key("waited"))
        assert first.status_code == again.status_code == 200
        assert first.json() == again.json()

    def test_outlives_the_process(self, gateway: Gateway) -> None:
        body = asked(gateway, "before a restart")
        first = gateway.post("/contributions", body, **key("restart"), **WAIT)
        old = gateway.services
        parts = {name: getattr(old, name) for name in Services.__dataclass_fields__}
        path = f"{gateway.path}/contributions"
        again = ask(create_app(Services(**parts)), "POST", path, json=body, headers=key("restart"))
        assert (again.status_code, again.json()) == (first.status_code, first.json())

    def test_holds_no_text_of_anybodys(self, gateway: Gateway) -> None:
        body = asked(gateway, "a secret text")
        gateway.post("/contributions", body, **key("my secret key"), **WAIT)
        kept = str(gateway.rows()["answers"])
        assert "a secret text" not in kept
        assert "my secret key" not in kept

    def test_of_a_refused_request_is_not_kept(self, gateway: Gateway) -> None:
        body = asked(gateway, "first signed badly")
        bad = body | {"signature": "0x" + "11" * 65}
        assert gateway.post("/contributions", bad, **key("tried")).status_code in (400, 403)
        assert gateway.post("/contributions", body, **key("tried"), **WAIT).status_code == 200


class TestConflict:
    def test_anonymous(self, gateway: Gateway) -> None:
        taken = asked(gateway, "has its key")
        first = gateway.post("/contributions", taken, **key("taken"), **WAIT)
        with gateway.unchanged():
            again = gateway.post("/contributions", taken | {"contents": []}, **key("taken"))
        assert (again.status_code, again.json()["error"]) == (422, "IdempotencyConflict")
        assert first.json()["act"] in again.json()["detail"]

    def test_is_not_with_another_signers_same_key(self, gateway: Gateway) -> None:
        for member in (4, 5):
            body = asked(gateway, f"the key of {member}", member)
            response = gateway.post("/contributions", body, **key("shared"), **WAIT)
            assert response.status_code == 200

    def test_is_told_of_a_request_that_still_runs(self, gateway: Gateway) -> None:
        body = asked(gateway, "still runs")
        with gateway.gate.held(), ThreadPoolExecutor(1) as pool:
            path, same = "/contributions", key("running")
            first = pool.submit(gateway.post, path, body, **same, Prefer="wait=2")
            while not _runs(gateway):
                pass
            again = gateway.post(path, body, **same)
            assert first.result().status_code == 202
        assert (again.status_code, again.json()["error"]) == (409, "IdempotencyRunning")
        assert again.headers["retry-after"] == "1"
        assert gateway.post(path, body, **same).json() == first.result().json()
        gateway.settle(gateway.services.outbox.act(first.result().json()["act"]))


def _runs(gateway: Gateway) -> bool:
    """Whether a request waits for its answer."""
    return any(row[-1] is None for row in gateway.rows()["answers"])
