"""The tree: the suffix, its four folders, and the contacts of a view below them."""

from dataclasses import dataclass

from syncsvc.formats.ldap.dn import normal
from syncsvc.formats.ldap.entry import base_entries
from syncsvc.formats.ldap.remembering import remembered
from syncsvc.serve.book import Row, View
from syncsvc.serve.book.rows import RowMaker
from syncsvc.serve.directory.facts import SUBSCHEMA

BASE, ONE, SUBTREE = 0, 1, 2
EVERY = "*"
"""All folders."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search looks at: some entries one by one, and the contacts of a folder, of every folder, or of none."""

    rows: tuple[Row, ...] = ()
    folder: str = ""
    special: str = ""
    """``root`` or ``subschema``: an entry outside of the tree."""


_normal = remembered(normal)


class Tree:
    """Finds what stands where."""

    def __init__(self, suffix: str, title: str = "") -> None:
        maker = RowMaker(suffix)
        self.suffix = suffix
        self._top, *folders = [maker.of_entry(entry) for entry in base_entries(suffix, title)]
        self._folders = {row.dn.decode().partition(",")[0].removeprefix("ou="): row for row in folders}
        self._upper = normal(suffix)

    def scope(self, base: str, scope: int, view: View) -> Scope | None:
        """What is at and below a name; None if there is nothing of that name. Raises ValueError for what is no name."""
        name = _normal(base)
        if not name:
            return self._from_root(scope)
        if name == _normal(SUBSCHEMA):
            return Scope(special="subschema") if scope != ONE else Scope()
        depth = len(name) - len(self._upper)
        if depth < 0 or name[depth:] != self._upper:
            return None
        if depth == 0:
            return self._from_top(scope)
        folder = self._folder(name[depth - 1])
        if depth == 1 and folder:
            return self._from_folder(folder, scope)
        row = view.get(self._id(name[0], view)) if depth == 2 and folder else None
        if row is None or row.folder != folder:
            return None
        return Scope((row,)) if scope != ONE else Scope()

    def nearest(self, base: str) -> str:
        """The name of the nearest entry above one that does not exist (RFC 4511 section 4.1.9)."""
        name = _normal(base)
        depth = len(name) - len(self._upper)
        if depth < 1 or name[depth:] != self._upper:
            return ""
        folder = self._folder(name[depth - 1])
        return self._folders[folder].dn.decode() if folder else self.suffix

    def _from_root(self, scope: int) -> Scope:
        if scope == BASE:
            return Scope(special="root")
        return Scope((self._top,)) if scope == ONE else self._from_top(SUBTREE)

    def _from_top(self, scope: int) -> Scope:
        if scope == BASE:
            return Scope((self._top,))
        folders = tuple(self._folders.values())
        return Scope(folders) if scope == ONE else Scope((self._top, *folders), EVERY)

    def _from_folder(self, folder: str, scope: int) -> Scope:
        rows = () if scope == ONE else (self._folders[folder],)
        return Scope(rows, "" if scope == BASE else folder)

    def _folder(self, rdn: tuple[tuple[str, str], ...]) -> str:
        (kind, value), *others = rdn
        known = kind in {"ou", "organizationalunitname", "2.5.4.11"} and not others and value in self._folders
        return value if known else ""

    @staticmethod
    def _id(rdn: tuple[tuple[str, str], ...], view: View) -> str:
        (kind, value), *others = rdn
        if others or kind not in {"uid", "userid", "0.9.2342.19200300.100.1.1"}:
            return ""
        return value if value in view.slots else next((one for one in view.slots if one.lower() == value), "")
