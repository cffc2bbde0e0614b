"""Deciding: a person's word on pairs, values and removals, each with author and reason, each in the audit log."""

from datetime import datetime

from syncsvc.correction import ALSO_CALLED
from syncsvc.matching import identity_digest
from syncsvc.model.contact import ContactClass
from syncsvc.model.match import Decision, Verdict
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef
from syncsvc.run.asking import NotFound, find_id
from syncsvc.run.checking import Refused, checked
from syncsvc.run.correcting import UNSEEN
from syncsvc.run.service import Run
from syncsvc.store import AuditLine, Hold, Scope, SetValue, Unit, hold_digest


def reference(unit: Unit, text: str) -> RecordRef:
    """The record a person means: «source:key», or the id of a contact that has one record."""
    source, colon, key = text.partition(":")
    ref = RecordRef(source, key)
    if colon and unit.contacts.get([ref]):
        return ref
    refs = unit.identities.members([id_ := find_id(unit, text)])[id_]
    return refs[0]


def decide(unit: Unit, run: Run, pair: tuple[str, str], verdict: Verdict, *, author: str, reason: str) -> list[str]:
    """Write down that two records (or the contacts that hold them) are the same, or not; nothing else has to be merged.

    Between contacts the decision is about their first records; «different» about every pair of theirs.
    """
    if not reason.strip():
        raise Refused("a decision needs a reason", hint="--reason «saw both of them in the office»")
    left, right = (reference(unit, text) for text in pair)
    _decidable(unit, pair, verdict, left, right)
    pairs = [(left, right)]
    if verdict is Verdict.DIFFERENT:
        pairs = [(one, two) for one in _fellows(unit, pair[0]) for two in _fellows(unit, pair[1]) if one != two]
    for one, two in pairs:
        first, second = sorted((one, two))
        contacts = unit.contacts.get([first, second])
        digests = (identity_digest(contacts[first]), identity_digest(contacts[second]))
        unit.decisions.add(Decision(first, second, verdict, author, run.now, reason, *digests))
    unit.audit.add(AuditLine(run.now, author, f"decide-{verdict.value}", " ".join(sorted(_ids(unit, left, right)))))
    return []


def _decidable(unit: Unit, pair: tuple[str, str], verdict: Verdict, left: RecordRef, right: RecordRef) -> None:
    """Raise Refused for what no decision can bring about."""
    if left == right:
        raise Refused(
            "these are one contact already",
            hint="to take its records apart, name two of them: «decide SOURCE:KEY SOURCE:KEY different»",
        )
    if verdict is not Verdict.SAME:
        return
    kinds = {contact.kind.value for contact in unit.contacts.get([left, right]).values()}
    if len(kinds) > 1:
        raise Refused(
            f"a {' and a '.join(sorted(kinds))} are never one contact",
            hint="who holds a function is linked with it; correct the kind in the source if it is wrong",
        )
    ours, theirs = (set(_fellows(unit, text)) for text in pair)
    for said in unit.decisions.in_force(sorted(ours | theirs)):
        across = {said.left, said.right} & ours and {said.left, said.right} & theirs
        if said.verdict is Verdict.DIFFERENT and across and {said.left, said.right} != {left, right}:
            raise Refused(
                f"{said.author} decided on {said.at:%Y-%m-%d} that they are different",
                hint="take that back first: «decide LEFT RIGHT --undo»",
            )


def _fellows(unit: Unit, text: str) -> tuple[RecordRef, ...]:
    """The record that is meant, or all records of the contact that is meant."""
    source, colon, key = text.partition(":")
    if colon and unit.contacts.get([RecordRef(source, key)]):
        return (RecordRef(source, key),)
    id_ = find_id(unit, text)
    return unit.identities.members([id_])[id_]


def _ids(unit: Unit, *refs: RecordRef) -> set[str]:
    return set(unit.identities.of(refs).values())


def undo(unit: Unit, run: Run, pair: tuple[str, str], *, author: str, reason: str) -> list[str]:
    """Take back every decision in force between two records, or between the records of two contacts."""
    ours = {frozenset((one, two)) for one in _fellows(unit, pair[0]) for two in _fellows(unit, pair[1])}
    refs = sorted({ref for both in ours for ref in both})
    lines = [one for one in unit.decisions.of(refs) if one.in_force and {one.decision.left, one.decision.right} in ours]
    if not lines:
        raise Refused("there is no decision between these two", hint="«syncsvc why ID ID» shows decisions")
    decided = {(one.decision.left, one.decision.right) for one in lines}
    if len(decided) > 1 and len(_ids(unit, *refs)) == 1:
        named = "; ".join(f"{one.source}:{one.key} {two.source}:{two.key}" for one, two in sorted(decided))
        raise Refused("several decisions hold this contact together", hint=f"name the records of one: {named}")
    for line in lines:
        unit.decisions.undo(line.number, by=author, at=run.now, reason=reason)
    unit.audit.add(AuditLine(run.now, author, "decide-undo", " ".join(sorted(_ids(unit, *refs)))))
    return []


