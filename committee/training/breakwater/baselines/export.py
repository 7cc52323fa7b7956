"""One folder per baseline: model.onnx and manifest.json, and the parity of ONNX Runtime with the fitted module."""

import hashlib
import os
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from ..export import write_json
from ..folds import EMBARGO_HOURS, TRAIN_END
from ..panel import HORIZON_HOURS, HOUR, Panel
from .forecaster import Fitted, Forecaster, predict
from .registry import Baseline
from .sample import GRID_BPS, SPAN_HOURS, Sample

SEED = 20_230_701
OUTPUTS = ("probability", "probability72", "logvol")
PARITY_WINDOWS, PARITY_TOLERANCE = 3_000, 1e-5
MAX_BYTES = 1_000_000


class ExportError(RuntimeError):
    """An exported file that must not be shipped."""


def export_onnx(module: Forecaster, steps: int, features: int, path: Path) -> None:
    """Opset 17, free batch, moved into place whole."""
    example = torch.zeros(2, steps, features)
    partial = path.with_suffix(".partial")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, (example,), str(partial), opset_version=17, dynamo=False,
            custom_opsets={"ai.onnx.ml": 3} if module.has_trees else {},
            input_names=["window"], output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch"} for name in ("window", *OUTPUTS)},
        )
    onnx.checker.check_model(str(partial))
    if partial.stat().st_size > MAX_BYTES:
        raise ExportError(f"{path} would have {partial.stat().st_size} bytes, at most {MAX_BYTES} may ship: fit a smaller model.")
    os.replace(partial, path)


def parity(baseline: Baseline, module: Forecaster, panel: Panel, path: Path) -> float:
    """The largest difference between ONNX Runtime and the module on 3,000 windows of any date; refuses beyond 1e-5."""
    usable = np.flatnonzero(panel.usable(SPAN_HOURS))
    rows = np.random.default_rng(1).choice(usable, PARITY_WINDOWS, replace=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    expected = predict(module, panel, rows, baseline.steps, baseline.stride)
    found = session.run(list(OUTPUTS), {"window": panel.windows(rows, baseline.steps, baseline.stride)})
    worst = max(float(np.max(np.abs(a - b))) for a, b in zip(expected, found))
    if not worst <= PARITY_TOLERANCE:
        raise ExportError(f"{baseline.id}: ONNX Runtime differs from the fitted module by {worst:.1e}, at most {PARITY_TOLERANCE} may.")
    near, far = found[0], found[1]
    if np.any(np.diff(near, axis=1) > 0) or np.any(np.diff(far, axis=1) > 0) or np.any(far < near):
        raise ExportError(f"{baseline.id}: its probabilities rise with the fall, or fall with the horizon.")
    return worst


def manifest(baseline: Baseline, fitted: Fitted, sample: Sample, path: Path) -> dict:
    panel = sample.panel
    return {
        "schemaVersion": 1,
        "kind": "baseline",
        "id": baseline.id,
        "title": baseline.title,
        "file": path.name,
        "sha256": "0x" + hashlib.sha256(path.read_bytes()).hexdigest(),
        "architecture": baseline.architecture,
        "source": baseline.source,
        "parameters": fitted.parameters,
        "featureSchema": panel.schema_hash,
        "steps": baseline.steps,
        "strideHours": baseline.stride,
        "horizonSeconds": HORIZON_HOURS * HOUR,
        "gridBps": list(GRID_BPS),
        "input": {"name": "window", "dims": ["batch", baseline.steps, len(panel.names)]},
        "output": {"name": "probability", "dims": ["batch", len(GRID_BPS)]},
        "trained": {
            "range": {"from": "2018-01-01", "to": TRAIN_END},
            "embargoHours": EMBARGO_HOURS,
            "assets": panel.assets,
            "datasetSha256": panel.sha256,
            "seed": SEED,
            "torch": torch.__version__,
            "fitted": fitted.notes,
        },
        "trainingBase": [round(float(v), 8) for v in sample.events24.mean(axis=0)],
    }


def ship(baseline: Baseline, fitted: Fitted, sample: Sample, out: Path) -> tuple[dict, float]:
    """Writes the folder of a fitted baseline; returns its manifest and the parity."""
    folder = out / baseline.id
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    export_onnx(fitted.module, baseline.steps, len(sample.panel.names), path)
    worst = parity(baseline, fitted.module, sample.panel, path)
    written = manifest(baseline, fitted, sample, path)
    write_json(folder / "manifest.json", written)
    return written, worst
