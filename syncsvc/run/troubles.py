"""Troubles: what somebody should hear of, once when it begins, again while it lasts, and once when it is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it should be."""

    what: str
    """What is not well, and in which way: «source stadt broken». It stands for the trouble while that lasts."""
    said: str
    hint: str = ""


class Told(NamedTuple):
    """When a trouble began, and when somebody was told last."""

    since: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell now, and what will have been told then."""

    begun: tuple[Trouble, ...]
    lasting: tuple[Trouble, ...]
    over: tuple[str, ...]
    told: Mapping[str, Told]

    def __bool__(self) -> bool:
        return bool(self.begun or self.lasting or self.over)


def news(told: Mapping[str, Told], troubles: tuple[Trouble, ...], now: datetime, remind: timedelta) -> News:
    """Compare what was told with what is."""
    begun = tuple(one for one in troubles if one.what not in told)
    lasting = tuple(one for one in troubles if one.what in told and now - told[one.what].last >= remind)
    fresh = {one.what for one in (*begun, *lasting)}
    over = tuple(sorted(told.keys() - {one.what for one in troubles}))
    since = {one.what: told[one.what].since if one.what in told else now for one in troubles}
    last = {one.what: now if one.what in fresh else told[one.what].last for one in troubles}
    return News(begun, lasting, over, {what: Told(since[what], last[what]) for what in since})
