"""One run of Splink 5, as its tutorial says: ``python -m benchmarks.matching.splink_run DATA OUT train|ready``."""

import pickle
import sys
from pathlib import Path

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

from syncsvc.model.record import RecordRef

BLOCKS = [
    block_on("given", "family"), block_on("email"), block_on("mobile"), block_on("line", "substr(given, 1, 2)"),
    block_on("family", "organisation"), block_on("family", "birthday"), block_on("number"), block_on("family", "postal_code"),
]  # fmt: skip
COMPARED = ("given", "family", "email", "mobile", "line", "street", "postal_code", "organisation", "birthday", "number")


def settings(columns: list[str]) -> SettingsCreator:
    """The tutorial's comparisons for the columns there are."""
    made = {
        "given": cl.NameComparison("given"),
        "family": cl.NameComparison("family"),
        "email": cl.EmailComparison("email"),
        "street": cl.JaroWinklerAtThresholds("street", [0.9, 0.8]),
        "birthday": cl.DamerauLevenshteinAtThresholds("birthday", [1, 2]),
    }
    comparisons = [
        made.get(name) or cl.ExactMatch(name).configure(term_frequency_adjustments=name != "number") for name in columns
    ]
    return SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="unique_id", comparisons=comparisons,
        blocking_rules_to_generate_predictions=BLOCKS, retain_intermediate_calculation_columns=False,
    )  # fmt: skip


def main(data: str, out: str, mode: str) -> None:
    api = DuckDBAPI(duckdb.connect())
    frame = pd.read_parquet(Path(data) / "flat.parquet")
    columns = [name for name in COMPARED if frame[name].notna().mean() > 0.01]
    model = Path(data) / "model.json"
    linker = Linker(api.register(frame), str(model) if mode == "ready" else settings(columns))
    if mode == "train":
        linker.training.estimate_probability_two_random_records_match(
            [block_on("given", "family", "email"), block_on("mobile")], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on("email" if "email" in columns else "postal_code")
        )
        linker.misc.save_model_to_json(str(model), overwrite=True)
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.95)
    table = clustered.as_pandas_dataframe()[["cluster_id", "unique_id"]]
    refs = {row.unique_id: RecordRef(row.source, row.key) for row in frame.itertuples()} if out else {}
    if out:
        groups = [[refs[one] for one in rows] for rows in table.groupby("cluster_id")["unique_id"].apply(list)]
        Path(out).write_bytes(pickle.dumps((groups, [])))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
