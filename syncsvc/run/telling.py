"""Telling: after each run the administrator hears by mail of what broke, what waits, and what is well again."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from syncsvc.logs import logger
from syncsvc.mail import Letter, MailError
from syncsvc.run.service import Service
from syncsvc.run.troubles import News, Told, Trouble, news
from syncsvc.store import Scope, Unit

log = logger("telling")
_FACT = "told"
_SUBJECT = 120
"""Characters of a subject that is still read."""


def tell(service: Service) -> None:
    """Tell what changed since somebody was told last. A letter nobody took is written again by the next run."""
    teller, now = service.teller, service.now()
    if teller is None:
        return
    with service.store.read() as unit:
        told = _known(unit)
        found = news(told, tuple(_troubles(unit, service, now, teller.silence)), now, teller.remind)
    if not found:
        return
    try:
        teller.post(_letter(teller.title, found, now))
    except MailError as error:
        log.warning("letter.not-sent", reason=str(error))
        return
    with service.store.write() as unit:
        kept = {what: [one.since.isoformat(), one.last.isoformat()] for what, one in found.told.items()}
        unit.facts.put(_FACT, json.dumps(kept))
    log.info("letter.sent", begun=len(found.begun), lasting=len(found.lasting), over=len(found.over))


def _known(unit: Unit) -> Mapping[str, Told]:
    kept = json.loads(unit.facts.get(_FACT) or "{}")
    return {what: Told(*map(datetime.fromisoformat, moments)) for what, moments in kept.items()}


def _troubles(unit: Unit, service: Service, now: datetime, silence: timedelta) -> Iterator[Trouble]:
    for active in service.sources:
        state = unit.sources.get(active.name)
        if state.paused or not active.settings.enabled:
            continue
        if state.error_code:
            yield Trouble(f"source {active.name} broken", state.error_text, "its last good records stay")
        elif state.good_at is not None and now - state.good_at >= silence:
            yield Trouble(f"source {active.name} silent", f"not read since {state.good_at:%Y-%m-%d %H:%M} UTC",
                          "does «syncsvc serve», or what calls «syncsvc sync», still run?")  # fmt: skip
        yield from _held(unit, Scope.SOURCE, active.name)
    for target in service.targets:
        if (known := unit.targets.get(target.name)).error_code and target.settings.enabled:
            yield Trouble(f"export {target.name} broken", known.error_text, "it stays as it was delivered last")
        yield from _held(unit, Scope.TARGET, target.name)


def _held(unit: Unit, scope: Scope, name: str) -> Iterator[Trouble]:
    holds = unit.holds.waiting(scope, name)
    if not holds:
        return
    word, id_ = "source" if scope is Scope.SOURCE else "export", holds[0].id[:8]
    yield Trouble(f"{word} {name} held", f"{sum(len(one.keys) for one in holds)} removals wait for somebody",
                  f"«syncsvc holds» shows them, «syncsvc approve {id_}» lets them go, --refuse keeps them")  # fmt: skip


def _letter(title: str, found: News, now: datetime) -> Letter:
    """One letter with all there is to tell; it names sources and exports, and no contact."""
    parts = [
        ("Not well:", [_line(one) for one in found.begun]),
        (
            "Still not well:",
            [f"{_line(one)}\n    since {found.told[one.what].since:%Y-%m-%d}" for one in found.lasting],
        ),
        ("Well again:", [f"  {what}: over" for what in found.over]),
    ]
    text = "\n\n".join("\n".join((head, *lines)) for head, lines in parts if lines)
    names, over = [one.what for one in (*found.begun, *found.lasting)], [f"{what}: over" for what in found.over]
    subject = f"[{title}] {', '.join(names + over)}"
    if len(subject) > _SUBJECT:
        subject = f"[{title}] {len(names)} not well, {len(over)} well again"
    return Letter(" ".join(subject.split()), f"{text}\n\n«syncsvc status» tells more.\n", now)


def _line(one: Trouble, *more: str) -> str:
    return "\n    ".join((f"  {one.what}: {one.said}", *filter(None, (one.hint, *more))))
