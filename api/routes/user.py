"""What is a user's own: credentials, tokens, the members they speak for, managed keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import shapes_users as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity import sign_ins, speaking
from api.identity.callers import Calling, drop_session
from api.identity.faults import TokensMany
from api.identity.sign_ins import Answer
from api.routes.params import CommunityKey, problems
from api.routes.sign_in import told
from ledger_py import typed_data
from ledger_py.store import speaking as stored
from ledger_py.store import users
from ledger_py.store.reads import NotFound

router = APIRouter(route_class=JsonRoute, tags=["the user"])
DAY, MOST = 86_400, 100
_OWN = problems(401, 403, 413, 422)
_LOST = problems(401, 403, 404, 422)
CredentialKey = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="A credential")]
TokenNumber = Annotated[int, Path(ge=1, le=2**53, description="A token's number")]
SignerHex = Annotated[str, Path(pattern="^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{168})$")]


@router.get("/credentials", responses=_OWN)
def credentials(parts: Parts, caller: Calling) -> shapes.Credentials:
    """What the user signs in with."""
    with parts.store.reading() as connection:
        held = users.credentials(connection, caller.require("read"))
    return shapes.Credentials(items=[shapes.Credential.of(one) for one in held])


@router.post("/credentials", status_code=201, responses=problems(400, 401, 403, 409, 413, 422))
def add_credential(answered: shapes.Answered, parts: Parts, caller: Calling) -> shapes.Credential:
    """Answer a sign-in that was begun with `add`: one more credential to sign in with."""
    answer = Answer(answered.signature, answered.credential)
    user = caller.require_session().user
    return shapes.Credential.of(sign_ins.add_credential(parts, user, answered.sign_in, answer))


@router.delete("/credentials/{credential}", status_code=204, responses={**_LOST, **problems(409)})
def drop_credential(credential: CredentialKey, parts: Parts, caller: Calling) -> None:
    """Sign in with it no more; all sessions end."""
    if not sign_ins.drop_credential(parts, caller.require_session().user, credential):
        raise NotFound("credential", credential)


@router.get("/tokens", responses=_OWN)
def tokens(parts: Parts, caller: Calling) -> shapes.Tokens:
    """Tokens of tools that work for the user."""
    with parts.store.reading() as connection:
        held = users.tokens(connection, caller.require_session().user)
    return shapes.Tokens(items=[shapes.Token.of(one) for one in held])


@router.post("/tokens", status_code=201, responses={**_OWN, **problems(409)})
def add_token(
    draft: shapes.TokenDraft, parts: Parts, caller: Calling, response: Response
) -> shapes.NewToken:
    """Make a token for a tool; what the tool holds is told this once."""
    user, now = caller.require_session().user, int(parts.clock())
    with parts.store.transaction() as connection:
        if len(users.token_keys(connection, [user])) >= MOST:
            raise TokensMany(MOST)
        expires = now + draft.days * DAY
        scopes = sorted(set(draft.scopes))
        secret, made = users.add_token(connection, user, draft.name, scopes, now, expires)
    response.headers["Cache-Control"] = "no-store"
    return shapes.NewToken(secret=secret, **shapes.Token.of(made).model_dump())


@router.delete("/tokens/{token}", status_code=204, responses=_LOST)
def revoke_token(token: TokenNumber, parts: Parts, caller: Calling) -> None:
    """Take a token back."""
    user = caller.require_session().user
    with parts.store.transaction() as connection:
        keys = users.token_keys(connection, [user], token)
        if not users.revoke_token(connection, user, token):
            raise NotFound("token", token)
    parts.store.require_vault().destroy(keys, int(parts.clock()))


@router.post("/statements", status_code=201, responses=_OWN)
def statement(
    draft: shapes.StatementDraft, request: Request, parts: Parts, caller: Calling
) -> shapes.Statement:
    """A text to sign, so that the user may speak here for a signer's members."""
    user = caller.require_session().user
    found = speaking.ask_statement(request, parts, user, draft.signer)
    return shapes.Statement.model_validate(found)


@router.post("/signers", status_code=201, responses=problems(400, 401, 403, 413, 422, 503))
def show_signer(signed: shapes.Signed, parts: Parts, caller: Calling) -> shapes.Session:
    """Show by a statement's signature that a signer is the user's."""
    user, signature = caller.require_session().user, bytes.fromhex(signed.signature[2:])
    speaking.show_signer(parts, user, signed.sign_in, signature)
    return told(parts, caller)


@router.delete("/signers/{signer}", status_code=204, responses=_LOST)
def forget_signer(signer: SignerHex, parts: Parts, caller: Calling) -> None:
    """Speak for a signer's members here no more; on the chain nothing changes."""
    user = caller.require_session().user
    with parts.store.transaction() as connection:
        if not stored.let_go(connection, user, signer.lower()):
            raise NotFound("signer", signer)


@router.put("/communities/{c}/managed-key", responses=_LOST)
def managed_key(c: CommunityKey, parts: Parts, caller: Calling) -> shapes.ManagedKey:
    """A key that this gateway keeps for the user, to be a managed member of a community by."""
    user, community = caller.require("sign"), parts.reads.locate(c).community
    signer = speaking.managed_key(parts, user, community)
    return shapes.ManagedKey(community=community, signer=signer)


@router.post("/communities/{c}/signatures", responses={**_LOST, **problems(413)})
def sign(
    c: CommunityKey, given: shapes.ToBeSigned, parts: Parts, caller: Calling
) -> shapes.Signature:
    """Sign an act by the key that is kept for the user; then it is posted like any other."""
    user, place = caller.require("sign"), parts.place(parts.reads.locate(c))
    act = typed_data.from_json(given.primary_type, given.act)
    signer, signature = speaking.sign(parts, user, place, act)
    said = place.digest(act)
    return shapes.Signature(
        signer=signer, signature="0x" + signature.hex(), digest="0x" + said.hex()
    )


@router.delete("/user", status_code=204, responses=_OWN)
def forget(request: Request, response: Response, parts: Parts, caller: Calling) -> None:
    """Forget the user: credentials, sessions, tokens. Their members' acts are the chain's."""
    user = caller.require_session().user
    sign_ins.forget(parts, user)
    drop_session(request, response)
