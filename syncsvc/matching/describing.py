"""The model as a page of documentation."""

from collections.abc import Iterator

from syncsvc.matching.comparisons import DEFAULT
from syncsvc.matching.declaration import Comparison, Level, Model

_KINDS = {"person": "Persons", "function": "Functions", "organisation": "Organisations", "group": "Groups"}
_INTRODUCTION = """# Who is who: comparisons and weights

This page is written from the model itself (`syncsvc/matching/comparisons.py`); a test compares them.

A pair of records is asked the questions below. Every answer weighs some bits: one bit doubles the odds that the two are
one, a negative weight speaks against it. The sum, prior included, decides the lane. The sum is the explanation:
`syncsvc why` shows it line by line.

- **same** from {same:g} bits on, if at least one answer marked ● is among them: names alone never join.
- **unsure** from {unsure:g} bits on: a person is asked, and the two stay apart until somebody decides.
- **different** below.

Within a cluster none is decided to be different, none weighs less than {veto:g} bits, and none in the lane «different»
has an answer marked ✕. The last two have an exception: a third record outranks a contradiction (✕) that shares an id
with one of the two (◆◆) and an id or a birthday with the other (◆), or that is one with both and agrees with one of
them (◇) on what these two dispute.

Five numbers in a row weigh a value by how many different names use it in all sources: 1, 2, 3 to 4, 5 to 19, 20 and
more. «+ rarity» adds that share of the value's rarity in bits, from the fixed tables in `syncsvc/lexicon/` (Müller 6.7,
an unlisted family name 13). Nothing is learnt from a site's own data. Where records hold several values, the first
answer in the list that any two of them give counts.
"""


def described(model: Model = DEFAULT) -> str:
    """The page, in Markdown."""
    lanes = model.lanes
    parts = [_INTRODUCTION.format(same=lanes.same, unsure=lanes.unsure, veto=lanes.veto)]
    for sheet in model.sheets:
        parts.append(f"## {_KINDS[sheet.kind.value]}\n\nPrior: {sheet.prior:g} bits.\n")
        parts += [_table(comparison) for comparison in sheet.comparisons]
    parts.append(
        f"## A person who holds a function\n\nLinked («holds»), never merged, from {model.holds_from:g} bits on.\n"
    )
    parts += [_table(comparison) for comparison in model.holds]
    return "\n".join(parts)


def _table(comparison: Comparison) -> str:
    rows = [f"| {_weight(level)} | {level.en} | {level.de} |" for level in comparison.levels]
    title = f"### {comparison.en[:1].upper()}{comparison.en[1:]} ({comparison.de})"
    return "\n".join((title, "", "| bits | answer | Antwort |", "|---|---|---|", *rows, ""))


def _weight(level: Level) -> str:
    return " ".join(_said(level))


def _said(level: Level) -> Iterator[str]:
    if isinstance(level.weight, tuple):
        yield " / ".join(f"{weight:+g}" for weight in level.weight)
    else:
        yield f"{level.weight:+g}"
    if level.rarity:
        yield "+ rarity" if level.rarity == 1 else f"+ {level.rarity:g} rarity"
    if level.decides:
        yield "●"
    if level.forbids:
        yield "✕"
    if level.vouches:
        yield "◆" * level.vouches
    if level.agrees:
        yield "◇"
