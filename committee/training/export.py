"""python export.py --dataset FOLDER --fit FOLDER --models FOLDER [--challengers]: writes model.onnx and manifest.json of every
member, or of every challenger, and the windows and probabilities that the parity tests compare ONNX Runtime with."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from breakwater import panel as panels
from breakwater.challengers import build, entries
from breakwater.export import challenger_manifest, export_onnx, manifest, write_json
from breakwater.joint import Hours, JointTransformer
from breakwater.nets import probability

PARITY_WINDOWS, PARITY_HOURS = 3_000, 300
MEMBERS_NOTE = "What torch gives for the newest window of features.json; written by committee/training/export.py."
CHALLENGERS_NOTE = (
    "What torch gives for the windows of features.json that end at its three newest hours, the newest first, each alone or "
    "as three assets of one hour; written by committee/training/export.py."
)


def restore(spec: dict, names: list[str], folder: Path) -> nn.Module:
    net = build(spec, names)
    net.load_state_dict(torch.load(folder / f"{spec['id']}.pt", weights_only=True))
    return net.eval()


def ask(net: nn.Module, windows: np.ndarray) -> np.ndarray:
    """[rows, steps, features] -> [rows, grid]. A joint net takes them as the assets of one hour, by the layers it was trained with."""
    x = torch.from_numpy(windows)
    with torch.no_grad():
        if not isinstance(net, JointTransformer):
            return net(x)[0].numpy()
        day = net.logits(x[None], torch.zeros(1, len(x), dtype=torch.bool))[0]
        return probability(net.calibration[0] * day + net.calibration[1]).numpy()


def parity_groups(panel: panels.Panel, spec: dict) -> list[np.ndarray]:
    """Rows that are asked together: of one batch, or of one hour."""
    usable = np.flatnonzero(panel.usable((spec["steps"] - 1) * spec["stride"]))
    random = np.random.default_rng(1)
    if not spec.get("joint"):
        return [random.choice(usable, PARITY_WINDOWS, replace=False)]
    table = Hours(panel, usable).table
    return [rows[rows >= 0] for rows in table[random.choice(len(table), PARITY_HOURS, replace=False)]]


def write_parity(panel: panels.Panel, net: nn.Module, spec: dict, folder: Path) -> None:
    groups = parity_groups(panel, spec)
    windows = [panel.windows(rows, spec["steps"], spec["stride"]) for rows in groups]
    folder.mkdir(parents=True, exist_ok=True)
    write = lambda part, values, kind: values.astype(kind).tofile(folder / f"{spec['id']}.{part}")
    write("windows.f32", np.concatenate(windows), "<f4")
    write("probability.f32", np.concatenate([ask(net, group) for group in windows]), "<f4")
    write("groups.i32", np.array([len(rows) for rows in groups]), "<i4")


def vector_probabilities(net: nn.Module, spec: dict, vector: dict, hours: int) -> list[float]:
    """What torch gives for the windows of the synthetic vector that end at its last `hours` hours, the newest first."""
    rows = np.array(vector["rows"], dtype=np.float32)
    newest = len(rows) - 1 - np.arange(hours)
    steps = newest[:, None] + np.arange(-(spec["steps"] - 1), 1) * spec["stride"]
    return [round(float(p), 9) for p in ask(net, rows[steps]).ravel()]


def export(panel: panels.Panel, options: argparse.Namespace, vector: dict) -> dict:
    """Writes every folder; returns what torch gives for the synthetic vector, by id."""
    describe = challenger_manifest if options.challengers else manifest
    known = {}
    for member, spec in entries(options.challengers):
        net = restore(spec, panel.names, options.fit)
        folder = options.models / spec["id"]
        folder.mkdir(parents=True, exist_ok=True)
        export_onnx(net, spec, panel.names, folder / "model.onnx")
        card = describe(panel, net, spec, member, folder / "model.onnx")
        write_json(folder / "manifest.json", card)
        values = vector_probabilities(net, spec, vector, 3 if options.challengers else 1)
        known[spec["id"]] = {"sha256": card["sha256"], "values": values}
        write_parity(panel, net, spec, options.parity)
        print(f"{spec['id']}: {(folder / 'model.onnx').stat().st_size} bytes", flush=True)
    return known


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--fit", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True, help="folder of the members, or of the challengers")
    parser.add_argument("--parity", type=Path, required=True, help="folder for windows and what torch gives for them")
    parser.add_argument("--vectors", type=Path, required=True,
                        help="folder of features.json; probabilities.json goes there, or challengers.json")
    parser.add_argument("--challengers", action="store_true", help="what was tried against the members, in their place")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    vector = json.loads((options.vectors / "features.json").read_text())
    if vector["featureSchema"] != panel.schema_hash:
        raise SystemExit("The vector features.json bears another feature schema: run test/committee/features/vector.ts.")
    name, note = ("challengers", CHALLENGERS_NOTE) if options.challengers else ("probabilities", MEMBERS_NOTE)
    write_json(options.vectors / f"{name}.json", {"note": note, "probabilities": export(panel, options, vector)})


if __name__ == "__main__":
    main()
