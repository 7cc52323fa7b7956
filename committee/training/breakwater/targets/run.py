"""One monitor from its history to its folder: out-of-fold forecasts first, then the file that is shipped."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .card import write_card
from .export import export_onnx, manifest, parity, write_json
from .fit import fit, forecast
from .folds import folds_of, shipped
from .history import History

MIN_EVENTS = 20


def judge_folds(history: History, spec: dict, path: Path, seed: int) -> list[dict]:
    """Forecasts of every hour by a model that has not seen it, written for scripts/evaluate-monitors.ts."""
    labels = history.labels(spec["events"])
    usable = history.usable(spec["steps"])
    tables, summary = [], []
    for name, learn, test in folds_of(history):
        known = learn & usable
        if np.nansum(labels[known, 0]) < MIN_EVENTS:
            continue  # nothing to learn from yet
        net = fit(history, spec, learn, seed)
        ends = np.flatnonzero(test & usable)
        p, q = forecast(net, history, ends, spec["steps"])
        base = np.nanmean(labels[known], axis=0)
        summary.append({"name": name, "events": [skill(labels[ends, k], p[:, k], q[:, k], base[k]) for k in range(len(base))]})
        tables.append(table(history, name, ends, p, q, base))
        print(f"{spec['id']} {name}: {summary[-1]['events']}", flush=True)
    pq.write_table(pa.concat_tables(tables), path)
    return summary


def table(history: History, fold: str, ends: np.ndarray, p: np.ndarray, q: np.ndarray, base: np.ndarray) -> pa.Table:
    names = np.array(history.names)[history.series[ends]]
    columns = {"fold": [fold] * len(ends), "series": names, "hour": history.hour[ends]}
    for k in range(len(base)):
        columns |= {f"p{k}": p[:, k], f"prior{k}": q[:, k], f"base{k}": np.full(len(ends), base[k])}
    return pa.table(columns)


def skill(y: np.ndarray, p: np.ndarray, q: np.ndarray, base: float) -> dict:
    """Log skill against always saying the base rate."""
    known = ~np.isnan(y)
    if y[known].sum() == 0 or not 0 < base < 1:
        return {"events": 0, "rule": 0.0, "monitor": 0.0}
    loss = lambda f: -np.mean(np.where(y[known] == 1, np.log(f), np.log1p(-f)))
    clipped = lambda f: np.clip(f[known].astype(np.float64), 1e-7, 1 - 1e-7)
    climate = loss(np.full(known.sum(), base))
    return {
        "events": int(y[known].sum()),
        "rule": round(float(1 - loss(clipped(q)) / climate), 4),
        "monitor": round(float(1 - loss(clipped(p)) / climate), 4),
    }


def ship(history: History, spec: dict, features: list[dict], folds: list[dict], folder: Path, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    mask = shipped(history)
    net = fit(history, spec, mask, seed)
    rows = np.flatnonzero(mask & history.usable(spec["steps"]))
    export_onnx(net, spec, folder / "model.onnx")
    worst = parity(net, history, spec, rows, folder / "model.onnx")
    said = manifest(net, history, spec, rows, folds, folder / "model.onnx", seed)
    write_json(folder / "manifest.json", said)
    write_card(said, features, folder / "README.md")
    print(f"{spec['id']}: {(folder / 'model.onnx').stat().st_size} bytes, parity {worst:.1e}", flush=True)
