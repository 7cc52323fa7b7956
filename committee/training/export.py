"""python export.py --dataset FOLDER --fit FOLDER --models FOLDER: writes model.onnx and manifest.json of every member,
and the windows and probabilities that the parity test compares ONNX Runtime with."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from breakwater import panel as panels
from breakwater.export import export_onnx, manifest, write_json
from breakwater.members import MEMBERS
from breakwater.nets import RiskNet
from breakwater.quantile_net import build_net

PARITY_WINDOWS = 3_000


def restore(spec: dict, names: list[str], folder: Path) -> RiskNet:
    net = build_net(spec, names)
    net.load_state_dict(torch.load(folder / f"{spec['id']}.pt", weights_only=True))
    return net.eval()


def write_parity(panel: panels.Panel, net: RiskNet, spec: dict, folder: Path) -> None:
    usable = np.flatnonzero(panel.usable((spec["steps"] - 1) * spec["stride"]))
    rows = np.random.default_rng(1).choice(usable, PARITY_WINDOWS, replace=False)
    windows = panel.windows(rows, spec["steps"], spec["stride"])
    with torch.no_grad():
        probability = net(torch.from_numpy(windows))[0]
    folder.mkdir(parents=True, exist_ok=True)
    windows.astype("<f4").tofile(folder / f"{spec['id']}.windows.f32")
    probability.numpy().astype("<f4").tofile(folder / f"{spec['id']}.probability.f32")


def vector_probabilities(net: RiskNet, spec: dict, vector: dict) -> list[float]:
    """What torch gives for the newest window of the synthetic vector."""
    rows = np.array(vector["rows"], dtype=np.float32)
    steps = len(rows) - 1 + np.arange(-(spec["steps"] - 1), 1) * spec["stride"]
    with torch.no_grad():
        return [round(float(p), 9) for p in net(torch.from_numpy(rows[steps][None]))[0][0]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--fit", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--parity", type=Path, required=True, help="folder for windows and what torch gives for them")
    parser.add_argument("--vectors", type=Path, required=True, help="folder of features.json; probabilities.json goes there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    vector = json.loads((options.vectors / "features.json").read_text())
    if vector["featureSchema"] != panel.schema_hash:
        raise SystemExit("The vector features.json bears another feature schema: run test/committee/features/vector.ts.")
    probabilities = {}
    for member, spec in enumerate(MEMBERS):
        net = restore(spec, panel.names, options.fit)
        folder = options.models / spec["id"]
        folder.mkdir(parents=True, exist_ok=True)
        export_onnx(net, spec, folder / "model.onnx")
        card = manifest(panel, net, spec, member, folder / "model.onnx")
        write_json(folder / "manifest.json", card)
        probabilities[spec["id"]] = {"sha256": card["sha256"], "values": vector_probabilities(net, spec, vector)}
        write_parity(panel, net, spec, options.parity)
        print(f"{spec['id']}: {(folder / 'model.onnx').stat().st_size} bytes", flush=True)
    note = "What torch gives for the newest window of features.json; written by committee/training/export.py."
    write_json(options.vectors / "probabilities.json", {"note": note, "probabilities": probabilities})


if __name__ == "__main__":
    main()
