"""Public exports over HTTP, with ETag and Last-Modified (RFC 9110, sections 8.8 and 13)."""

import json
import mimetypes
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".vcf": "text/vcard; charset=utf-8",
    ".ldif": "text/plain; charset=utf-8",
    ".jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A file of a public export as it is now."""

    path: Path
    etag: str
    modified: float


def offers(location: Path) -> dict[str, Offer]:
    """The files of the export at a location, by name, as its manifest lists them; none before its first delivery."""
    manifest = location.parent / f"{location.name}.manifest.json"
    try:
        told = json.loads(manifest.read_bytes())
        listed = {str(one["name"]): str(one["sha256"]) for one in told["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    found = {}
    for name, mark in listed.items():
        path = location.parent / name
        if path.is_file():
            found[name] = Offer(path, f'"{mark[:32]}"', path.stat().st_mtime)
    return found


def routes(locations: dict[str, Path]) -> list[Route]:
    """Routes for the public exports: ``/exports/`` lists them, ``/exports/website.csv`` is one of their files."""

    async def listing(_request: Request) -> Response:
        found = {name: await run_in_threadpool(offers, location) for name, location in locations.items()}
        return JSONResponse({name: [f"/exports/{file}" for file in files] for name, files in found.items()})

    async def download(request: Request) -> Response:
        wanted = request.path_params["file"]
        for location in locations.values():
            if offer := (await run_in_threadpool(offers, location)).get(wanted):
                return answer(request, offer)
        raise HTTPException(404)

    return [Route("/exports/", listing), Route("/exports/{file:path}", download)]


def answer(request: Request, offer: Offer) -> Response:
    """The file, or 304 where the client has it already (RFC 9110, section 13.2.2)."""
    headers = {
        "ETag": offer.etag,
        "Last-Modified": formatdate(offer.modified, usegmt=True),
        "Cache-Control": "public, no-cache",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    }
    if has_it(request, offer):
        return Response(status_code=304, headers=headers)
    media_type = _TYPES.get(offer.path.suffix) or mimetypes.guess_type(offer.path.name)[0] or "application/octet-stream"
    return FileResponse(offer.path, headers=headers, media_type=media_type)


def has_it(request: Request, offer: Offer) -> bool:
    """Whether the request's conditions say that the client holds this very file."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or offer.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return int(offer.modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError):
        return False
