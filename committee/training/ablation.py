"""python ablation.py --dataset FOLDER [--json]: does anything but prices help? Walk-forward, a ridge logit on five HAR
volatilities and the weekend, with and without each family of the context (missing inputs by their flags). Prints the
change of Brier score and cross-entropy per family, year and fall; above zero is better. Two controls frame it: noise,
which must not help, and a look at the future, which must. A family that a fold's training years lack has no row there."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet

from breakwater import panel as panels
from breakwater.folds import EMBARGO_HOURS, seconds
from breakwater.ridge_logit import choose_penalty, fit, log_loss, probabilities

FOLDS = (("2020-07-01", "2021-07-01"), ("2021-07-01", "2022-07-01"), ("2022-07-01", "2023-07-01"))
FALLS = (0.05, 0.08, 0.12)
TRAIN_EVERY_HOURS = 6
DRAWS = 500
SEED = 7
CONSTANT = 1e-9
MIN_TRAIN_DAYS = 450  # a year to choose the penalty on, and a quarter before it to fit on
FAMILIES = {
    "funding": ("fundingBtc", "fundingEth"),
    "aave": ("reservesUsdc", "reservesUsdt", "reservesDai"),
    "liquidations": ("liquidatedReserves", "liquidatedWbtc"),
    "pegs": ("pegs", "steth"),
    "dex": ("pools", "poolDepth", "curve3pool"),
    "onchain": ("supply", "tvl", "gas"),
}


def load_context(folder: Path, hours: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of each family at the panel's hours, [rows, columns]: the groups' flags, then their features."""
    manifest = json.loads((folder / "dataset.json").read_text())
    file = folder / "context.parquet"
    if "context" not in manifest or not file.is_file():
        raise SystemExit(f"The data set in {folder} has no context: build it again with node scripts/dataset.ts.")
    if "0x" + hashlib.sha256(file.read_bytes()).hexdigest() != manifest["outputs"]["context.parquet"]:
        raise SystemExit(f"{file} does not have the sha256 that dataset.json names: build the data set again.")
    table = parquet.read_table(file)
    at = np.searchsorted(table.column("hour").to_numpy(), hours)
    features = manifest["context"]["featureTable"]
    names = lambda groups: [f"missing_{g}" for g in groups] + [f["name"] for f in features if f["group"] in groups]
    columns = lambda groups: np.stack([table.column(n).to_numpy()[at] for n in names(groups)], axis=1)
    return {family: columns(groups).astype(np.float64) for family, groups in FAMILIES.items()}


