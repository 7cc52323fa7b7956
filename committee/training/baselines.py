"""python baselines.py --dataset FOLDER --out FOLDER [--only ID]: fits the baselines on all dates before the test year
and writes their ONNX files and manifests; with --walk-forward it judges them year by year instead and writes nothing."""

import argparse
import time
from pathlib import Path

import torch

from breakwater import panel as panels
from breakwater.baselines import walk_forward
from breakwater.baselines.export import ship
from breakwater.baselines.registry import BASELINES, find
from breakwater.baselines.sample import training_sample


def export(options: argparse.Namespace, panel: panels.Panel, chosen: list) -> None:
    if options.out is None:
        raise SystemExit("Name the folder of the baselines with --out, or judge them with --walk-forward.")
    sample = training_sample(panel)
    for baseline in chosen:
        started = time.perf_counter()
        written, worst = ship(baseline, baseline.fit(panel, sample), sample, options.out)
        size = (options.out / baseline.id / "model.onnx").stat().st_size
        print(f"{baseline.id}: {written['parameters']} parameters, {size} bytes, parity {worst:.1e}, "
              f"{time.perf_counter() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", help="one baseline")
    parser.add_argument("--walk-forward", action="store_true", help="judge on the three years before 2023-07-01")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    chosen = BASELINES if options.only is None else [find(options.only)]
    if options.walk_forward:
        prepared = walk_forward.folds(panel)
        for baseline in chosen:
            for line in walk_forward.lines(baseline.id, walk_forward.run(baseline, panel, prepared)):
                print(line, flush=True)
    else:
        export(options, panel, chosen)


if __name__ == "__main__":
    main()
