"""German contacts in several sources, invented by a seeded generator that knows the truth."""

from benchmarks.contacts_generator.records import Generated, generate

__all__ = ["Generated", "generate"]
