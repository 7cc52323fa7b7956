"""One folder per member or challenger: model.onnx and manifest.json. The card is written by scripts/docs/cards.ts."""

import hashlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from .fit import SEED
from .folds import CALIBRATION_EVERY, CRISES, EMBARGO_HOURS, TRAIN_END, between, calibration_months, split
from .joint import HEADS, WIDTH, JointTransformer
from .nets import RiskNet
from .panel import GRID_BPS, HORIZON_HOURS, HOUR, Panel

OOD_QUANTILE = 0.995
OOD_RIDGE = 0.02
REPEATED = 4
OUTPUTS = ("probability", "probability72", "logvol")


def outer_dimensions(net: nn.Module) -> tuple[str, ...]:
    """The free dimensions before steps and features: a window alone, or all assets of an hour together."""
    return ("hours", "assets") if isinstance(net, JointTransformer) else ("batch",)


def input_name(net: nn.Module) -> str:
    return "panel" if isinstance(net, JointTransformer) else "window"


def export_onnx(net: nn.Module, spec: dict, names: list[str], path: Path) -> None:
    """Opset 17, native LSTM operator, free outer dimensions: traced with twos and threes, because a one would freeze them."""
    outer = outer_dimensions(net)
    example = torch.zeros(*range(2, 2 + len(outer)), spec["steps"], len(names))
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net.eval(), (example,), str(partial), opset_version=17, dynamo=False,
            input_names=[input_name(net)], output_names=list(OUTPUTS),
            dynamic_axes={name: dict(enumerate(outer)) for name in (input_name(net), *OUTPUTS)},
        )
    onnx.checker.check_model(str(partial), full_check=True)
    os.replace(partial, path)


def familiarity(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, scale and ridged precision of rows in standardised inputs."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / scale
    return mean, scale, np.linalg.inv(np.cov(z.T) + OOD_RIDGE * np.eye(z.shape[1]))


def distances(x: np.ndarray, mean: np.ndarray, scale: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """Squared Mahalanobis distances, as committee/inference/out-of-distribution.ts computes them."""
    z = (x - mean) / scale
    return np.einsum("ni,ij,nj->n", z, precision, z)


def held_back_distances(panel: Panel, rows: np.ndarray) -> np.ndarray:
    """
    Distance of every row from the rows of other months: each seventh of the months is measured by a fit on the rest, an
    embargo apart. A member's own ten held-back months are too few: their 99.5 % quantile went from 65 to 129 over seven
    members, with one storm inside or outside of them.
    """
    x = panel.features[rows, 1:].astype(np.float64)
    found = []
    for fold in range(CALIBRATION_EVERY):
        inside, near = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
        for month in calibration_months(fold):
            inside |= between(panel, *month)[rows]
            near |= between(panel, *month, EMBARGO_HOURS)[rows]
        if inside.any():
            found.append(distances(x[inside], *familiarity(x[~near])))
    return np.concatenate(found)


def out_of_distribution(panel: Panel, rows: np.ndarray) -> dict:
    x = panel.features[rows, 1:].astype(np.float64)
    mean, scale, precision = familiarity(x)
    threshold = float(np.quantile(held_back_distances(panel, rows), OOD_QUANTILE))
    return {
        "mean": mean.round(7).tolist(), "scale": scale.round(7).tolist(), "precision": precision.round(6).tolist(),
        "threshold": round(threshold, 3), "quantile": OOD_QUANTILE,
    }


def calm_row(panel: Panel, rows: np.ndarray) -> list[float]:
    """Median of the training hours in the calmer third by the volatility of the day, without a move beyond one sigma."""
    x = panel.features[rows]
    at = lambda name: x[:, panel.names.index(name)]
    day = at("logVol720") + at("volRatio168") + at("volRatio24")
    calm = (day <= np.quantile(day, 1 / 3)) & (np.abs(at("return24")) < 1)
    return [float(np.float32(value)) for value in np.median(x[calm], axis=0)]


def architecture(net: nn.Module, spec: dict) -> str:
    curve = "the quantiles of a" if spec.get("head") == "quantile" else "a"
    prior = f"bounded corrections to {curve} {spec['prior']} prior on {net.prior.columns.width} inputs"
    if spec.get("joint"):
        return f"transformer encoder, {len(net.encoder.layers)} layers, {HEADS} heads, width {WIDTH}, a token an asset, {prior}"
    if spec.get("gaf"):
        beside = f" beside an lstm, {spec['units']} units," if spec.get("beside_lstm") else ","
        return f"cnn on two gramian angular fields{beside} {spec['inputs']} inputs, {prior}"
    kinds = f"{'conv + ' if spec.get('convolution') else ''}lstm, {spec['inputs']} inputs, {spec['pooling']} pooling"
    return f"{kinds}, {spec['units']} units x {spec.get('layers', 1)}, {prior}"


def facts(panel: Panel, net: nn.Module, spec: dict, kind: str, member: int, path: Path) -> dict:
    """What every fitted net says of itself; `member` is the number of the one whose dates and seed it has."""
    outer = list(outer_dimensions(net))
    return {
        "schemaVersion": 1,
        "kind": kind,
        "id": spec["id"],
        "title": spec["title"],
        "file": path.name,
        "sha256": "0x" + hashlib.sha256(path.read_bytes()).hexdigest(),
        "architecture": architecture(net, spec),
        "parameters": sum(p.numel() for p in net.parameters()),
        "featureSchema": panel.schema_hash,
        "steps": spec["steps"],
        "strideHours": spec["stride"],
        "horizonSeconds": HORIZON_HOURS * HOUR,
        "gridBps": list(GRID_BPS),
        "input": {"name": input_name(net), "dims": [*outer, spec["steps"], len(panel.names)]},
        "output": {"name": "probability", "dims": [*outer, len(GRID_BPS)]},
        "trained": {
            "range": {"from": "2018-01-01", "to": TRAIN_END},
            "withheld": [{"name": name, "from": CRISES[name][0], "to": CRISES[name][1]} for name in spec["withheld"]],
            "calibration": [{"from": start, "to": end} for start, end in calibration_months(member)],
            "embargoHours": EMBARGO_HOURS,
            "assets": panel.assets,
            "datasetSha256": panel.sha256,
            "seed": SEED + member,
            "torch": torch.__version__,
        },
    }


def manifest(panel: Panel, net: RiskNet, spec: dict, member: int, path: Path) -> dict:
    """A member's: with the calm row of its explanations and the bounds of what it knows."""
    mask, _ = split(panel, member, spec["withheld"])
    rows = np.flatnonzero(mask & panel.usable((spec["steps"] - 1) * spec["stride"]))
    rows = rows[panel.hour[rows] // HOUR % REPEATED == 0]
    return facts(panel, net, spec, "member", member, path) | {
        "baselineRow": calm_row(panel, rows),
        "outOfDistribution": out_of_distribution(panel, rows),
        "metrics": {},
    }


def challenger_manifest(panel: Panel, net: nn.Module, spec: dict, member: int, path: Path) -> dict:
    """
    No node loads it: no calm row, no bounds. Its layout is "window", an asset's hour alone, or "panel", all assets of an
    hour that have a complete window, none of them padding; their order is free, because tokens have no identity.
    """
    layout = {"layout": "panel", "assetOrder": "free"} if spec.get("joint") else {"layout": "window"}
    return facts(panel, net, spec, "challenger", member, path) | layout


def write_json(path: Path, value: dict) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, indent=1) + "\n")
    os.replace(partial, path)
