"""python targets.py --dataset FOLDER --out FOLDER [--only ID] [--seed N]: fits the monitors of pegs, lending and pools,
forecasts every hour out of fold, and writes model.onnx, manifest.json and the card of each.

The data set is written by scripts/monitor-dataset.ts; out-of-fold forecasts go to out-of-fold/ beside it,
those of another seed than the shipped one to out-of-fold-SEED/: that is how the noise of a run is measured."""

import argparse
import json
from pathlib import Path

import torch

from breakwater.targets.history import load
from breakwater.targets.run import judge_folds, ship
from breakwater.targets.specs import MONITORS, SEED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="folder written by scripts/monitor-dataset.ts")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets one folder per monitor")
    parser.add_argument("--only", help="one monitor")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    if not (options.dataset / "monitors.json").exists():
        raise SystemExit(f"{options.dataset} has no monitors.json: run scripts/monitor-dataset.ts --out {options.dataset}.")
    torch.set_num_threads(1)
    tables = json.loads((options.dataset / "monitors.json").read_text())
    folds = options.dataset / ("out-of-fold" if options.seed == SEED else f"out-of-fold-{options.seed}")
    folds.mkdir(exist_ok=True)
    for spec in MONITORS:
        if options.only not in (None, spec["id"]) or spec["kind"] not in tables:
            continue
        history = load(options.dataset, spec["kind"])
        summary = judge_folds(history, spec, folds / f"{spec['id']}.parquet", options.seed)
        ship(history, spec, tables[spec["kind"]]["features"], summary, options.out / spec["id"], options.seed)


if __name__ == "__main__":
    main()
