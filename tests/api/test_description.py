"""The API's description of itself: examples that hold, refusals by names that are rules."""

import json
from typing import Any

import jsonschema_rs
import pytest

from api.describing import operations
from api.problems import meaning_of
from tests.api.stack import Gateway

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(gateway: Gateway) -> Json:
    """The description as a client gets it."""
    found: Json = gateway.get("/v1/openapi.json").json()
    return found


def holders(operation: Json) -> list[Json]:
    """What is posted, and what is answered when all is well, as JSON."""
    found = [operation.get("requestBody", {})]
    found += [one for status, one in operation["responses"].items() if status < "400"]
    contents = [holder.get("content", {}).get("application/json") for holder in found]
    return [content for content in contents if content]


def validator(document: Json, schema: Json) -> Any:
    """What holds a value against a schema of the description."""
    return jsonschema_rs.validator_for({**schema, "components": document["components"]})


class TestDescription:
    def test_anonymous(self, document: Json) -> None:
        assert document["openapi"].startswith("3.1")
        assert len(list(operations(document))) > 120

    def test_is_not_too_large_to_be_read(self, document: Json) -> None:
        assert len(json.dumps(document)) < 1_200_000

    def test_has_an_example_that_holds_for_every_operation(self, document: Json) -> None:
        shown = 0
        for method, path, operation in operations(document):
            for content in holders(operation):
                assert "example" in content, (method, path)
                found = validator(document, content["schema"])
                faults = [str(one) for one in found.iter_errors(content["example"])]
                assert not faults, (method, path, faults[:2], content["example"])
                shown += 1
        assert shown > 150

    def test_names_every_refusal_of_every_operation(self, document: Json) -> None:
        for method, path, operation in operations(document):
            for status, response in operation["responses"].items():
                if status < "400" or path.startswith("/health"):
                    continue
                content = response["content"]["application/problem+json"]
                named = content["schema"]["$ref"].rpartition("/")[2]
                schema = document["components"]["schemas"][named]
                names = schema["allOf"][1]["properties"]["error"]["enum"]
                assert names, (method, path, status)
                for name in names:
                    assert meaning_of(name), (method, path, name)

    def test_shows_refusals_that_hold(self, document: Json) -> None:
        for method, path, operation in operations(document):
            for status, response in operation["responses"].items():
                for media_type, content in response.get("content", {}).items():
                    if media_type != "application/problem+json":
                        continue
                    found = validator(document, content["schema"])
                    assert content["examples"], (method, path, status)
                    for shown in content["examples"]:
                        one = document["components"]["examples"][shown]
                        assert found.is_valid(one["value"]), (method, path, one)
                        assert str(one["value"]["status"]) == status


class TestMethods:
    def test_anonymous(self, gateway: Gateway) -> None:
        response = gateway.client.request("OPTIONS", f"{gateway.path}/contributions")
        assert (response.status_code, response.json()["error"]) == (405, "MethodUnsupported")
        assert response.headers["allow"] == "GET, POST"
