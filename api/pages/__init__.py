"""The pages of the gateway: server-rendered, one style sheet, nothing from another host."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.pages import community, contributions, indicators, members
from api.pages.site import FOLDER, Site

__all__ = ["Site", "mount"]


def mount(app: FastAPI, site: Site) -> None:
    """Put the pages on an application; the demo's forms come with a site that has a desk."""
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    for module in (community, contributions, members, indicators):
        app.include_router(module.routes(site))
    if site.desk is not None:
        from api.pages import demo

        app.include_router(demo.routes(site, site.desk))
