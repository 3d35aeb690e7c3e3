"""After an erasure nothing that a gateway keeps besides the ledger holds what a member wrote."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from ledger_py import erasure, logs
from ledger_py.commitments import seal
from ledger_py.ledger import Newcomer, Statement
from ledger_py.models import Basis, Contribution, Record
from ledger_py.postman import sealed_as
from ledger_py.settings import Settings
from ledger_py.signers import LocalSigner
from ledger_py.store import schema, users
from ledger_py.store.discussion import key_name
from ledger_py.store.evidence import name_of
from ledger_py.store.vault import _keys
from ledger_py.typed_data import contribution_id
from tests.api.receivers import Receiver, receiving
from tests.api.stack import OPEN_EPOCH, RULES, Gateway, open_gateway
from tests.api.test_discussion import member, path, said
from tests.api.test_evidence import bring
from tests.api.test_notices import derive, told
from tests.api.test_pushes import Browser
from tests.api.test_sign_in_elsewhere import Mailbox
from tests.api.test_webhooks import deliver, hooks
from tests.api.visitors import Visitor
from tests.chain.engine_nodes import free_port
from tests.databases import Database
from tests.searching import found_in

NAME, LOGIN = "Maddalen Etxeberria-Goñi", "maddalen-eg-71"
ADDRESS, LINK = f"{LOGIN}@example.org", "https://example.org/minutes/of-the-third-evening"
TEXT = "Sat with Ibon through three long evenings until his first patch went in."
DRAFT = "What I have begun to write of Ibon"
COMMENT, ANSWER = "I think that evenings count", "Maddalen is right about evenings"
REASON, APPEAL = "It tells where Maddalen lives", "I said that of myself"
DOUBT = "He writes of me what is not so"
PICTURE, HERS = b"\x89PNG of the third evening, with Ibon", b"\x89PNG of her own desk"
SHARED, FOREIGN = b"\x89PNG of the hall, with everybody", b"\x89PNG of what is another's"
WEBHOOK = "/told/of-maddalen"
NEEDLES = [
    *(one.encode() for one in (NAME, LOGIN, ADDRESS, LINK, TEXT, DRAFT, COMMENT, ANSWER)),
    *(one.encode() for one in (REASON, APPEAL, DOUBT, WEBHOOK)),
    *(PICTURE, HERS),
]
KEY = LocalSigner(b"\x77" * 32)
ABOUT = "/votes/2/comments"


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    """Where all mail goes."""
    return Mailbox()


@pytest.fixture(scope="module")
def gateway(
    apart: Database, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Gateway]:
    """A gateway that sends mail, and whose log is a file beside its databases."""
    folder, port = tmp_path_factory.mktemp("erasure"), free_port()
    post = Controller(mailbox, hostname="127.0.0.1", port=port)
    post.start()
    more = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "ledger@example.org"}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        with (folder / "log.jsonl").open("w") as stream:
            logs.configure(Settings.read(log_format="json", log_level="debug"), stream)
            # That of the mail server of this test, which is in the same process.
            logging.getLogger("mail.log").setLevel(logging.ERROR)
            with open_gateway(apart, folder, **more) as opened:
                opened.populate(opened.found("here", RULES))
                yield opened
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        post.stop()


@dataclass
class Story:
    """What was said of and by her before; stays: the keys of what is others'."""

    her: Visitor
    id: int
    receiver: Receiver = field(default_factory=Receiver)
    kept: dict[str, str] = field(default_factory=dict)
    stays: set[str] = field(default_factory=set)

    @property
    def at(self) -> Gateway:
        """The gateway it is told at."""
        return self.her.gateway

    def ask(self, method: str, rest: str, body: Any = None, by: Visitor | None = None) -> Any:
        """What is answered to her, or to somebody else; it must be done."""
        answer = (by or self.her).send(method, rest, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def keys(gateway: Gateway) -> dict[str, bytes]:
    """The wrapped key of each text, by its name."""
    vault = gateway.services.store.require_vault()
    with vault._reading() as connection:
        rows = connection.execute(select(_keys)).all()
    return {row.commitment: bytes(row.sealed) for row in rows if row.commitment[:2] == "0x"}


def work(gateway: Gateway, about: int, by: int, description: str, *links: str) -> None:
    """A contribution of somebody that somebody else recorded."""
    body = {"kind": "contribution", "description": description, "evidence": list(links)}
    basis = Basis.NONE if about == by else Basis.PRESENT
    statement = Statement(about, 2, OPEN_EPOCH, 100, body, basis)
    gateway.settle(gateway.ledger(by).record([statement]))


def joined(gateway: Gateway, mailbox: Mailbox) -> Story:
    """She joins, signs in, and shows an address; of a further mail she makes nothing."""
    person = {"kind": "person", "name": NAME, "login": LOGIN, "link": LINK}
    gateway.settle(gateway.ledger(1).admit([Newcomer(person, KEY.signer)]))
    her = Visitor(gateway)
    (spoken,) = her.by_wallet(KEY)["memberships"]
    her.begin(way="mail", address=ADDRESS, add=True)
    assert her.send("POST", "/credentials", {"sign_in": mailbox.link()}).status_code == 201
    her.begin(way="mail", address=ADDRESS, add=True)
    gateway.pass_time(1)
    return Story(her, spoken["member"])


def tell_works(story: Story) -> None:
    """She records, under a key of her choice; member 3 brings files and records of her too."""
    gateway, three = story.at, member(story.at, 3)
    for name, by, file in (("hers", story.her, HERS), ("of", three, PICTURE)):
        story.kept[name] = bring(by, file).json()["url"]
    for name, by, file in (("shared", three, SHARED), ("foreign", member(gateway, 4), FOREIGN)):
        story.kept[name] = url = bring(by, file).json()["url"]
        story.stays.add(name_of(gateway.place.community, url[-64:]))
    links = [LINK, story.kept["foreign"]]
    content = seal({"kind": "contribution", "description": TEXT, "evidence": links})
    made = Contribution(story.id, story.id, 2, OPEN_EPOCH, 100, 0, content.commitment)
    act = Record(story.id, gateway.deadline(), (made,))
    body = gateway.signed(act, by=KEY, contents=[content])
    chosen = {"Idempotency-Key": f'"{LOGIN} once"', "Prefer": "wait=20"}
    assert gateway.post("/contributions", body, **chosen).status_code == 200
    story.kept["work"] = "0x" + contribution_id(made).hex()
    work(gateway, story.id, 3, f"{NAME} explained it", story.kept["of"], story.kept["shared"])
    work(gateway, 4, 3, "Opened the hall", story.kept["shared"])
    found = gateway.get("/contributions").json()["items"]
    story.stays |= {
        one["content"]["commitment"]
        for one in found
        if one["content"]["body"]["description"] == "Opened the hall"
    }


def tell_comments(story: Story) -> None:
    """She and member 4 speak, report each other's words, and she appeals."""
    gateway, four, one = story.at, member(story.at, 4), member(story.at, 1)
    comment = said(gateway, story.her, COMMENT, ABOUT)["comment"]
    said(gateway, four, ANSWER, f"/contributions/{story.kept['work']}/comments")
    other = said(gateway, four, "Evenings are long", ABOUT)["comment"]
    reports = path(gateway, "/reports")
    text = {"text": f"comment {comment}", "reason": REASON}
    report = story.ask("POST", reports, text, by=four)["report"]
    story.ask("POST", f"{reports}/{report}/decision", {"hide": True}, by=one)
    story.ask("POST", f"{reports}/{report}/appeal", {"appeal": APPEAL})
    story.ask("POST", reports, {"text": f"comment {other}", "reason": DOUBT})
    story.kept["comment"], story.kept["other"] = comment, other
    story.stays.add(key_name("comment", other))


def tell_rest(story: Story) -> None:
    """She writes a draft, has tools and browsers, is told of things, and mistypes."""
    gateway, her = story.at, story.her
    story.ask("PUT", f"/drafts/{LOGIN}", {"body": {"description": DRAFT, "of": NAME}})
    story.ask("POST", "/tokens", {"name": NAME, "scopes": ["read"]})
    url = story.receiver.url.partition("/told")[0] + WEBHOOK
    story.kept["webhook"] = story.ask("POST", hooks(gateway), {"url": url})["webhook"]
    browser = Browser(story.receiver).subscription() | {"endpoint": url}
    story.ask("POST", "/notices/subscriptions", browser)
    for status in (500, 204):
        story.receiver.status = status
        work(gateway, story.id, 3, f"{status}: {TEXT}")
        assert deliver(gateway)
        gateway.clock.now += 60
    derive(gateway)
    for where in (f"/communities/{NAME}", f"/communities?name={NAME}", f"/drafts/{NAME}"):
        her.client.get(f"/v1{where}")
    her.client.post(f"/v1{path(gateway, '/contributions')}", content=NAME.encode())


@pytest.fixture(scope="module")
def story(gateway: Gateway, mailbox: Mailbox) -> Iterator[Story]:
    """All that she did, before she is erased."""
    before = set(keys(gateway))
    with receiving() as receiver:
        found = joined(gateway, mailbox)
        found.receiver = receiver
        tell_works(found)
        tell_comments(found)
        tell_rest(found)
        with gateway.services.store.reading() as connection:
            user = connection.execute(select(schema.webhooks.c.user)).scalars().one()
            held = users.credentials(connection, user)
        # How she signs in is the user's own, who goes by `DELETE /v1/user`.
        found.stays |= before | {
            sealed_as(one.subject) for one in held if one.way == "mail" and one.subject
        }
        yield found


def test_what_is_kept_besides_is_in_no_file_in_any_form_and_its_keys_go(
    gateway: Gateway, story: Story, apart: Database
) -> None:
    """What was said is nowhere in plain, not even before; afterwards its keys are gone too."""
    folder = gateway.services.settings.data_dir
    held = {name: key for name, key in keys(gateway).items() if name not in story.stays}
    assert len(held) >= 15
    places = {folder, apart.files(folder)}
    assert {one for at in places for one in found_in(at, NEEDLES)} == set()
    assert {one[2] for one in found_in(folder, list(held.values()))} == set(held.values())
    assert LOGIN not in str(gateway.rows()) and NAME not in str(gateway.rows())
    services = gateway.services
    erasure.erase(
        services.store, gateway.place.community, story.id, int(gateway.clock()), services.accounts
    )
    assert set(keys(gateway)) - story.stays == set()
    places = {folder, apart.files(folder)}
    assert {one for at in places for one in found_in(at, [*NEEDLES, *held.values()])} == set()
    assert '"route": "/v1/drafts/{draft}"' in (folder / "log.jsonl").read_text()


def test_nothing_of_it_is_shown_and_others_keep_what_is_theirs(
    gateway: Gateway, story: Story
) -> None:
    assert story.ask("GET", "/drafts")["items"] == []
    assert story.ask("GET", "/notices/subscriptions")["items"] == []
    assert story.ask("GET", hooks(gateway))["items"] == []
    assert told(story.her)["items"] == []
    assert [one["name"] for one in story.ask("GET", "/tokens")["items"]] == [""]
    texts = {one["comment"]: one["text"] for one in story.ask("GET", path(gateway, ABOUT))["items"]}
    assert texts[story.kept["comment"]] is None
    assert texts[story.kept["other"]] == "Evenings are long"
    about = path(gateway, f"/contributions/{story.kept['work']}/comments")
    assert [one["text"] for one in story.ask("GET", about)["items"]] == [None]
    for name, status in (("hers", 404), ("of", 404), ("shared", 200), ("foreign", 200)):
        assert httpx.get(story.kept[name]).status_code == status, name
    rows = gateway.rows()
    for name in ("webhooks", "deliveries", "subscriptions", "drafts"):
        assert rows[name] == [], name
    assert story.id not in [row[5] for row in rows["notices"]]


def test_a_user_who_goes_leaves_no_key(gateway: Gateway, story: Story) -> None:
    story.ask("PUT", "/drafts/again", {"body": {"description": "Begun again"}})
    story.ask("POST", "/tokens", {"name": "again", "scopes": ["read"]})
    before = set(keys(gateway))
    assert story.her.send("DELETE", "/user").status_code == 204
    gone = before - set(keys(gateway))
    assert len(gone) == 3, "of a draft, of a token's name, of the mail address"
    assert found_in(gateway.services.settings.data_dir, [ADDRESS.encode()]) == set()
