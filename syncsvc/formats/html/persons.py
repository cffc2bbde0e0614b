"""Names of people in a text: how sure we are that it is one, and where it ends."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from syncsvc.formats.html.kinds import kind_of, kind_of_word, without_vacancy
from syncsvc.lexicon import page_words as words
from syncsvc.lexicon.page_given_names import is_given_name

SURE = 3
_LONGEST_ROLE = 4
_TOKEN = re.compile(r"\S+")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’´`-][^\W\d_]+)*-?")
_INITIAL = re.compile(r"[^\W\d_]\.(?:-?[^\W\d_]\.)*")
_SPLIT = re.compile(r"\s*(?:,(?!\s*(?:M\.|B\.|Dipl))|;|&|\+|/|\bund\b|\bu\.|\bsowie\b|\bbzw\.)\s*")
_BRACKET = re.compile(r"\(([^()]*)\)")
_COUPLE = re.compile(r"([^\W\d_][\w-]+) (?:und|u\.|&|\+) ([^\W\d_][\w-]+) ([^\W\d_].*)")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Found:
    """A person's name in a text and what stands beside it there."""

    name: str
    role: str = ""
    score: int = 0


def _bare(token: str) -> str:
    return token.strip(",;:()").rstrip(".").casefold()


def _is_title(token: str) -> bool:
    bare = _bare(token)
    return (
        bare in words.TITLES
        or bare.startswith("dipl")
        or all(part in words.TITLES for part in re.split(r"[.\-]+", bare) if part)
    )


def parted(name: str) -> tuple[str, str]:
    """The titles that open a name, and the name without them."""
    tokens = name.split()
    count = 0
    while count < len(tokens) - 1 and _is_title(tokens[count]):
        count += 1
    return " ".join(tokens[:count]), " ".join(tokens[count:])


def _is_suffix(token: str) -> bool:
    return _bare(token).replace(".", "") in words.SUFFIXES


