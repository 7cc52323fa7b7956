"""The evaluation: shipped ONNX files beside the baselines, on the test year and on withheld crises."""

import json
from pathlib import Path

import numpy as np
import onnxruntime

from . import metrics, reference as baselines
from .folds import CRISES, TEST_END, TRAIN_END, between
from .panel import GRID_BPS, HOUR, Panel

MIN_MONTHS = 6  # an interval over months needs events in so many of them
COMMITTEE, EWMA, HAR = "committee", "ewma-var", "har-prior"


def load_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def forecast(session: onnxruntime.InferenceSession, manifest: dict, panel: Panel, rows: np.ndarray) -> np.ndarray:
    parts = [
        session.run(["probability"], {"window": panel.windows(part, manifest["steps"], manifest["strideHours"])})[0]
        for part in np.array_split(rows, max(1, len(rows) // 2048))
    ]
    return np.concatenate(parts).astype(np.float64)


def aggregate(members: list[np.ndarray]) -> np.ndarray:
    """Median in bps as the contract takes it with equal weights: at a tie of two halves the upper value."""
    bps = np.sort(np.round(np.stack(members) * 10_000), axis=0)
    return bps[len(members) // 2] / 10_000


def month_of(panel: Panel, rows: np.ndarray) -> np.ndarray:
    return panel.hour[rows].astype("datetime64[s]").astype("datetime64[M]").astype(int)


def compare(forecasts: dict[str, np.ndarray], events: np.ndarray, base: np.ndarray, month: np.ndarray) -> dict:
    """Per fall of the grid: base rate and, for each forecast, PR-AUC, Brier skill and mean probability over base rate."""
    table = {}
    for k, bps in enumerate(GRID_BPS):
        y = events[:, k].astype(np.float64)
        models = {}
        for name, p in forecasts.items():
            entry = {"prAuc": metrics.pr_auc(p[:, k], y), "brierSkill": metrics.skill(p[:, k], y, base[k])}
            entry["meanOverBase"] = float(p[:, k].mean() / y.mean()) if y.any() else float("nan")
            for other in (EWMA, HAR):
                if name not in (EWMA, HAR) and len(np.unique(month[y > 0])) >= MIN_MONTHS:
                    pick = slice(None, None, 3)  # neighbouring hours say the same: a third of them bounds the months as well
                    q = forecasts[other][:, k]
                    entry[f"against-{other}"] = metrics.bootstrap(p[pick, k], q[pick], y[pick], month[pick])
            models[name] = entry
        table[str(bps)] = {"base": float(y.mean()), "events": int(y.sum()), "trainingBase": float(base[k]), "models": models}
    return table


class Bench:
    """Forecasts of everything on any rows, with the shipped files."""

    def __init__(self, panel: Panel, models: Path, log=print) -> None:
        self.panel, self.log = panel, log
        folders = sorted(path.parent for path in models.glob("*/manifest.json"))
        self.manifests = {folder.name: json.loads((folder / "manifest.json").read_text()) for folder in folders}
        self.sessions = {folder.name: load_session(folder / "model.onnx") for folder in folders}
        self.usable = panel.usable(max((m["steps"] - 1) * m["strideHours"] for m in self.manifests.values()))
        self.ewma = baselines.ewma_var(panel)
        self.prior, self.base = baselines.har_prior(panel)

    def run(self, rows: np.ndarray, members: list[str], without: str | None = None) -> dict[str, np.ndarray]:
        prior = self.prior if without is None else baselines.har_prior(self.panel, without)[0]
        result = {EWMA: self.ewma[rows], HAR: baselines.prior_probabilities(prior, self.panel, rows)}
        for name in members:
            result[name] = forecast(self.sessions[name], self.manifests[name], self.panel, rows)
        if len(members) > 1:
            result[COMMITTEE] = aggregate([result[name] for name in members])
        return result

    def test_year(self) -> dict:
        rows = np.flatnonzero(self.usable & between(self.panel, TRAIN_END, TEST_END))
        forecasts = self.run(rows, list(self.manifests))
        table = compare(forecasts, self.panel.events(rows), self.base, month_of(self.panel, rows))
        assets = sorted({self.panel.assets[a] for a in np.unique(self.panel.asset[rows])})
        return {"from": TRAIN_END, "to": TEST_END, "rows": len(rows), "assets": assets, "thresholds": table}

    def crises(self) -> dict:
        """Each crisis with the members that withheld it; the HAR prior is fitted without that crisis too."""
        result = {}
        for name, (start, end) in CRISES.items():
            held = [i for i, m in self.manifests.items() if name in [w["name"] for w in m["trained"]["withheld"]]]
            rows = np.flatnonzero(self.usable & between(self.panel, start, end))
            if not held or len(rows) == 0:
                continue
            forecasts = self.run(rows, held, without=name)
            table = compare(forecasts, self.panel.events(rows), self.base, month_of(self.panel, rows))
            ood = {i: self.out_of_distribution(i, rows) for i in held}
            result[name] = {"from": start, "to": end, "rows": len(rows), "thresholds": table, "outOfDistribution": ood}
        return result

    def out_of_distribution(self, member: str, rows: np.ndarray) -> float:
        stats = self.manifests[member]["outOfDistribution"]
        z = (self.panel.features[rows, 1:] - np.array(stats["mean"])) / np.array(stats["scale"])
        distance = np.einsum("ni,ij,nj->n", z, np.array(stats["precision"]), z)
        return float((distance > stats["threshold"]).mean())

    def corrections(self) -> dict:
        """Correlation of the members' corrections to the HAR prior (log-odds at 5 %) over the test year."""
        rows = np.flatnonzero(self.usable & between(self.panel, TRAIN_END, TEST_END))
        rows = rows[self.panel.hour[rows] // HOUR % 6 == 0]
        forecasts = self.run(rows, list(self.manifests))
        odds = lambda p: np.log(p[:, 1] / (1 - p[:, 1]))
        matrix = np.corrcoef([odds(forecasts[name]) - odds(forecasts[HAR]) for name in self.manifests])
        return {"members": list(self.manifests), "matrix": matrix.round(2).tolist()}
