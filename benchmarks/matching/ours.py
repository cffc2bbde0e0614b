"""One run of this project in a process of its own: ``python -m benchmarks.matching.ours DATA OUT``."""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

from syncsvc.columns.comparable import Packed
from syncsvc.formats.cycles import uncollected
from syncsvc.matching import link
from syncsvc.model.match import Verdict
from syncsvc.model.record import RecordRef
from syncsvc.run.companion import aside


def stored(path: Path) -> Iterator[Packed]:
    """Contacts as the store gives them: in batches of rows (source, key, what linking asks)."""
    with path.open("rb") as file:
        while True:
            try:
                batch = pickle.load(file)
            except EOFError:
                return
            yield from (Packed(RecordRef(source, key), packed) for source, key, packed in batch)


def main(data: str, out: str, *, details: bool) -> None:
    with uncollected():  # As in a run.
        _link(Path(data) / "stored.pickle", Path(out) if details else None)


def _link(data: Path, out: Path | None) -> None:
    linkage = link(stored(data), aside=aside)
    if out is not None:
        asked = [(one.left, one.right) for one in linkage.matches if one.verdict is Verdict.UNSURE]
        out.write_bytes(pickle.dumps(([cluster.members for cluster in linkage.clusters], asked)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], details=len(sys.argv) > 3)
