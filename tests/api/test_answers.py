"""How answers go out: as JSON or as a table, compressed or plain, in parts that lead on."""

import csv
import io

import pytest

from api.shapes_calls import DocumentBody
from api.tables import is_wanted, table
from ledger_py.models import Record
from tests.api.stack import Gateway
from tests.api.test_acts import WAIT

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", 'a "quoted", word\nand a line']


class TestTable:
    def test_anonymous(self, gateway: Gateway) -> None:
        response = gateway.get("/activities", Accept="text/csv")
        rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
        assert [row["title"] for row in rows] == ["Mentoring", "Organising", "Reviewing", "Testing"]
        assert rows[1]["cap"] == ""
        assert response.text.count("\r\n") == len(rows) + 1

    def test_spreads_what_has_parts(self, gateway: Gateway) -> None:
        text = gateway.get("/contributions?limit=1", Accept="text/csv").text
        header = text.split("\r\n")[0].split(",")
        for column in ("id", "contributor.member", "content.commitment", "proof.block", "units"):
            assert column in header

    @pytest.mark.parametrize("text", EVIL)
    def test_holds_no_formula(self, text: str) -> None:
        body = DocumentBody(kind="group", title=text, description="plain")
        whole = table(DocumentBody, [body])
        (row,) = csv.DictReader(io.StringIO(whole, newline=""))
        expected = text if text.startswith("a ") else "'" + text
        assert (row["title"], row["description"]) == (expected, "plain")

    def test_of_scores_is_of_members_by_id(self, gateway: Gateway) -> None:
        path = "/indicators/1/scores?epoch=1"
        response = gateway.get(path, Accept="text/csv")
        rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
        ids = [int(row["member.member"]) for row in rows]
        assert ids == sorted(ids)
        assert len(ids) == len(gateway.get(path).json()["members"])

    def test_leads_on_too(self, gateway: Gateway) -> None:
        first = gateway.get("/members?limit=4", Accept="text/csv")
        assert first.headers["vary"].split(", ")[0] == "Accept"
        following = gateway.client.get(first.links["next"]["url"], headers={"Accept": "text/csv"})
        assert following.links["first"]["url"] == f"{gateway.path}/members?limit=4"
        assert len(first.text.splitlines()) == 5

    def test_has_a_tag_of_its_own(self, gateway: Gateway) -> None:
        plain = gateway.get("/groups").headers["etag"]
        of_table = gateway.get("/groups", Accept="text/csv").headers["etag"]
        assert plain != of_table
        again = gateway.get("/groups", **{"Accept": "text/csv", "If-None-Match": of_table})
        assert again.status_code == 304

    def test_is_none_of_what_is_no_list(self, gateway: Gateway) -> None:
        response = gateway.get("/groups/1", Accept="text/csv")
        assert response.headers["content-type"] == "application/json"

    @pytest.mark.parametrize(
        ("accept", "wanted"),
        [
            ("", False),
            ("*/*", False),
            ("application/json", False),
            ("text/csv", True),
            ("TEXT/CSV;header=present", True),
            ("text/csv, application/json", True),
            ("text/csv;q=0.5, application/json", False),
            ("text/csv;q=0", False),
            ("text/csv;q=x", False),
            ("text/*, */*;q=0.1", True),
        ],
    )
    def test_is_wanted_by_weight(self, accept: str, wanted: bool) -> None:
        assert is_wanted(accept) is wanted


class TestCompression:
    def test_anonymous(self, gateway: Gateway) -> None:
        plain = gateway.get("/activities", **{"Accept-Encoding": "identity"})
        packed = gateway.get("/activities", **{"Accept-Encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert plain.json() == packed.json()
        assert plain.headers["etag"] == packed.headers["etag"]
        assert plain.headers["etag"].startswith("W/")

    def test_spares_small_answers(self, gateway: Gateway) -> None:
        small = gateway.get("/groups/1", **{"Accept-Encoding": "gzip"})
        assert "content-encoding" not in small.headers

    @pytest.mark.parametrize("page", ["/communities/2", "/communities/2/record"])
    def test_spares_pages_which_hold_tokens(self, gateway: Gateway, page: str) -> None:
        response = gateway.client.get(page, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert "content-encoding" not in response.headers

    @pytest.mark.parametrize("name", ["Cookie", "Authorization"])
    def test_spares_what_is_answered_to_somebody(self, gateway: Gateway, name: str) -> None:
        headers = {"Accept-Encoding": "gzip", name: "a=b"}
        response = gateway.client.get(f"{gateway.path}/activities", headers=headers)
        assert "content-encoding" not in response.headers


class TestReceipt:
    def test_anonymous(self, gateway: Gateway) -> None:
        made = gateway.contribution("has a receipt", 5)
        content = gateway.contents.pop("has a receipt")
        body = gateway.signed(Record(5, gateway.deadline(), (made,)), contents=[content])
        act = gateway.post("/contributions", body, **WAIT).json()["act"]
        found = gateway.get(f"/v1/acts/{act}/receipt").json()
        assert (found["act"], found["member"], found["name"]) == (act, 5, "record")
        assert found["message"] == body["act"]
        assert (found["signer"], found["signature"]) == (body["signer"], body["signature"])
        assert "has a receipt" not in str(found)
        unknown = gateway.get(f"/v1/acts/0x{'22' * 32}/receipt")
        assert (unknown.status_code, unknown.json()["error"]) == (404, "ActNotFound")
