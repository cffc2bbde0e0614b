"""What a preset fixes: the mapping, and where a page names the next one."""

from dataclasses import dataclass

from syncsvc.formats.json_paths import Mapping


@dataclass(frozen=True, slots=True)
class Preset:
    """A mapping and its paging."""

    mapping: Mapping
    next: str = ""
    """The JMESPath of the link to the next page; no paging if empty."""
