"""The web application: public exports, health, and whatever else is mounted."""

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from syncsvc.serve.web import downloads

Readiness = Callable[[], dict[str, object]]
"""Tells what is ready; every value under "ready" must be true."""


def build(locations: dict[str, Path], ready: Readiness, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application; ``locations`` are the public exports by name."""

    async def healthz(_request: Request) -> Response:
        """The process is alive."""
        return JSONResponse({"alive": True})

    def readyz(_request: Request) -> Response:
        """What is served is what the store holds. Runs in a thread: it asks the store."""
        told = ready()
        return JSONResponse(told, status_code=200 if told.get("ready") else 503)

    # What is asked most stands first: Starlette tries one route after another.
    alive = [Route("/healthz", healthz), Route("/livez", healthz)]
    return Starlette(routes=[*more, *alive, Route("/readyz", readyz), *downloads.routes(locations)])
