"""Keys of the contacts of a page: never their position, so that they outlive every change round them."""

import re
from collections import Counter
from collections.abc import Sequence

from syncsvc.formats.html.draft import PERSON, Draft
from syncsvc.formats.html.persons import fold
from syncsvc.model.digest import digest


def _key(kind: str, *parts: str) -> str:
    folded = "\0".join(re.sub(r"\W+", " ", fold(part)).strip() for part in parts)
    return f"{kind}:{digest(folded.encode())[:16]}"


def _candidates(draft: Draft) -> list[str]:
    """Possible keys, the best first: personal mail, name and affiliation, name and number."""
    affiliation = (*draft.all("organisation")[:1], *draft.all("unit")[:1])
    phones = [re.sub(r"\D", "", number) for number in draft.all("phone")]
    named = [
        _key("name", draft.kind, draft.name, *affiliation),
        _key("name", draft.kind, draft.name, *affiliation, *phones, *draft.all("email")),
    ]
    # Keys stand in logs, so they hold no address.
    personal = [f"mail:{digest(one.lower().encode())[:16]}" for one in draft.personal[:1] if draft.kind == PERSON]
    return personal + named


def assign(drafts: Sequence[Draft]) -> list[tuple[str, Draft]]:
    """A key for every draft. An address that several different names use is nobody's key."""
    options = [_candidates(draft) for draft in drafts]
    uses = Counter(key for keys in options for key in set(keys))
    taken: Counter[str] = Counter()
    keyed = []
    for draft, keys in zip(drafts, options, strict=True):
        key = next((one for one in keys if uses[one] == 1), keys[-1])
        taken[key] += 1
        keyed.append((key if taken[key] == 1 else f"{key}-{taken[key]}", draft))
    return keyed
