"""Judging: in a sentence or two, why records are one contact or two; in German and English."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from syncsvc.matching import DEFAULT, sentence
from syncsvc.matching.watching import weakest
from syncsvc.model.match import Decision, Evidence, Match, Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two records are together or apart: the weighed pair, and a person's word if there is one."""

    match: Match
    decision: Decision | None = None
    names: tuple[str, str] = ("", "")
    """What the two records call whom they are about."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the evidence comes to; ``code`` is a word for programs."""

    code: str
    de: str
    en: str


def joined(reasons: Sequence[Reason]) -> Judgement:
    """Why the records of one contact are one."""
    if not reasons:
        return Judgement("alone", "Ein einziger Eintrag.", "One record alone: nothing was joined.")
    bridge = weakest(reason.match for reason in reasons)
    if bridge is None:
        return Judgement("decided", "Eine Entscheidung verbindet sie.", "A decision holds the records together.")
    least, same = _bits(bridge.score), _bits(DEFAULT.lanes.same)
    return Judgement(
        "joined",
        f"Verbunden: das schwächste Paar, das alles zusammenhält, hat {least} Bit (nötig sind {same}).",
        f"Joined: the weakest pair that holds it all together has {least} bits ({same} are needed).",
    )


def apart(reasons: Sequence[Reason]) -> Judgement:
    """Why two contacts are two; ``reasons`` are the pairs between them, the strongest first."""
    closest = next((one for one in reasons if one.match.verdict is Verdict.SAME), reasons[0])
    said = [reason.decision for reason in reasons if reason.match.basis == "decision" and reason.decision]
    if differing := [one for one in said if one.verdict is Verdict.DIFFERENT]:
        return _decided(differing[-1])
    if all(reason.match.relation or reason.match.basis == "kinds" for reason in reasons):
        return _kinds(holds=any(reason.match.relation for reason in reasons))
    tell: dict[bool, Callable[[], Judgement]] = {
        closest.match.verdict is Verdict.DIFFERENT: lambda: _different(closest.match),
        closest.match.verdict is Verdict.UNSURE: lambda: _unsure(closest.match),
        closest.match.verdict is Verdict.SAME: lambda: _contradicted(reasons),
    }
    return tell[True]()


def against(match: Match) -> tuple[Evidence, ...]:
    """What speaks against a pair, the weightiest first; the prior apart."""
    found = [one for one in match.evidence if one.weight < 0 and one.comparison != "prior"]
    return tuple(sorted(found, key=lambda one: one.weight))


def in_favour(match: Match) -> tuple[Evidence, ...]:
    """What speaks for a pair, the weightiest first."""
    return tuple(sorted((one for one in match.evidence if one.weight > 0), key=lambda one: -one.weight))


def worded(evidence: Iterable[Evidence], language: str) -> str:
    """Pieces of evidence in words."""
    return ", ".join(dict.fromkeys(sentence(one, language) for one in evidence))


def _decided(said: Decision) -> Judgement:
    what = f"{said.author}, {said.at:%Y-%m-%d}: {said.reason}"
    return Judgement("decided", f"So wurde entschieden ({what}).", f"It was decided so ({what}).")


def _kinds(*, holds: bool) -> Judgement:
    if holds:
        return Judgement(
            "holds",
            "Die Person hat diese Funktion; beide werden verknüpft, nie verbunden.",
            "The person holds this function; the two are linked, never joined.",
        )
    return Judgement(
        "kinds", "Verschiedene Arten von Kontakten sind nie eins.", "Different kinds of contacts are never one."
    )


def _different(match: Match) -> Judgement:
    missing, score = _bits(DEFAULT.lanes.unsure - match.score), _bits(match.score)
    return Judgement(
        "different",
        f"Das ähnlichste Paar erreicht {score} Bit; {missing} fehlen, damit gefragt würde."
        + _but("Dagegen", against(match), "de"),
        f"The closest pair reaches {score} bits; {missing} are missing for it to be asked about."
        + _but("Against it", against(match), "en"),
    )


def _unsure(match: Match) -> Judgement:
    if match.basis == "stale-decision":
        return Judgement(
            "stale-decision",
            "Darüber wurde entschieden, aber die Einträge sagen seither anderes: bitte noch einmal ansehen.",
            "This was decided, but the records say something else since: please look again.",
        )
    missing = DEFAULT.lanes.same - match.score
    if missing <= 0:
        return Judgement(
            "names-alone",
            "Wartet auf eine Entscheidung: der Name allein verbindet nie, und sonst entscheidet nichts.",
            "Waits for a decision: a name alone never joins, and nothing else that decides is in common.",
        )
    return Judgement(
        "unsure",
        f"Wartet auf eine Entscheidung: {_bits(missing)} Bit fehlen." + _but("Dagegen", against(match), "de"),
        f"Waits for a decision: {_bits(missing)} bits are missing." + _but("Against it", against(match), "en"),
    )


def _contradicted(reasons: Sequence[Reason]) -> Judgement:
    worst = min(reasons, key=lambda reason: reason.match.score)
    who = " / ".join(f"{ref.source}:{ref.key}" for ref in (worst.match.left, worst.match.right))
    score = _bits(worst.match.score)
    return Judgement(
        "contradicted",
        f"Ein Paar würde genügen, aber andere Einträge der beiden widersprechen sich: {who} mit {score} Bit."
        + _but("Dagegen", against(worst.match), "de"),
        f"One pair would do, but other records of the two contradict each other: {who} with {score} bits."
        + _but("Against it", against(worst.match), "en"),
    )


def _but(word: str, evidence: Sequence[Evidence], language: str) -> str:
    return f" {word}: {worded(evidence[:3], language)}." if evidence else ""


def _bits(score: float) -> str:
    return f"{score:+.1f}"
