"""Functions our JMESPath knows beyond the standard's: ``fold`` and ``weekly_hours``."""

from itertools import groupby
from typing import Any

import jmespath
from jmespath import functions

_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class _Functions(functions.Functions):
    """The standard's functions and ours; jmespath finds them by the prefix ``_func_``."""

    @functions.signature({"types": ["string", "null"]})
    def _func_fold(self, text: str | None) -> str:
        """Lower case and single spaces: for keys that a cosmetic change must not touch."""
        return " ".join((text or "").casefold().split())

    @functions.signature({"types": ["array", "null"]})
    def _func_weekly_hours(self, days: list[Any] | None) -> str:
        """Seven days from Monday on, as Integreat gives them, in short: «Mo-Do 09:00-12:00; Fr 10:00-11:00»."""
        texts = [_day(day) for day in (days or [])[:7]]
        runs = [(text, [index for index, _ in run]) for text, run in groupby(enumerate(texts), lambda pair: pair[1])]
        return "; ".join(f"{_span(indexes)} {text}" for text, indexes in runs if text)


def _day(day: Any) -> str:
    if not isinstance(day, dict) or day.get("closed"):
        return ""
    if day.get("allDay"):
        return "00:00-24:00"
    slots = [slot for slot in day.get("timeSlots") or () if isinstance(slot, dict)]
    times = ",".join(f"{slot.get('start', '')}-{slot.get('end', '')}" for slot in slots)
    return times or ("nach Vereinbarung" if day.get("appointmentOnly") else "")


def _span(indexes: list[int]) -> str:
    first, last = _DAYS[indexes[0]], _DAYS[indexes[-1]]
    if len(indexes) == 1:
        return first
    return f"{first}-{last}" if len(indexes) > 2 else f"{first},{last}"


OPTIONS = jmespath.Options(custom_functions=_Functions())