def fold(text: str) -> str:
    """Lower case, umlauts written out, accents off."""
    spelled = text.casefold().translate(_FOLD)
    return "".join(letter for letter in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _core(text: str) -> tuple[int, tuple[str, ...]]:
    """How many titles open the text, and what is left between them and the suffixes."""
    tokens = _TOKEN.findall(_BRACKET.sub(" ", text).strip(" ,;:-–"))
    titles = 0
    while tokens and (_is_title(tokens[0]) and not (len(tokens) == 1 and titles == 0)):
        titles += 1
        tokens = tokens[1:]
    while len(tokens) > 1 and (_is_suffix(tokens[-1]) or (tokens[-1][-1:] == "." and _is_title(tokens[-1]))):
        tokens = tokens[:-1]
    if "geb." in tokens[1:]:
        tokens = tokens[: tokens.index("geb.")]
    tokens = [*tokens[:-1], tokens[-1].rstrip(",;:")] if tokens else tokens
    return titles, (*tokens, ",") if any(token.endswith((",", ";", ":")) for token in tokens) else tuple(tokens)


def core(name: str) -> tuple[str, ...]:
    """The words of a name without titles and suffixes, folded, in an order that «Muster, Anna» shares."""
    head, comma, tail = name.partition(",")
    whole = f"{tail} {head}" if comma and inverted(name) else name
    return tuple(sorted(part for token in _core(whole)[1] for part in fold(token).replace("-", " ").split()))


def family_first(name: str) -> str:
    """«Muster Anna», as lists sorted by family name write it, with its comma."""
    tokens = name.split()
    if len(tokens) == 2 and is_given_name(tokens[1]) and not is_given_name(tokens[0]) and not _is_title(tokens[0]):
        return f"{tokens[0]}, {tokens[1]}"
    return name


def _shaped(tokens: tuple[str, ...]) -> bool:
    """Whether tokens have the form of a name: capitalised words, initials, particles between them."""
    if not tokens or len(tokens) > 6 or not _NAME.fullmatch(tokens[-1]):
        return False
    for place, token in enumerate(tokens):
        noble = token.casefold() in words.NOBLE or token.casefold() in words.PARTICLES
        if not (_NAME.fullmatch(token) or (_INITIAL.fullmatch(token) and place < len(tokens) - 1) or noble):
            return False
    return True


def _against(tokens: tuple[str, ...]) -> int:
    """Words that speak against a name."""
    count = 0
    for place, token in enumerate(tokens):
        folded = token.casefold()
        family = place == len(tokens) - 1 == 1 and is_given_name(tokens[0])
        if folded in words.NO_NAMES and folded not in words.PARTICLES and not family:
            count += 2
        elif (
            kind_of_word(token) and not (place and is_given_name(tokens[0]) and token[-1:] != "-" and len(tokens) == 2)
        ) or (kind_of_word(token) in {"role", "unit"} and folded in words.ROLE_WORDS | words.UNIT_WORDS):
            count += 1
    return count


@lru_cache(maxsize=8192)
def score(text: str) -> int:
    """How much speaks for a text being one person's name; below 0 it cannot be one, from SURE on it is."""
    if re.search(r"[\d@/|]", text) or len(text) > 80:
        return -1
    titles, tokens = _core(text)
    if "," in tokens:
        return -1
    if not _shaped(tokens) or (len(tokens) == 1 and not titles):
        return -1
    against = _against(tokens)
    points = -3 * against
    points += SURE if titles and not against else 0
    first = tokens[0]
    if is_given_name(first):
        points += SURE if len(tokens) > 1 else 0
    elif any(is_given_name(part) for part in first.split("-")) or _INITIAL.fullmatch(first):
        points += 2
    elif len(tokens) > 1 and is_given_name(tokens[-1]):
        points += 1
    return points


def inverted(text: str) -> bool:
    """Whether a text reads «Nachname, Vorname»."""
    head, comma, tail = text.partition(",")
    if not comma or "," in tail or not tail.strip():
        return False
    titles, tokens = _core(tail.strip())
    family = _core(head.strip())[1]
    given = bool(tokens) and all(is_given_name(token) or _INITIAL.fullmatch(token) for token in tokens[:1])
    whole = score(head) >= SURE and len(family) > 1
    return _shaped(family) and _against(family) == 0 and given and not whole and (len(tokens) <= 2 or titles > 0)


def witnesses(address: str, name: str) -> bool:
    """Whether a mail address's local part speaks of this name («a.wiesner», «alber.m»)."""
    local = fold(address.partition("@")[0])
    squeezed = re.sub(r"[^a-z]", "", local)
    parts = [part for part in re.split(r"[^a-z]+", local) if part]
    _, tokens = _core(name.replace(",", " "))
    names = [
        part for token in tokens for part in re.split(r"[^a-z]+", fold(token)) if part and part not in words.PARTICLES
    ]
    for token in names:
        simple = re.sub(r"(?<=[aou])e", "", token)
        if token in parts and len(token) > 1:
            return True
        if len(token) > 3 and (token in squeezed or (simple != token and len(simple) > 3 and simple in squeezed)):
            return True
    return False


def _clean(text: str) -> str:
    return " ".join(text.strip(" ,;:-–").split())


def _one(text: str) -> Found:
    """A name with its remark in brackets, if there is one."""
    remark = _BRACKET.search(text)
    name = _clean(_BRACKET.sub(" ", text)) if remark and not _is_suffix(remark[1]) else _clean(text)
    role = remark[1].strip() if remark and not _is_suffix(remark[1]) and not is_day_or_number(remark[1]) else ""
    return Found(name, role, score(name))


def is_day_or_number(text: str) -> bool:
    """Whether a remark has no word worth keeping."""
    return not re.search(r"[^\W\d_]{3}", text)


def read(text: str) -> tuple[Found, ...]:
    """The people a text names, if it names nothing but people and what they do; else nothing.

    «Anna Muster», «Muster, Anna», «Anna Muster und Bernd Probe», «Anna Muster, Leitung», «Anna Muster (Leitung)».
    """
    if inverted(text):
        return (Found(_clean(text), "", SURE),)
    whole = _one(text)
    if whole.score >= 0:
        return (whole,)
    if couple := _COUPLE.fullmatch(_clean(text)):
        first, second, family = couple.groups()
        if is_given_name(first) and is_given_name(second) and score(f"{second} {family}") >= SURE:
            return (Found(f"{first} {family}", "", SURE), Found(f"{second} {family}", "", SURE))
    if titled := _with_role(_clean(text)):
        return (titled,)
    parts = [part for part in _split(text) if part]
    if len(parts) < 2:
        return ()
    people: list[Found] = []
    for part in parts:
        found = _one(part)
        if found.score >= SURE:
            people.append(found)
        elif people and not people[-1].role and len(people) >= 1:
            people[-1] = Found(people[-1].name, part, people[-1].score)
        else:
            return ()
    return tuple(people)


def _with_role(text: str) -> Found | None:
    """«Stellvertreterin Ines Muster»: a role, and the name of who has it."""
    words_ = without_vacancy(text).split()
    for place in range(1, min(_LONGEST_ROLE, len(words_) - 1) + 1):
        role, rest = " ".join(words_[:place]), _one(" ".join(words_[place:]))
        if rest.score >= SURE and not rest.role and kind_of(role) == "role":
            return Found(rest.name, role, rest.score)
    return None


def _split(text: str) -> list[str]:
    """Cut a text between names; brackets stay whole."""
    parts: list[str] = []
    start = 0
    depth = 0
    for match in re.finditer(rf"[()]|{_SPLIT.pattern}", text):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth <= 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]
