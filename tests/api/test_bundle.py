"""A community in one file, fetched from a gateway and checked without any."""

import threading
from pathlib import Path

from ledger_py.verify.bundle import Bundle
from ledger_py.verify.findings import Report
from ledger_py.verify.offline import check_bundle
from tests.api.stack import Gateway
from tests.databases import SqliteFiles


class TestBundle:
    def test_anonymous(self, gateway: Gateway, tmp_path: Path) -> None:
        with gateway.unchanged():
            response = gateway.get("/bundle")
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/gzip"
        file = tmp_path / "community.bundle"
        file.write_bytes(response.content)
        report, found = Report(), Bundle.load(file)
        assert found.community == gateway.place.community
        store = SqliteFiles().store(tmp_path)
        assert check_bundle(found, None, store, report, lambda *_: None) is not None
        store.close()
        assert [str(one) for one in report.differences] == []

    def test_of_nothing_is_not_found(self, gateway: Gateway) -> None:
        response = gateway.get("/v1/communities/99/bundle")
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")

    def test_is_made_one_at_a_time(self, gateway: Gateway) -> None:
        making: threading.Lock = gateway.services.bundles._making
        with making:
            response = gateway.get("/bundle")
        assert (response.status_code, response.json()["error"]) == (503, "BundleBusy")
        assert response.headers["retry-after"]
