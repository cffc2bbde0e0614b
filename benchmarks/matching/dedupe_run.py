"""One run of dedupe 3 with 100 labels told from the truth: ``python -m benchmarks.matching.dedupe_run DATA OUT``."""

import pickle
import random
import sys
from pathlib import Path

import dedupe
import dedupe.variables as kinds
import pandas as pd

from syncsvc.model.record import RecordRef

LABELS = 100
FIELDS = ("given", "family", "email", "mobile", "line", "street", "postal_code", "organisation", "birthday", "number")
EXACT = frozenset(("mobile", "line", "postal_code", "number"))


def main(data: str, out: str) -> None:
    random.seed(1)
    frame = pd.read_parquet(Path(data) / "flat.parquet")
    truth = pickle.loads((Path(data) / "truth.pickle").read_bytes())
    columns = [name for name in FIELDS if frame[name].notna().mean() > 0.01]
    frame = frame.astype(object).where(frame.notna(), None)
    records = {row.unique_id: {name: getattr(row, name) for name in columns} for row in frame.itertuples()}
    refs = {row.unique_id: RecordRef(row.source, row.key) for row in frame.itertuples()}
    linker = dedupe.Dedupe([_variable(name) for name in columns], num_cores=1)
    linker.prepare_training(records, sample_size=1500)
    place = {id(record): who for who, record in records.items()}
    _label(linker, lambda pair: len({truth[refs[place[id(one)]]] for one in pair}) == 1)
    linker.train()
    found = linker.partition(records, threshold=0.5)
    clusters = [[refs[one] for one in members] for members, _ in found]
    if out:
        Path(out).write_bytes(pickle.dumps((clusters, [])))


def _variable(name: str) -> kinds.base.Variable:
    kind = kinds.Exact if name in EXACT else kinds.String
    return kind(name, has_missing=True)


def _label(linker: dedupe.Dedupe, same) -> None:
    for _ in range(LABELS):
        pair = linker.uncertain_pairs()[0]
        linker.mark_pairs({"match": [pair], "distinct": []} if same(pair) else {"match": [], "distinct": [pair]})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
