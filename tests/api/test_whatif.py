"""What-if is asked by anyone, changes nothing, and orders nobody by score."""

import pytest

from tests.api.stack import JOINED, LATE, STEWARDS, Gateway

WHAT_IF = "/indicators/1/what-if"
SPEAKING = [*STEWARDS, *JOINED, LATE]


class TestWhatIf:
    def test_anonymous(self, gateway: Gateway) -> None:
        found = gateway.get(f"{WHAT_IF}?epoch=1&levels=1=9,4=10").json()
        assert found["levels"] == {"1": 9, "4": 10}
        assert found["types"][3]["level"] == {"now": None, "then": 10}
        assert [one["portion"] for one in found["groups"]] == [
            {"now": 1_000_000, "then": 1_000_000},
            {"now": 0, "then": 0},
        ]

    def test_that_asks_for_nothing_says_what_the_scores_say_twice(self, gateway: Gateway) -> None:
        found = gateway.get(f"{WHAT_IF}?epoch=1").json()
        scores = gateway.get("/indicators/1/scores?epoch=1").json()
        assert found["total"] == {"now": scores["total"], "then": scores["total"]}
        assert [(one["member"], one["score"]) for one in found["members"]] == [
            (one["member"]["member"], {"now": one["score"], "then": one["score"]})
            for one in scores["members"]
        ]

    def test_lists_members_in_the_order_of_admission_whatever_they_get(
        self, gateway: Gateway
    ) -> None:
        for levels in ("1=0", "1=10,2=10"):
            members = gateway.get(f"{WHAT_IF}?epoch=1&levels={levels}").json()["members"]
            assert [one["member"] for one in members] == SPEAKING
        story = gateway.client.get(members[2]["contributions"]).json()["items"]
        assert {one["contributor"]["member"] for one in story} == {3}

    def test_takes_types_by_name_as_by_id(self, gateway: Gateway) -> None:
        name = gateway.get("/activities").json()["items"][0]["name"]
        by_name = gateway.get(f"{WHAT_IF}?epoch=1&levels={name}=3").json()
        assert by_name == gateway.get(f"{WHAT_IF}?epoch=1&levels=1=3").json()
        assert by_name["total"]["then"] != by_name["total"]["now"]

    def test_is_of_the_current_epoch_when_none_is_named(self, gateway: Gateway) -> None:
        assert gateway.get(WHAT_IF).json()["epoch"] == 4

    @pytest.mark.parametrize(
        ("asked", "status", "error"),
        [
            ("levels=1=11", 400, "LevelOutOfRange"),
            ("levels=99=1", 404, "NotFound"),
            ("levels=1=1,1=2", 422, "WeightsUnreadable"),
            ("levels=nonsense", 422, "WeightsUnreadable"),
            ("levels==5", 422, "WeightsUnreadable"),
            ("levels=1=-1", 422, "WeightsUnreadable"),
            ("levels=1=٣", 422, "WeightsUnreadable"),
            ("levels=1=9999999", 422, "WeightsUnreadable"),
            ("shares=1=10000", 422, "SharesForeign"),
            ("shares=1=9999", 422, "SharesNotWhole"),
            ("epoch=7", 404, "NotFound"),
        ],
    )
    def test_that_cannot_be_is_a_problem_that_says_what_to_do(
        self, gateway: Gateway, asked: str, status: int, error: str
    ) -> None:
        response = gateway.get(f"{WHAT_IF}?{asked}")
        assert (response.status_code, response.json()["error"]) == (status, error)
        assert response.json()["hint"]


class TestPage:
    """The section *What if* of an indicator's page, which works without a script."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        page = gateway.client.get(f"{community}/indicators/1?epoch=1").text
        assert 'name="level-1"' in page
        assert "as it would be" not in page

    def test_tells_what_shifts_between_kinds_of_work_and_names_nobody(
        self, gateway: Gateway, community: str
    ) -> None:
        page = gateway.client.get(f"{community}/indicators/1?epoch=1&level-1=2").text
        section = page[page.index('id="what-if"') : page.index('id="history"')]
        assert "as it would be" in section
        assert "→ <strong>2</strong>" in section
        assert "/members/" not in section

    @pytest.mark.parametrize(
        ("field", "told"),
        [
            ("level-1=11", "11"),
            ("level-1=2.5", "no weight of"),
            ("level-1=<b>", "&lt;b&gt;"),
            ("level-1=9999", "no weight of"),
        ],
    )
    def test_tells_what_cannot_be_tried(
        self, gateway: Gateway, community: str, field: str, told: str
    ) -> None:
        answer = gateway.client.get(f"{community}/indicators/1?epoch=1&{field}")
        assert answer.status_code == 200
        assert "This cannot be tried." in answer.text
        assert told in answer.text
        assert "<b>" not in answer.text

    def test_ignores_an_epoch_that_is_none(self, gateway: Gateway, community: str) -> None:
        for epoch in ("99", "x", "", "9" * 5_000):
            answer = gateway.client.get(f"{community}/indicators/1?epoch={epoch}&level-1=3")
            assert answer.status_code == 200, epoch
