"""What others are told of a delivery: the manifest, and the feed of removed ids."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from syncsvc.exports.filetarget.disk import Stamp
from syncsvc.model.audience import Audience


@dataclass(frozen=True, slots=True)
class Facts:
    """What a manifest says besides its files."""

    export: str
    audience: Audience
    count: int
    """Entries, not lines."""


def write_manifest(facts: Facts, files: Mapping[str, Stamp]) -> bytes:
    """The manifest of these files; it changes only when one of them does.

    ``changed`` is the time of the youngest file, so that it agrees with what a web server says of them.
    """
    changed = max((stamp.mtime_ns for stamp in files.values()), default=0) // 1_000_000_000
    told = {
        "export": facts.export,
        "audience": facts.audience.word,
        "count": facts.count,
        "changed": datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "files": [{"name": path, "sha256": stamp.sha256, "bytes": stamp.size} for path, stamp in sorted(files.items())],
    }
    return _lines(told)


def read_manifest(content: bytes) -> tuple[str, Mapping[str, Stamp]]:
    """The export and the files a manifest names; an empty name where it is not a manifest of ours."""
    try:
        told = json.loads(content)
        files = {str(one["name"]): Stamp(str(one["sha256"]), int(one["bytes"]), -1) for one in told["files"]}
        return str(told["export"]), files
    except (ValueError, KeyError, TypeError):
        return "", {}


def write_feed(removed: Mapping[str, str]) -> bytes:
    """The removal feed: ids and days only, oldest first."""
    listed = sorted((day, key) for key, day in removed.items())
    return _lines({"removed": [{"id": key, "date": day} for day, key in listed]})


def read_feed(content: bytes) -> Mapping[str, str]:
    """Id → day; nothing where it is not a removal feed."""
    try:
        return {str(one["id"]): str(one["date"]) for one in json.loads(content)["removed"]}
    except (ValueError, KeyError, TypeError):
        return {}


def next_feed(
    removed: Mapping[str, str], *, before: frozenset[str], now: frozenset[str], day: date, kept: timedelta
) -> Mapping[str, str]:
    """The feed after a delivery: what went is added, what came back is taken out, what is old is dropped."""
    gone = dict.fromkeys(before - now, day.isoformat())
    if not gone and removed.keys().isdisjoint(now):
        return removed
    oldest = (day - kept).isoformat()
    former = {key: since for key, since in removed.items() if key not in now and since >= oldest}
    return former | gone


def _lines(told: object) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
