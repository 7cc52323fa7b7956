"""python evaluate.py --dataset FOLDER --models FOLDER: evaluates the shipped ONNX files beside the baselines, prints the
tables, and writes the figures into every manifest's `metrics` and every model card."""

import argparse
import json
from pathlib import Path


import torch

from breakwater import card, panel as panels
from breakwater.evaluation import COMMITTEE, EWMA, HAR, Bench
from breakwater.export import write_json


def rounded(value):
    if isinstance(value, float):
        return None if value != value else round(value, 5)
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def member_metrics(member: str, test: dict, crises: dict) -> dict:
    pick = lambda thresholds: {
        bps: {"base": cell["base"], **{m: cell["models"][m] for m in (member, EWMA, HAR, COMMITTEE) if m in cell["models"]}}
        for bps, cell in thresholds.items()
    }
    withheld = {name: pick(c["thresholds"]) for name, c in crises.items() if member in c["outOfDistribution"]}
    return rounded({"testYear": {"from": test["from"], "to": test["to"], "thresholds": pick(test["thresholds"])}, "withheldCrises": withheld})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the tables")
    options = parser.parse_args()
    torch.set_num_threads(1)  # one order of sums: a second run prints the same figures
    bench = Bench(panels.load(options.dataset), options.models)
    test, crises, corrections = bench.test_year(), bench.crises(), bench.corrections()
    features = json.loads((options.dataset / "dataset.json").read_text())["featureTable"]
    for member, manifest in bench.manifests.items():
        folder = options.models / member
        write_json(folder / "manifest.json", manifest | {"metrics": member_metrics(member, test, crises)})
        card.write(folder / "README.md", card.model_card(manifest, features, test, crises))
    text = card.committee_card(bench.manifests, test, crises, corrections)
    card.write(options.models / "README.md", text)
    print(json.dumps(rounded({"testYear": test, "crises": crises, "corrections": corrections})) if options.json else text)


if __name__ == "__main__":
    main()
