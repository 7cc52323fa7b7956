"""What the data set holds beside prices and the clock, as families of columns at the panel's rows."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as arrow
import pyarrow.parquet as parquet

from .panel import Panel

# Groups that answer one question together; a group of the data set that stands in none of these is a family by itself.
FAMILIES = {
    "funding": ("fundingBtc", "fundingEth"),
    "aave": ("reservesUsdc", "reservesUsdt", "reservesDai"),
    "liquidations": ("liquidatedReserves", "liquidatedWbtc"),
    "pegs": ("pegs", "steth"),
    "dex": ("pools", "poolDepth", "curve3pool"),
    "onchain": ("supply", "tvl", "gas"),
    "cross-section": ("crossSection",),
    "lead-lag": ("leadLag",),
}
# Part of the manifest -> its file. `context` has a row per hour, `panelContext` one per hour and asset.
TABLES = {"context": "context.parquet", "panelContext": "panel-context.parquet"}


@dataclass(frozen=True)
class Family:
    """columns [rows, flags + features], float64: the flags of missing inputs come first. `table`: its part of the manifest."""

    table: str
    flags: int
    columns: np.ndarray

    def known(self) -> np.ndarray:
        """Rows at which no input of the family is missing (mask)."""
        return np.all(self.columns[:, : self.flags] == 0, axis=1)


def load(folder: Path, panel: Panel) -> dict[str, Family]:
    """Every family of which the data set has a group, at the panel's rows."""
    manifest = json.loads((folder / "dataset.json").read_text())
    if "context" not in manifest:
        raise SystemExit(f"The data set in {folder} has no context: build it again with node scripts/dataset.ts.")
    found: dict[str, Family] = {}
    for part, file in TABLES.items():
        if part in manifest:
            found |= read(part, verified(folder / file, manifest), manifest[part]["featureTable"], panel)
    return found


def verified(file: Path, manifest: dict) -> arrow.Table:
    expected = manifest["outputs"].get(file.name)
    found = "0x" + hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "absent"
    if found != expected:
        raise SystemExit(f"{file} is {found}, dataset.json names {expected}: build the data set again.")
    return parquet.read_table(file)


def named(groups: list[str]) -> dict[str, list[str]]:
    """Families in the order of FAMILIES, each with those of its groups that are there; then the groups of no family."""
    ours = {family: [group for group in own if group in groups] for family, own in FAMILIES.items()}
    grouped = {group for own in FAMILIES.values() for group in own}
    return {f: own for f, own in ours.items() if own} | {group: [group] for group in groups if group not in grouped}


def read(part: str, table: arrow.Table, features: list[dict], panel: Panel) -> dict[str, Family]:
    """A row that the table lacks has all flags raised and features of 0."""
    at, absent = rows_of(table, panel)
    groups = list(dict.fromkeys(feature["group"] for feature in features))
    found = {}
    for family, own in named(groups).items():
        flags = [f"missing_{group}" for group in own]
        names = flags + [feature["name"] for feature in features if feature["group"] in own]
        columns = np.stack([table.column(name).to_numpy()[at] for name in names], axis=1).astype(np.float64)
        columns[absent] = [1.0] * len(flags) + [0.0] * (len(names) - len(flags))
        found[family] = Family(part, len(flags), columns)
    return found


def rows_of(table: arrow.Table, panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """(row of the table, whether there is none) for every row of the panel: by the hour, and the asset where it has one."""
    keys, wanted = table.column("hour").to_numpy().astype(np.int64), panel.hour
    if "asset" in table.column_names:
        place = {symbol: i for i, symbol in enumerate(panel.assets)}
        asset = np.array([place.get(symbol, len(place)) for symbol in table.column("asset").to_pylist()])
        keys, wanted = keys * (len(place) + 1) + asset, panel.hour * (len(place) + 1) + panel.asset
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)]
    return at, keys[at] != wanted
