"""People named in running sentences, with the role, unit and remark the sentence gives them."""

import re
from dataclasses import dataclass

from syncsvc.formats.html import kinds, persons
from syncsvc.lexicon import page_words as words
from syncsvc.lexicon.page_given_names import is_given_name

_TOKEN = re.compile(r"[^\s\ue000-\uf8ff(]+")
_STOP = re.compile(r"[,;:!?)]$|(?<!\b[A-Z])(?<!\bDr)(?<!\bProf)(?<!\bPfr)(?<!\bmed)(?<!\bFr)(?<!\bHr)(?<!\bSr)\.$")
_LONGEST = 7
_BRACKET = re.compile(r"\s*\(([^()\d@\ue000-\uf8ff]{3,80})\)")
_FROM_UNIT = re.compile(
    r"\s+(?:vom|von der|von dem|beim|bei der|im|in der|aus dem|aus der)\s+([^,.;:()\ue000-\uf8ff]{3,80})"
)
_BEHIND = re.compile(
    r",\s+((?:(?:die|der|unsere?|stellvertretende[r]?)\s+)?[^,.;:()\d\ue000-\uf8ff]{3,90}?)"
    r"\s*(?=,|\(|\.\s|\.$|;|$| unter | ist | steht |\ue000)"
)
_DETERMINER = re.compile(
    r"(?:^|\s)(bei der|beim|an den|an die|mit der|mit dem|zur|zum|von der|vom|die|der|den|dem|das|unsere[rmn]?|"
    r"ihre[rmn]?|eine[rmn]?|als|durch|ist|sind)\s+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[a-zäöüß\d)\ue00f])[.!?]\s+(?=[A-ZÄÖÜ„»])")
_PRONOUNS = frozenset({"sie", "uns", "wir", "ihnen", "ihr", "er", "es", "sich", "man"})
_FEMININE = re.compile(
    r"\b(\w*(?:beauftragt|vorsitzend|verantwortlich|angestellt|beigeordnet|hauptamtlich|ehrenamtlich))e[nrm]\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in a sentence."""

    name: str
    start: int
    end: int
    role: str = ""
    unit: str = ""
    sentence: int = 0


def _opens(token: str) -> bool:
    bare = token.strip("„»\"'")
    folded = bare.rstrip(".").casefold()
    return bare[:1].isupper() and (is_given_name(bare) or folded in words.TITLES or folded.startswith("dipl"))


def _name_at(tokens: list[re.Match[str]], place: int) -> int:
    """How many tokens from here on are one person's name; 0 if none are."""
    best = 0
    for length in range(1, min(_LONGEST, len(tokens) - place) + 1):
        token = tokens[place + length - 1]
        if length > 1 and token.start() - tokens[place + length - 2].end() > 1:
            break
        text = " ".join(one[0] for one in tokens[place : place + length]).strip("„»\"' ").rstrip(",;:!?).")
        if persons.score(text) >= persons.SURE and (not kinds.kind_of_word(token[0].rstrip(",.;:)")) or length == 2):
            best = length
        if _STOP.search(token[0]) or (not token[0][:1].isupper() and token[0] not in words.PARTICLES):
            break
    return best


def find(text: str) -> tuple[Mention, ...]:
    """Everybody a sentence surely names, in order."""
    tokens = list(_TOKEN.finditer(text))
    breaks = [match.start() for match in _SENTENCE.finditer(text)]
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        length = _name_at(tokens, place) if _opens(tokens[place][0]) else 0
        if length:
            found.append(_mention(text, tokens[place : place + length], breaks, found[-1].end if found else 0))
        place += max(length, 1)
    return tuple(found)


def _mention(text: str, tokens: list[re.Match[str]], breaks: list[int], before: int) -> Mention:
    start = tokens[0].start()
    name = text[start : tokens[-1].end()]
    name = re.sub(r"[,;:!?)]+$|(?<=\w{3})\.$", "", name).strip("„»\"' ")
    end = start + len(name)
    remark, unit = _behind(text, end)
    return Mention(
        name=name,
        start=start,
        end=end,
        role=remark or _ahead(text[before:start]),
        unit=unit,
        sentence=sum(1 for one in breaks if one < start),
    )


def _behind(text: str, end: int) -> tuple[str, str]:
    """Role and unit written behind a name: in brackets, after a comma, or «vom Hauptamt»."""
    if match := _BRACKET.match(text, end):
        return ("", match[1]) if kinds.kind_of(match[1]) in {"unit", "organisation"} else (match[1], "")
    if (match := _FROM_UNIT.match(text, end)) and kinds.kind_of(match[1]) in {"unit", "organisation"}:
        return "", _cut(match[1])
    if (match := _BEHIND.match(text, end)) and kinds.kind_of(match[1]) == "role" and not persons.read(match[1]):
        return re.sub(r"^(?:die|der|unsere?)\s+", "", match[1]).strip(), ""
    return "", ""


def _cut(text: str) -> str:
    """A unit's name without the sentence that goes on behind it."""
    kept = []
    for word in text.split():
        if word.casefold() in words.VERBS | {"unter", "per", "oder", "telefonisch"}:
            break
        kept.append(word)
    return " ".join(kept)


def _ahead(text: str) -> str:
    """A role written before a name: «bei der Flüchtlingsbeauftragten der Stadt, Antje Wiesner»."""
    clause = re.split(r"[;:()\ue000-\uf8ff]|[.!?]\s", text.rstrip())[-1].rstrip()
    clause = clause.removesuffix(",").rpartition(",")[2]
    for match in _DETERMINER.finditer(clause):
        role = clause[match.end() :].strip()
        if role and len(role.split()) <= 9 and kinds.kind_of_word(role.split()[0]) == "role" and not _vain(role):
            return nominative(role)
    role = clause.strip()
    if role and len(role.split()) <= 4 and kinds.kind_of(role) == "role" and role[:1].isupper() and not _vain(role):
        return nominative(role)
    return ""


def _vain(role: str) -> bool:
    """Whether a role says no more than that somebody may be asked."""
    if any(word.strip(".,").casefold() in words.VERBS | _PRONOUNS for word in role.split()):
        return True
    return kinds.announces(role) or role.casefold().split()[0] in {
        "mitarbeiterin",
        "mitarbeiter",
        "frau",
        "herr",
        "verein",
    }


def nominative(role: str) -> str:
    """«Flüchtlingsbeauftragten der Stadt» as a title: «Flüchtlingsbeauftragte der Stadt»."""
    head, blank, rest = role.partition(" ")
    return _FEMININE.sub(r"\1e", head) + blank + rest
