"""What can be wrong with who calls; each has a status of its own."""

from __future__ import annotations

from api.faults import GatewayFault

BEARER = {"WWW-Authenticate": "Bearer"}


class SignInRequired(GatewayFault):
    """This is for somebody who is signed in."""

    status = 401
    headers = BEARER
    hint = "Sign in, or send a token as `Authorization: Bearer …`."

    def __init__(self) -> None:
        super().__init__("Nobody is signed in.")


class TokenInvalid(GatewayFault):
    """A token is unknown, taken back, or over."""

    status = 401
    headers = BEARER
    hint = "Make a new token, signed in, and give it to the tool."

    def __init__(self) -> None:
        super().__init__("The token is not one that this gateway takes.")


class ScopeMissing(GatewayFault):
    """A token may do only what it was made for."""

    status = 403
    hint = "Make a token that has the scope, or do it signed in."

    def __init__(self, scope: str) -> None:
        super().__init__(f"The token has not the scope `{scope}`.")


class SessionRequired(GatewayFault):
    """A token may not do this: it could give itself what it was not given."""

    status = 403
    hint = "Do it signed in at a browser."

    def __init__(self) -> None:
        super().__init__("This needs a session; a token may not do it.")


class RequestForged(GatewayFault):
    """A request came with a session's cookie, and without what only our own pages know."""

    status = 403
    hint = "Send `csrf_token` of GET /v1/session in the header X-CSRF-Token, from this very origin."

    def __init__(self) -> None:
        super().__init__("The request may come from another site.")


class SignInUnknown(GatewayFault):
    """A sign-in is answered once, and within minutes."""

    hint = "Begin again with POST /v1/sign-ins."

    def __init__(self) -> None:
        super().__init__("No such sign-in has begun, or it is over.")


class SignInRefused(GatewayFault):
    """What came in answer to a sign-in is not what was asked for."""

    status = 401
    headers = BEARER
    hint = (
        "Begin again, with a credential that this gateway knows: of passkeys, one that is called"
        " Auzolan. Those with a name of yours sign acts."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sign-in is refused: {reason}.")


class WayUnavailable(GatewayFault):
    """This gateway is not set up for signing in this way."""

    status = 404
    hint = "Use a way that GET /v1/sign-ins names."

    def __init__(self, way: str) -> None:
        super().__init__(f"Nobody signs in here by {way}.")


class CredentialTaken(GatewayFault):
    """A credential is one user's."""

    status = 409
    hint = "Sign in with it to be that user."

    def __init__(self) -> None:
        super().__init__("The credential is another user's already.")


class TokensMany(GatewayFault):
    """A user has so many tokens, those that are over among them."""

    status = 409
    hint = "Take one back that no tool needs any more: DELETE /v1/tokens/{token}."

    def __init__(self, most: int) -> None:
        super().__init__(f"There are {most} tokens of yours here already.")


class CredentialLast(GatewayFault):
    """Without any credential a user could never sign in again."""

    status = 409
    hint = "Add another credential first, or delete the user: DELETE /v1/user."

    def __init__(self) -> None:
        super().__init__("It is the last credential.")


class StatementRefused(GatewayFault):
    """A signature does not show that a signer is whoever calls."""

    status = 403
    hint = "Ask for a new statement, and sign exactly its text with a signer of the member."

    def __init__(self) -> None:
        super().__init__("The statement was not signed by that signer.")


class NotManaged(GatewayFault):
    """Keys are used here for those alone whose keys they are."""

    status = 403
    hint = "Sign the act with a signer of your own, or ask for a managed key first."

    def __init__(self, member: int) -> None:
        super().__init__(f"No key is kept here by which you speak for member {member}.")


class MemberForeign(GatewayFault):
    """What is a member's own is for those who speak for that member."""

    status = 403
    hint = "Sign in by the member's wallet, or show a signer of theirs: POST /v1/statements."

    def __init__(self, member: int | None = None) -> None:
        whom = f"member {member}" if member else "an active member of the community"
        super().__init__(f"You do not speak for {whom} here.")


class StewardsOnly(GatewayFault):
    """Whether a text is shown is for stewards to decide."""

    status = 403
    hint = "Report it: a steward will see it."

    def __init__(self) -> None:
        super().__init__("You speak for no steward here.")