def set_value(  # noqa: PLR0913 — the words of the command
    unit: Unit,
    run: Run,
    asked: str,
    field: str,
    value: str,
    *,
    author: str,
    reason: str,
    until: datetime | None = None,
    profile: SourceProfile | None = None,
) -> list[str]:
    """Set a value that outranks the sources; returns the contact to merge again.

    ``profile`` says how local numbers are to be read. Raises Refused for what is no such value.
    """
    field = ALSO_CALLED.get(field, field)
    value = checked(field, value, profile or SourceProfile("set"))
    if until is not None and until <= run.now:
        raise Refused("the correction would be over already", hint="--until a day to come")
    id_ = find_id(unit, asked)
    contact = unit.directory.get([id_])[id_]
    unit.corrections.add(
        SetValue(id_, field, value, author, reason, run.now, until, anchors=contact.members, seen=UNSEEN)
    )
    unit.audit.add(AuditLine(run.now, author, "set", id_, field))
    return [id_]


def record_consent(unit: Unit, run: Run, asked: str, word: str, *, author: str, reason: str) -> list[str]:
    """Record a volunteer's consent to be public, GIVEN or WITHDRAWN; returns the contact to merge again."""
    if not reason.strip():
        raise Refused("say how it was given or withdrawn", hint="--reason «form of 3 March, in the file»")
    id_ = find_id(unit, asked)
    members = unit.identities.members([id_])[id_]
    if all(one.contact_class is not ContactClass.VOLUNTEER for one in unit.contacts.get(members).values()):
        hint = "to hide somebody: «syncsvc set ID audience internal»"
        raise Refused("no source says that this is a volunteer, so nothing depends on a consent", hint=hint)
    unit.corrections.add(SetValue(id_, "consent", word, author, reason, run.now, anchors=members, seen=UNSEEN))
    unit.audit.add(AuditLine(run.now, author, f"consent-{word}", id_))
    return [id_]


def unset_value(unit: Unit, run: Run, asked: str, field: str, *, author: str, reason: str = "") -> list[str]:
    """Take a set value back; returns the contact to merge again."""
    id_ = find_id(unit, asked)
    members = unit.identities.members([id_]).get(id_, ())
    field = ALSO_CALLED.get(field, field)
    values = [one for one in unit.corrections.of(id_, members) if one.field == field]
    if not values:
        raise Refused(f"{field} was not set on this contact", hint="«syncsvc show ID» tells set values")
    for value in values:
        unit.corrections.unset(value.number, by=author, now=run.now, reason=reason.strip())
    unit.audit.add(AuditLine(run.now, author, "unset", id_, field))
    return [id_]


def settle(unit: Unit, hold_id: str, now: datetime, *, author: str, approve: bool) -> Hold:
    """Approve or refuse exactly the removals a hold names. Raises NotFound or Refused."""
    found = [one for one in unit.holds.all() if one.id.startswith(hold_id)] if len(hold_id) >= 4 else []
    if len(found) != 1:
        raise NotFound(f"there is no hold {hold_id}", hint="«syncsvc holds» lists them")
    hold = found[0]
    done = (
        unit.holds.approve(hold.id, keys_digest=hold_digest(hold.keys), by=author, now=now)
        if approve
        else unit.holds.refuse(hold.id, by=author, now=now)
    )
    if not done:
        state = "expired" if hold.expires <= now else hold.state.value
        raise Refused(f"the hold {hold.id} is {state}", hint="the next run makes a new one if need be")
    unit.audit.add(AuditLine(now, author, "approve" if approve else "refuse", hold.id))
    return hold


def names(unit: Unit, hold: Hold) -> list[str]:
    """What people call those a hold would remove, sorted."""
    if hold.scope is Scope.TARGET:
        found = unit.directory.get(hold.keys)
        return sorted(found[key].name.display if key in found else key for key in hold.keys)
    contacts = unit.contacts.get(RecordRef(hold.name, key) for key in hold.keys)
    return sorted(contact.name.display for contact in contacts.values())
