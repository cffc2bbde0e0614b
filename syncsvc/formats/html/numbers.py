"""Telephone numbers inside a line: by their label, or by a form that is nothing else."""

import re
from dataclasses import dataclass

from syncsvc.formats.html.hours import is_days
from syncsvc.formats.html.labels import Label
from syncsvc.formats.html.mask import Mask
from syncsvc.lexicon.page_labels import LABEL_FIELDS, NUMBER_FIELDS, QUALIFIERS

_RUN = re.compile(r"(?<![\w@.,+-])[+(]{0,2}-? ?\d(?:[\d ()/.+-]{0,70}\d)?(?!\d)")
_JOIN = re.compile(r" ?(?:,|/|&|\+|oder|und|u\.|bis|bzw\.|sowie) ?(?=[-+(\d])", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[ ]?[,;/]?[ ]?\(?(?:App(?:arat)?|DW|Durchwahl|Nst|Nebenst(?:elle)?|intern|ext|Hausapp(?:arat)?|Klappe|Kl)\b"
    r"\.?[ ]?:?[ ]?-?[ ]?\d{1,5}"
    r"(?:[ ]?(?:/|oder|und)[ ]?-?\d{1,5})*\)?",
    re.IGNORECASE,
)
_PATTERN = re.compile(
    r" ?-? ?(?:Durchwahl|DW|App(?:arat)?|Nst|Nebenstelle|[xX]{2,})\b(?!\.?[ ]?:?[ ]?-?[ ]?\d)|-?(?:\.{3}|…)"
)
"""What follows a stem that is no number by itself: «07141 910-Durchwahl»."""
_NOTE = re.compile(r" ?\(([^()]{1,60})\)")
_OWNER = re.compile(r" ?\(((?:Frau |Herr |Fr\. |Hr\. )?[A-ZÄÖÜ][^\W\d_]+(?:[- ][A-ZÄÖÜ][^\W\d_]+)*)\)")
_TAIL = re.compile(r"-? ?\d{1,5}")
_NEXT = re.compile(r"(?<=\d) +(?=(?:\(?0\d|\+\d))")
_FEWEST, _MOST = 6, 16


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a written list of them, its label, and weekdays noted beside it."""

    value: str
    label: str
    start: int
    end: int
    days: str = ""
    owner: str = ""
    """A name noted in brackets: «-411 (Aschoff)»."""


def digits(text: str) -> str:
    """The digits of a number as written."""
    return re.sub(r"\D", "", text)


def _label_before(labels: list[Label], text: str, start: int) -> Label | None:
    for label in reversed(labels):
        if label.field in NUMBER_FIELDS and label.end <= start:
            return label if not text[label.end : start].strip(" .:(-") else None
    return None


def _is_number(run: str, label: Label | None) -> bool:
    count = len(digits(run))
    if label is not None:
        return 2 <= count <= 40
    head = run.lstrip("( ")
    if head.startswith("+"):
        return 8 <= count <= 40
    return head.startswith("0") and _FEWEST <= count <= 40 and not re.fullmatch(r"0?\d[.:]\d{2}.*", head)


def _end_of_list(text: str, end: int) -> int:
    """Where a written list of numbers ends that begins with the number ending here."""
    while (joint := _JOIN.match(text, end)) and (run := _RUN.match(text, joint.end())):
        tail = len(digits(run[0])) <= 5 and joint[0].strip() != "+"
        if not tail and not _is_number(run[0], None):
            break
        end = run.end()
    if extension := _EXTENSION.match(text, end):
        end = extension.end() if "(" in extension[0] or not extension[0].endswith(")") else extension.end() - 1
    return end


def _note(text: str, end: int) -> tuple[str, str, int]:
    """A remark in brackets behind a number: weekdays, or what the number is for."""
    match = _NOTE.match(text, end)
    if match is None:
        return "", "", end
    if is_days(match[1]):
        return match[1], "", match.end()
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", match[1].casefold())
    if any(word in QUALIFIERS or LABEL_FIELDS.get(word) in NUMBER_FIELDS for word in words):
        return "", match[1], match.end()
    return "", "", end


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """The run, cut where a second whole number begins behind a blank."""
    cuts, begin = [], match.start()
    for gap in _NEXT.finditer(match[0]):
        at = match.start() + gap.start()
        left, right = match[0][begin - match.start() : gap.start()], match[0][gap.end() :]
        if len(digits(left)) >= _FEWEST + 1 and len(digits(right)) >= _FEWEST + 1 and "/" not in left[-2:]:
            cuts.append((begin, at))
            begin = match.start() + gap.end()
    return [*cuts, (begin, match.end())]


def find(mask: Mask, labels: list[Label]) -> list[Number]:
    """Every number of a line; what is found is taken out of the mask."""
    found: list[Number] = []
    for match in _RUN.finditer(mask.text):
        for start, end in _pieces(match):
            if start < (found[-1].end if found else 0):
                continue
            number = _number(mask, labels, start, end) or _next_of_list(mask, found, start, end)
            if number is not None:
                found.append(number)
                mask.take(start, number.end)
    return found


def _number(mask: Mask, labels: list[Label], start: int, end: int) -> Number | None:
    """The number that begins with this run, or None where the run is something else."""
    label = _label_before(labels, mask.text, start)
    run = mask.text[start:end]
    if _PATTERN.match(mask.text, end):
        return None
    _, purpose, _ = _note(mask.text, end)
    if not _is_number(run, label) and not (purpose and len(digits(run)) >= 3):
        return None
    last = _end_of_list(mask.text, end)
    days, purpose, done = _note(mask.text, last)
    owner = _OWNER.match(mask.text, done) if not (days or purpose) else None
    words = " ".join(part for part in (label.text if label else "", purpose) if part)
    value = _written(mask.original[start:last])
    return Number(value, words, start, owner.end() if owner else done, days, owner[1] if owner else "")


def _next_of_list(mask: Mask, found: list[Number], start: int, end: int) -> Number | None:
    """«-411 (Aschoff)» behind «030 23125-410 (Kolb)»: a tail that its own name sets apart."""
    if not found or not found[-1].owner or not _TAIL.fullmatch(mask.text[start:end]):
        return None
    owner = _OWNER.match(mask.text, end)
    if owner is None or mask.text[found[-1].end : start].strip(" ,;/"):
        return None
    return Number(mask.original[start:end], found[-1].label, start, owner.end(), owner=owner[1])


def _written(text: str) -> str:
    text = " ".join(text.split())
    return text[1:] if text.startswith("(") and text.count("(") > text.count(")") else text


def expanded(value: str, stem: str) -> str:
    """A bare tail («-399») put behind the stem of the number written before it («030 23125-310»)."""
    leveled = re.sub(r"[\u2010-\u2015\u2212]", "-", value).strip()
    if not re.fullmatch(r"-? ?\d{1,5}(?: ?(?:/|,|oder|und) ?-? ?\d{1,5})*", leveled) or not stem:
        return value
    return f"{stem}-{leveled.lstrip('- ')}"


def head_of(value: str) -> str:
    """What stands before the last hyphen of a short number: «23125» of «23125-0»."""
    head, hyphen, _ = re.sub(r"[\u2010-\u2015\u2212]", "-", value).rpartition("-")
    return head.strip() if hyphen and len(digits(head)) >= 3 else ""


def stem_of(value: str) -> str:
    """What stands before the extension of a number: «030 23125» of «030 23125-310 / -311»."""
    first = re.split(
        r"(?<=\d) ?(?:,|/ ?-|oder|und) ?-?(?=\d)", re.sub(r"[\u2010-\u2015\u2212]", "-", value), maxsplit=1
    )[0]
    match = re.fullmatch(r"(.*\d) ?- ?\d{1,5}", first.strip())
    return match[1] if match and len(digits(match[1])) >= _FEWEST else ""