def base_inputs(panel: panels.Panel) -> np.ndarray:
    """Logs of the realised volatilities of 6, 24, 72, 168 and 720 h, and the weekend's share of the next 24 h."""
    column = lambda name: panel.features[:, panel.names.index(name)].astype(np.float64)
    month = column("logVol720")
    week = month + column("volRatio168")
    vols = [week + column(f"volRatio{hours}") for hours in (6, 24, 72)] + [week, month]
    ahead = panel.hour[:, None] + 3600 * np.arange(24)[None, :]
    weekend = np.mean((ahead // 86_400 + 3) % 7 >= 5, axis=1)  # 1970-01-01 was a Thursday
    return np.column_stack([*vols, weekend])


def controls(panel: panels.Panel) -> dict[str, np.ndarray]:
    noise = np.random.default_rng(SEED).normal(size=(len(panel.hour), 3))
    return {"noise (control)": noise, "future (control)": np.nan_to_num(panel.min24)[:, None]}


def masks(panel: panels.Panel, fold: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """(training rows, test rows); the embargo lies between, and no label of the training reaches the test."""
    usable, start, end = panel.usable(0), seconds(fold[0]), seconds(fold[1])
    train = usable & (panel.hour < start - EMBARGO_HOURS * 3600) & (panel.hour % (TRAIN_EVERY_HOURS * 3600) == 0)
    return train, usable & (panel.hour >= start) & (panel.hour < end - EMBARGO_HOURS * 3600)


def forecast(inputs: np.ndarray, outcome: np.ndarray, hour: np.ndarray, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    mean, scale = inputs[train].mean(axis=0), inputs[train].std(axis=0)
    keep = scale > CONSTANT
    x, y = (inputs[train][:, keep] - mean[keep]) / scale[keep], outcome[train]
    cut = hour[train].max() - 365 * 86_400
    early, late = hour[train] < cut - EMBARGO_HOURS * 3600, hour[train] >= cut
    weights = fit(x, y, choose_penalty(x, y, early, late))
    return probabilities(weights, (inputs[test][:, keep] - mean[keep]) / scale[keep])


def change(p: np.ndarray, q: np.ndarray, y: np.ndarray, hour: np.ndarray) -> dict[str, float | list[float]]:
    """Relative gain of p over q: Brier with its 90 % interval (whole months drawn again), and cross-entropy."""
    _, month = np.unique(np.asarray(hour, dtype="datetime64[s]").astype("datetime64[M]"), return_inverse=True)
    ours, theirs = (np.bincount(month, (f - y) ** 2) for f in (p, q))
    draws = np.random.default_rng(SEED).integers(0, len(ours), (DRAWS, len(ours)))
    drawn = 1 - ours[draws].sum(axis=1) / theirs[draws].sum(axis=1)
    low, high = np.quantile(drawn, [0.05, 0.95])
    return {
        "brier": float(1 - ours.sum() / theirs.sum()),
        "brierInterval": [float(low), float(high)],
        "logLoss": 1 - log_loss(p, y) / log_loss(q, y),
    }


def ablate(panel: panels.Panel, families: dict[str, np.ndarray], known: dict[str, np.ndarray]) -> list[dict]:
    """One row per fold, fall and family; a family in `known` is fitted and judged on those rows alone."""
    base = base_inputs(panel)
    everything = np.ones(len(panel.hour), dtype=bool)
    rows = []
    for fold in FOLDS:
        in_train, in_test = masks(panel, fold)
        for fall in FALLS:
            outcome = (panel.min24 <= np.log1p(-fall)).astype(np.float64)
            for family, columns in families.items():
                here = known.get(family, everything)
                train, test = in_train & here, in_test & here
                hours = panel.hour[train]
                if len(hours) == 0 or np.all(columns[train].std(axis=0) < CONSTANT):
                    continue  # the training years never saw the family
                if hours.max() - hours.min() < MIN_TRAIN_DAYS * 86_400 or not test.any():
                    continue
                plain = forecast(base, outcome, panel.hour, train, test)
                p = forecast(np.column_stack([base, columns]), outcome, panel.hour, train, test)
                cell = change(p, plain, outcome[test], panel.hour[test])
                rows.append({"fold": fold[0], "fall": fall, "family": family, "base": float(outcome[test].mean()), **cell})
    return rows


def table(rows: list[dict]) -> str:
    head = "| family | test year from | fall | base rate | Brier, % (90 % interval) | cross-entropy, % |"
    line = lambda r: (
        f"| {r['family']} | {r['fold']} | {100 * r['fall']:.0f} % | {r['base']:.4f} | {100 * r['brier']:+.2f} "
        f"({100 * r['brierInterval'][0]:+.2f} to {100 * r['brierInterval'][1]:+.2f}) | {100 * r['logLoss']:+.2f} |"
    )
    families = list(dict.fromkeys(row["family"] for row in rows))
    ordered = sorted(rows, key=lambda r: (families.index(r["family"]), r["fold"], r["fall"]))
    return "\n".join([head, "| --- | --- | --- | --- | --- | --- |", *map(line, ordered)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--known-only", action="store_true", help="fit and judge on hours in which the family is whole")
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of the table")
    options = parser.parse_args()
    panel = panels.load(options.dataset)
    context = load_context(options.dataset, panel.hour)
    families = context | {"everything": np.column_stack(list(context.values()))} | controls(panel)
    flags = {family: columns[:, : len(FAMILIES[family])] for family, columns in context.items()}
    known = {family: np.all(own == 0, axis=1) for family, own in flags.items()} if options.known_only else {}
    rows = ablate(panel, families, known)
    print(json.dumps(rows) if options.json else table(rows))


if __name__ == "__main__":
    main()
