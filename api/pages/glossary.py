"""The words of the ledger in plain language, each with an address of its own to link to."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.site import Site, page_route


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what it means here; its key is its anchor on the page."""

    key: str
    word: str
    meaning: str


WORDS = (
    Word(
        "contribution",
        "contribution",
        "A statement that a member did some units of a kind of work in an epoch. Members make it "
        "of their own work or of another’s: recognising others is the point.",
    ),
    Word(
        "attestation",
        "attestation",
        "A member’s signed statement that a contribution took place, and how many units it was. "
        "Nobody attests to their own. Each kind of work says how many it requires; with that many "
        "the contribution is accepted, and up to five members may attest.",
    ),
    Word(
        "contest",
        "contest, struck",
        "A member who doubts that a contribution should stand as it is contests it; each can be "
        "contested once. A steward who has no part in it decides whether it stands or is struck, "
        "which ends it for good. If nobody decides in time, it stands. Until then it counts.",
    ),
    Word(
        "withdrawal",
        "withdrawal, retraction, correction",
        "Whoever did the work may withdraw what is recorded of it at any time; then nothing that "
        "was written about it is shown any more. Attesters may take back their word while the "
        "epoch is open. A correction puts another contribution in the place of a withdrawn one.",
    ),
    Word(
        "activity-type",
        "activity type",
        "A kind of work that the community recognises, such as mentoring, with the unit it is "
        "counted in: session, event, hour, patch or credit. A credit is always exactly 1: "
        "recognised, not counted.",
    ),
    Word(
        "epoch",
        "epoch",
        "An accounting period with a beginning and an end in the calendar, such as a quarter "
        "of a year. Some time after its end it closes and takes nothing new; when no contest can "
        "come or is left, it is final and never changes.",
    ),
    Word(
        "lower-median",
        "lower median",
        "The value in the middle when all are put in order, and the lower of the two in the middle "
        "when there is an even number. Of 1, 2 and 9 it is 2; of 1 and 2 it is 1. One extreme "
        "voice cannot drag it far.",
    ),
    Word(
        "vote",
        "vote, ballot",
        "A vote is an event in which members decide. A ballot is one member’s say in it: one "
        "member, one ballot. Until the vote closes it may be replaced, always as a whole.",
    ),
    Word(
        "quorum",
        "quorum",
        "How many have to take part before a vote decides: a part of those who could vote when it "
        "was announced, three at least. About a proposal every ballot counts, abstentions too. On "
        "levels and shares only opinions count; with too few, they stay as they were.",
    ),
    Word(
        "proposal",
        "proposal, amendment",
        "What a member puts to the vote: a change that the contracts carry out once it has passed, "
        "or a resolution in words. An amendment is a proposal that names the one it changes, and "
        "is voted on by itself.",
    ),
    Word(
        "objection",
        "objection",
        "What has passed waits before it is carried out. In that time a member can turn against "
        "it, whether they voted or not; when as many are against it as for it, it is stopped. So "
        "a majority that was not awake can still say no, and a minority cannot.",
    ),
    Word(
        "handover",
        "handover",
        "Until it, stewards set the community up: groups, activity types, indicators, quick votes. "
        "From it on, for ever, only what members decide by vote changes any of that; stewards "
        "admit members and decide contests.",
    ),
    Word(
        "share",
        "share, division, unallocated",
        "In a vote of shares each ballot divides 100 points over the groups. From all of them "
        "comes a share of an epoch’s recognition for each group; inside a group, units and levels "
        "count. The share of a group in which nothing counts goes to nobody: it is unallocated.",
    ),
    Word(
        "level",
        "level",
        "What one unit of a kind of work is worth to the community, from 0 to 10, decided by vote. "
        "Not yet valued is not zero: nobody has decided yet.",
    ),
    Word(
        "indicator",
        "indicator, score",
        "An indicator is something the community wants to see, such as care work, with a level for "
        "each kind of work. A score is what it says of a member in an epoch.",
    ),
    Word(
        "visibility-gap",
        "visibility gap",
        "How the community values a kind of work, against how much of that work is recorded and "
        "attested. Where value is ahead, something that matters is hardly seen.",
    ),
    Word(
        "member",
        "member, unclaimed member, steward",
        "A member is a person’s place in one community. An unclaimed member is somebody whom the "
        "community credits and who has not joined: no page, no vote, no score. A steward is a "
        "member who admits others and, until handover, sets up types, groups and votes.",
    ),
    Word(
        "signer",
        "signer, recovery",
        "What signs for a member: a wallet, a passkey on a device. Up to five speak for one "
        "member, and each belongs to that member for ever. Two stewards can recover a member who "
        "has lost theirs, after a wait in which the member can object; then only a vote decides.",
    ),
    Word(
        "recognition",
        "scored, recorded",
        "A member chooses whether indicators may say something of them. Whoever is not scored did "
        "the work all the same: it stays in the record and in what is said of the whole community. "
        "A member can also choose not to be recorded any more.",
    ),
    Word(
        "managed-key",
        "managed key, managed member",
        "To sign is to make something with a secret key that nobody else could make. A managed key "
        "is kept by a gateway, which then signs in the member’s place; the chain and every page "
        "mark that member as managed. Other members sign with a device of their own.",
    ),
    Word(
        "gateway",
        "gateway",
        "The program that shows these pages and carries signed acts to the chain. There can be "
        "several; none can change what a member signed, and the contracts check every signature.",
    ),
    Word(
        "chain",
        "chain, contract",
        "The chain is a list of records that many computers keep and that only grows. A contract "
        "is a program on it, with the community’s rules; it refuses whatever breaks them.",
    ),
    Word(
        "commitment",
        "salted commitment",
        "A fingerprint of a text. A random number, the salt, is mixed in, so that nobody can find "
        "the text by guessing. The chain carries the fingerprint only; whoever has text and salt "
        "can show that this is what was signed. Erase them, and the fingerprint tells nothing.",
    ),
    Word(
        "act",
        "act",
        "Anything a member signs: recording, attesting, casting a ballot, leaving.",
    ),
)
"""In the order in which a visitor meets them."""


def routes(site: Site) -> APIRouter:
    """The route of the glossary."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/words")
    def words(request: Request) -> HTMLResponse:
        return site.page(request, "words.html", words=WORDS)

    return router
