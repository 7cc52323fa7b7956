"""One folder per monitor: model.onnx, manifest.json and the card."""

import hashlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .history import History
from .nets import MonitorNet
from .specs import EMBARGO_HOURS, FIT_UNTIL, SEED

PARITY = 1e-5


def export_onnx(net: MonitorNet, spec: dict, path: Path) -> None:
    """Opset 17, native LSTM operator, free batch: traced with a batch of two, because one would freeze it."""
    example = torch.zeros(2, spec["steps"], len(net.mean))
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net.eval(), (example,), str(partial), opset_version=17, dynamo=False,
            input_names=["window"], output_names=["probability", "prior"],
            dynamic_axes={name: {0: "batch"} for name in ("window", "probability", "prior")},
        )
    onnx.checker.check_model(str(partial), full_check=True)
    os.replace(partial, path)


def parity(net: MonitorNet, history: History, spec: dict, rows: np.ndarray, path: Path) -> float:
    """Largest difference of torch and ONNX Runtime over 3,000 windows; raises SystemExit beyond 1e-5."""
    chosen = np.random.default_rng(SEED).choice(rows, min(3_000, len(rows)), replace=False)
    windows = history.windows(chosen, spec["steps"])
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    theirs = session.run(["probability", "prior"], {"window": windows})
    with torch.no_grad():
        ours = [tensor.numpy() for tensor in net(torch.from_numpy(windows))]
    worst = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs))
    if worst > PARITY:
        raise SystemExit(f"{path} differs from torch by {worst:.1e}, more than {PARITY:.0e}: do not ship it.")
    return worst


def manifest(
    net: MonitorNet, history: History, spec: dict, rows: np.ndarray, folds: list[dict], path: Path, seed: int
) -> dict:
    """rows: what the file was fitted on. folds: measured out of fold, from targets.py."""
    labels = history.labels(spec["events"])[rows]
    hours = history.hour[rows].astype("datetime64[s]")
    tensor = lambda name: {"name": name, "dims": ["batch", len(spec["events"])]}
    weights = net.prior.weights().detach().numpy()
    scale, mean = net.scale.numpy()[net.prior.columns], net.mean.numpy()[net.prior.columns]
    return {
        "schemaVersion": 1,
        "id": spec["id"],
        "kind": history.kind,
        "title": spec["title"],
        "file": path.name,
        "sha256": "0x" + hashlib.sha256(path.read_bytes()).hexdigest(),
        "architecture": "signed logit" + (f" + LSTM of {spec['units']} units, correction within ±{spec['cap']} log-odds" if net.residual else ""),
        "residual": bool(net.residual),
        "parameters": sum(p.numel() for n, p in net.named_parameters() if net.residual or n.startswith("prior")),
        "featureSchema": history.schema_hash,
        "features": history.features,
        "steps": spec["steps"],
        "strideHours": 1,
        "events": [
            {**event, "baseRate": round(float(np.nanmean(labels[:, k])), 8)} for k, event in enumerate(spec["events"])
        ],
        "input": {"name": "window", "dims": ["batch", spec["steps"], len(history.features)]},
        "outputs": [tensor("probability"), tensor("prior")],
        "rule": {
            "inputs": {
                name: {"mean": round(float(m), 6), "scale": round(float(s), 6), "sign": sign}
                for (name, sign), m, s in zip(spec["prior"].items(), mean, scale)
            },
            "weights": weights.round(5).tolist(),
            "bias": net.prior.bias.detach().numpy().round(5).tolist(),
        },
        "trained": {
            "range": {"from": str(hours.min())[:10], "to": FIT_UNTIL},
            "embargoHours": EMBARGO_HOURS,
            "series": history.names,
            "rows": len(rows),
            "datasetSha256": history.sha256,
            "seed": seed,
            "torch": torch.__version__,
        },
        "metrics": {"outOfFold": folds},
    }


def write_json(path: Path, value: dict) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    os.replace(partial, path)
