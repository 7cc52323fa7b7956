"""The data set that scripts/dataset.ts wrote, as arrays. Features are read, never computed here."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet

HOUR = 3600
GRID_BPS = (100, 200, 300, 500, 800, 1200, 2000, 3000, 4500)
GRID = np.array(GRID_BPS) / 10_000
HORIZON_HOURS = 24


@dataclass(frozen=True)
class Panel:
    """Rows of all assets, one asset after the other, hours unbroken within an asset."""

    assets: list[str]
    asset: np.ndarray  # index into assets, per row
    hour: np.ndarray  # unix seconds
    start: np.ndarray  # first row of the row's asset
    features: np.ndarray  # float32 [rows, features], column 0 the missing flag
    names: list[str]
    min24: np.ndarray  # ln(lowest close of the next 24 h / close), NaN where unknown
    min72: np.ndarray
    log_variance24: np.ndarray
    log_return1: np.ndarray
    schema_hash: str
    sha256: str

    def events(self, rows: np.ndarray) -> np.ndarray:
        """1 where the fall of the grid happened, [rows, grid]."""
        return (self.min24[rows, None] <= np.log1p(-GRID)[None, :]).astype(np.float32)

    def events72(self, rows: np.ndarray) -> np.ndarray:
        """The same for the next 72 h; NaN where they are not all known."""
        low = self.min72[rows, None]
        return np.where(np.isfinite(low), low <= np.log1p(-GRID)[None, :], np.nan).astype(np.float32)

    def windows(self, rows: np.ndarray, steps: int, stride: int) -> np.ndarray:
        """float32 [rows, steps, features], oldest step first; the caller took rows with enough history."""
        offsets = np.arange(-(steps - 1), 1) * stride
        return self.features[rows[:, None] + offsets[None, :]]

    def usable(self, span_hours: int) -> np.ndarray:
        """Rows with a label, usable newest inputs and `span_hours` of rows before them (mask over all rows)."""
        position = np.arange(len(self.hour)) - self.start
        known = np.isfinite(self.min24) & np.isfinite(self.log_variance24)
        return known & (self.features[:, 0] == 0) & (position >= span_hours)


def load(folder: Path) -> Panel:
    manifest_path = folder / "dataset.json"
    if not manifest_path.is_file():
        raise SystemExit(f"There is no data set in {folder}: build it with node scripts/dataset.ts --data FOLDER.")
    manifest = json.loads(manifest_path.read_text())
    file = folder / "dataset.parquet"
    digest = "0x" + hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != manifest["outputs"]["dataset.parquet"]:
        raise SystemExit(f"{file} does not have the sha256 that dataset.json names: build the data set again.")
    table = parquet.read_table(file)
    column = lambda name: table.column(name).to_numpy()
    names = manifest["features"]
    symbols = np.asarray(column("asset"), dtype=object)
    assets = sorted(set(symbols))
    asset = np.searchsorted(np.array(assets, dtype=object), symbols)
    first = np.searchsorted(asset, np.arange(len(assets)))
    hour = column("hour").astype(np.int64)
    same = asset[1:] == asset[:-1]
    if not np.all(np.diff(hour)[same] == HOUR):
        raise SystemExit(f"{file} has broken hours: build the data set again.")
    return Panel(
        assets=assets,
        asset=asset,
        hour=hour,
        start=first[asset],
        features=np.stack([column(name) for name in names], axis=1).astype(np.float32),
        names=names,
        min24=column("min24").astype(np.float64),
        min72=column("min72").astype(np.float64),
        log_variance24=column("log_variance24").astype(np.float64),
        log_return1=column("log_return1").astype(np.float64),
        schema_hash=manifest["featureSchema"],
        sha256=digest,
    )
