"""python baselines.py --dataset FOLDER --out FOLDER [--only ID]: judges the baselines year by year, fits them on all dates
before the test year and writes their ONNX files, manifests and table; with --walk-forward it judges and writes nothing."""

import argparse
import json
import time
from pathlib import Path

import torch

from breakwater import panel as panels
from breakwater.baselines import card, walk_forward
from breakwater.baselines.export import ExportError, ship, vector_outputs
from breakwater.baselines.registry import BASELINES, Baseline, find
from breakwater.baselines.sample import training_sample
from breakwater.export import write_json

VECTORS = Path(__file__).parents[2] / "test" / "vectors"
NOTE = "What torch gives for the newest window of features.json; written by committee/training/baselines.py."


def judge(panel: panels.Panel, chosen: list[Baseline]) -> dict[str, list[dict]]:
    prepared = walk_forward.folds(panel)
    years = {}
    for baseline in chosen:
        years[baseline.id] = walk_forward.run(baseline, panel, prepared)
        print("\n".join(walk_forward.lines(baseline.id, years[baseline.id])), flush=True)
    return years


def export(panel: panels.Panel, chosen: list[Baseline], years: dict[str, list[dict]], out: Path) -> None:
    vector = json.loads((VECTORS / "features.json").read_text())
    if vector["featureSchema"] != panel.schema_hash:
        raise SystemExit("The vector features.json bears another feature schema: run test/committee/features/vector.ts.")
    path = VECTORS / "baselines.json"
    known = json.loads(path.read_text())["outputs"] if path.is_file() else {}
    sample = training_sample(panel)
    for baseline in chosen:
        started = time.perf_counter()
        fitted = baseline.fit(panel, sample)
        written, worst = ship(baseline, fitted, sample, years[baseline.id], out)
        known[baseline.id] = {"sha256": written["sha256"]} | vector_outputs(baseline, fitted.module, vector)
        size = (out / baseline.id / "model.onnx").stat().st_size
        print(f"{baseline.id}: {written['parameters']} numbers fitted, {size} bytes, parity {worst:.1e}, "
              f"{time.perf_counter() - started:.0f} s", flush=True)
    write_json(path, {"note": NOTE, "outputs": {b.id: known[b.id] for b in BASELINES if b.id in known}})
    card.write(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", help="one baseline")
    parser.add_argument("--walk-forward", action="store_true", help="judge on the three years before 2023-07-01, write nothing")
    options = parser.parse_args()
    if options.out is None and not options.walk_forward:
        raise SystemExit("Name the folder of the baselines with --out, or judge them with --walk-forward.")
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    chosen = BASELINES if options.only is None else [find(options.only)]
    years = judge(panel, chosen)
    if options.walk_forward:
        return
    try:
        export(panel, chosen, years, options.out)
    except ExportError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
