"""Histories that scripts/monitor-dataset.ts wrote with the node's own engines: rows, states, outcomes, windows."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

MAX_MISSING_SHARE = 0.25


@dataclass(frozen=True)
class History:
    kind: str
    features: list[str]
    schema_hash: str
    sha256: str
    series: np.ndarray  # [n] index into names
    names: list[str]
    hour: np.ndarray  # [n] unix seconds, without a gap inside a series
    rows: np.ndarray  # [n, features] float32
    state: np.ndarray  # [n], NaN unknown
    outcomes: dict[str, np.ndarray]

    def usable(self, steps: int) -> np.ndarray:
        """Rows that end a window as the node's engine would call complete. [n] bool"""
        missing = np.cumsum(np.concatenate([[0], self.rows[:, 0]]))
        ends = np.arange(len(self.hour))
        start = np.maximum(ends - steps + 1, 0)
        whole = (ends - start == steps - 1) & (self.series[start] == self.series)
        few = missing[ends + 1] - missing[start] <= steps * MAX_MISSING_SHARE
        return whole & few & (self.rows[:, 0] == 0)

    def windows(self, ends: np.ndarray, steps: int) -> np.ndarray:
        """[len(ends), steps, features] float32"""
        return self.rows[ends[:, None] + np.arange(-steps + 1, 1)[None, :]]

    def labels(self, events: list[dict]) -> np.ndarray:
        """[n, events] float32: 1, 0, or NaN where unknown or already beyond the threshold."""
        columns = []
        for event in events:
            outcome = self.outcomes[event["outcome"]]
            label = np.where(np.isnan(outcome), np.nan, (outcome >= event["threshold"]).astype(np.float64))
            beyond = np.isnan(self.state) | (self.state >= event["threshold"])
            columns.append(np.where(event["atRisk"] & beyond, np.nan, label))
        return np.stack(columns, axis=1).astype(np.float32)


def load(folder: Path, kind: str) -> History:
    """Reads one kind; raises SystemExit with a sentence when the file is not what its manifest says."""
    path = folder / f"{kind}.parquet"
    manifest = json.loads((folder / "monitors.json").read_text())[kind]
    sha256 = "0x" + hashlib.sha256(path.read_bytes()).hexdigest()
    if sha256 != manifest["sha256"]:
        raise SystemExit(f"{path} has another sha256 than monitors.json says: run scripts/monitor-dataset.ts again.")
    table = pq.read_table(path)
    names, series = np.unique(table["series"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    features = [feature["name"] for feature in manifest["features"]]
    floats = lambda name: table[name].to_numpy(zero_copy_only=False).astype(np.float64)
    return History(
        kind=kind,
        features=features,
        schema_hash=manifest["featureSchema"],
        sha256=sha256,
        series=series,
        names=list(names),
        hour=table["hour"].to_numpy().astype(np.int64),
        rows=np.stack([floats(name) for name in features], axis=1).astype(np.float32),
        state=floats("state"),
        outcomes={name: floats(f"outcome_{name}") for name in manifest["outcomes"]},
    )
