"""Overlay: what a target should hold is what it was given last, with the changed entries over it."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from syncsvc.model.plan import Entry, Place
from syncsvc.ports import Wanted, WantedInPart
from syncsvc.store import Unit


def wanted_in_part(
    unit: Unit, target: str, changed: Mapping[str, Entry], dropped: Iterable[str], stood: Mapping[str, Entry] | None
) -> Wanted:
    """What a target should hold; in part too, if it is known where the changed and dropped entries ``stood``."""
    out = {*dropped, *changed}

    def every() -> Iterator[Entry]:
        return overlaid(unit.targets.entries(target), changed, out)

    def stretch(first: Place | None, end: Place | None) -> Iterator[Entry]:
        here = {
            key: entry
            for key, entry in changed.items()
            if (first is None or first <= entry.place) and (end is None or entry.place < end)
        }
        return overlaid(unit.targets.stretch(target, first, end), here, out)

    if stood is None or not all(entry.content for entry in stood.values()):  # forgotten, as after an erasure
        return every
    went, came = (tuple(entry.place for entry in entries.values()) for entries in (stood, changed))
    both = ((stood[key], entry) for key, entry in changed.items() if key in stood)
    altered = {fresh.place: (former.content, fresh.content) for former, fresh in both if former.place == fresh.place}
    return WantedInPart(every, went, came, stretch, altered)


def overlaid(kept: Iterable[Entry], changed: Mapping[str, Entry], dropped: Iterable[str]) -> Iterator[Entry]:
    """The kept entries with the changed ones in their places and the dropped ones left out, in order."""
    out = {*dropped, *changed}
    fresh = iter(sorted(changed.values(), key=attrgetter("place")))
    coming = next(fresh, None)
    for entry in kept:
        if entry.key in out:
            continue
        while coming is not None and coming.place < entry.place:
            yield coming
            coming = next(fresh, None)
        yield entry
    if coming is not None:
        yield coming
    yield from fresh
