"""One folder per member: model.onnx and manifest.json. The card is written by evaluate.py, never by hand."""

import hashlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from .fit import SEED
from .folds import CRISES, EMBARGO_HOURS, TRAIN_END, calibration_months, split
from .nets import RiskNet
from .panel import GRID_BPS, HORIZON_HOURS, HOUR, Panel

OOD_QUANTILE = 0.995
OOD_RIDGE = 0.02
REPEATED = 4
OUTPUTS = ("probability", "probability72", "logvol")


def export_onnx(net: RiskNet, spec: dict, path: Path) -> None:
    """Opset 17, native LSTM operator, free batch: traced with a batch of two, because one would freeze it."""
    example = torch.zeros(2, spec["steps"], 1 + len(net.mean))
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net.eval(), (example,), str(partial), opset_version=17, dynamo=False,
            input_names=["window"], output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch"} for name in ("window", *OUTPUTS)},
        )
    onnx.checker.check_model(str(partial), full_check=True)
    os.replace(partial, path)


def out_of_distribution(panel: Panel, rows: np.ndarray) -> dict:
    x = panel.features[rows, 1:].astype(np.float64)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = (x - mean) / scale
    precision = np.linalg.inv(np.cov(z.T) + OOD_RIDGE * np.eye(z.shape[1]))
    precision = np.round(precision, 6)
    distance = np.einsum("ni,ij,nj->n", z, precision, z)
    return {
        "mean": mean.round(7).tolist(), "scale": scale.round(7).tolist(), "precision": precision.tolist(),
        "threshold": round(float(np.quantile(distance, OOD_QUANTILE)), 3), "quantile": OOD_QUANTILE,
    }


def calm_row(panel: Panel, rows: np.ndarray) -> list[float]:
    """Median of the training hours in the calmer third by the volatility of the day, without a move beyond one sigma."""
    x = panel.features[rows]
    at = lambda name: x[:, panel.names.index(name)]
    day = at("logVol720") + at("volRatio168") + at("volRatio24")
    calm = (day <= np.quantile(day, 1 / 3)) & (np.abs(at("return24")) < 1)
    return [float(np.float32(value)) for value in np.median(x[calm], axis=0)]


def manifest(panel: Panel, net: RiskNet, spec: dict, member: int, path: Path) -> dict:
    mask, _ = split(panel, member, spec["withheld"])
    rows = np.flatnonzero(mask & panel.usable((spec["steps"] - 1) * spec["stride"]))
    rows = rows[panel.hour[rows] // HOUR % REPEATED == 0]
    kinds = f"{'conv + ' if spec.get('convolution') else ''}lstm, {spec['inputs']} inputs, {spec['pooling']} pooling"
    prior = f"{spec['prior']} prior on {net.prior.columns.width} inputs"
    return {
        "schemaVersion": 1,
        "kind": "member",
        "id": spec["id"],
        "title": spec["title"],
        "file": path.name,
        "sha256": "0x" + hashlib.sha256(path.read_bytes()).hexdigest(),
        "architecture": f"{kinds}, {spec['units']} units x {spec.get('layers', 1)}, bounded corrections to a {prior}",
        "parameters": sum(p.numel() for p in net.parameters()),
        "featureSchema": panel.schema_hash,
        "steps": spec["steps"],
        "strideHours": spec["stride"],
        "horizonSeconds": HORIZON_HOURS * HOUR,
        "gridBps": list(GRID_BPS),
        "input": {"name": "window", "dims": ["batch", spec["steps"], len(panel.names)]},
        "output": {"name": "probability", "dims": ["batch", len(GRID_BPS)]},
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
        "baselineRow": calm_row(panel, rows),
        "outOfDistribution": out_of_distribution(panel, rows),
        "metrics": {},
    }


def write_json(path: Path, value: dict) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, indent=1) + "\n")
    os.replace(partial, path)
