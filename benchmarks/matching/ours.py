"""One run of this project in a process of its own: ``python -m benchmarks.matching.ours DATA OUT``."""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

from syncsvc.matching import link
from syncsvc.model.contact import Contact
from syncsvc.model.match import Verdict


def stored(path: Path) -> Iterator[Contact]:
    """Contacts as they are kept: in batches."""
    with path.open("rb") as file:
        while True:
            try:
                batch = pickle.load(file)
            except EOFError:
                return
            yield from batch


def main(data: str, out: str, *, details: bool) -> None:
    linkage = link(stored(Path(data) / "contacts.pickle"))
    if not details:
        return
    asked = [(one.left, one.right) for one in linkage.matches if one.verdict is Verdict.UNSURE]
    Path(out).write_bytes(pickle.dumps(([cluster.members for cluster in linkage.clusters], asked)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], details=len(sys.argv) > 3)
