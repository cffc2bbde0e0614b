"""What a run does with one export, in memory: cut, render, plan, deliver, remember."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry, Plan
from syncsvc.plan import plan
from syncsvc.ports import Delivery, Export
from syncsvc.privacy import view


@dataclass
class Runner:
    """Remembers of an export what the store would."""

    export: Export
    receipt: str = ""
    delivered: dict[str, bytes] = field(default_factory=dict)

    def sync(self, contacts: Iterable[CanonicalContact]) -> tuple[Plan, Delivery | None]:
        """Bring the target up to date; no delivery where nothing is to do."""
        entries = self.render(contacts)
        found = self.export.survey(self.receipt)
        present = {key: digest(content) for key, content in self.delivered.items()} if found is None else dict(found)
        changes = plan(self.export.name, entries, present, self.delivered)
        if found is None and not changes.changes:
            return changes, None
        delivery = self.export.deliver(changes, lambda: iter(entries))
        assert delivery.refused == ()
        self.receipt = delivery.receipt
        self.delivered = {entry.key: entry.content for entry in entries}
        return changes, delivery

    def render(self, contacts: Iterable[CanonicalContact]) -> list[Entry]:
        """The entries of all contacts that the audience may see and the export shows."""
        seen = (view(contact, self.export.audience) for contact in contacts)
        entries = (self.export.render(contact) for contact in seen if contact is not None)
        return sorted((one for one in entries if one is not None), key=lambda one: (one.order, one.key))
