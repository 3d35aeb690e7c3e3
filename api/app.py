"""The application: routes, the guard before them, and problems for whatever is refused."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from starlette.types import Lifespan

from api import pages, problems
from api.compressing import Compressed
from api.describing import describe
from api.guard import LOOPBACK, Guard
from api.identity.callers import read_as_caller
from api.kept import Kept
from api.limits import Limited, Limits
from api.observed import Observed
from api.proxies import Forwarded, public_host
from api.routes import (
    acts,
    assembly,
    bulk,
    chain,
    communities,
    discussion,
    drafting,
    drafts,
    duties,
    events,
    evidence,
    health,
    links,
    listing,
    notices,
    own,
    parts,
    push,
    record,
    rules,
    sign_in,
    signing,
    unsubscribe,
    user,
    votes,
    webhooks,
)
from api.services import Services
from api.sharing import Shared
from api.streams import Streams
from ledger_py.settings import Settings

__all__ = ["Services", "create_app"]

_VERSIONED = (
    *(chain, communities, parts, record, listing, assembly, votes, events),
    *(acts, bulk, duties, signing, drafting, rules, sign_in, user, own),
    *(discussion, evidence, drafts, notices, push, unsubscribe, webhooks, links),
)


def create_app(services: Services, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The gateway over its parts; it starts and stops none of them.

    lifespan: what is to be done before the first request and after the last.
    """
    app = FastAPI(
        lifespan=lifespan,
        dependencies=[Depends(read_as_caller)],
        title="Auzolan",
        version="1",
        summary="A ledger of a community's contributions, kept by the community itself.",
        openapi_url="/v1/openapi.json",
        # The ready-made pages load scripts from another host.
        docs_url=None,
        redoc_url=None,
        servers=[{"url": services.settings.public_url}] if services.settings.public_url else None,
    )
    app.state.services, settings = services, services.settings
    app.state.streams = Streams(services.store, settings.streams, settings.streams_address)
    problems.install(app)
    app.include_router(health.router)
    for module in _VERSIONED:
        app.include_router(module.router, prefix="/v1")
    pages.mount(app, services)
    _guard(app, services)
    describe(app)
    return app


def _guard(app: FastAPI, services: Services) -> None:
    """Put before the routes what every request passes; what is put last it passes first."""
    settings = services.settings
    app.state.limits = Limits(settings)
    app.add_middleware(Compressed)
    app.add_middleware(
        Kept, built=lambda: services.built, clock=services.clock, loading=services.loading
    )
    app.add_middleware(Limited, limits=app.state.limits)
    if settings.cors_origins:
        app.add_middleware(Shared, origins=settings.cors_origins)
    app.add_middleware(Guard, hosts=_hosts(settings), https=settings.serves_https)
    app.add_middleware(Forwarded, trusted=settings.trusted_proxies, public_url=settings.public_url)
    app.add_middleware(Observed, metrics=services.metrics)


def _hosts(settings: Settings) -> frozenset[str]:
    """The names under which it answers; texts to sign and links in mail say by which it was asked.

    So a name that whoever asks has made up is never one of them.
    """
    public = public_host(settings.public_url)
    if public and settings.profile != "embedded":
        return public
    return LOOPBACK | {settings.host} | public
