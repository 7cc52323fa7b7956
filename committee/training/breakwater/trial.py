"""One specification on the walk-forward folds: fitted on what lies before each, forecast on the fold."""

from dataclasses import dataclass

import numpy as np
import torch

from .fit import forecast, start_net, train_net
from .folds import EMBARGO_HOURS, WALK_FORWARD, between, seconds
from .joint import forecast_joint, train_joint
from .panel import GRID_BPS, HOUR, Panel

JUDGED = (500, 800, 1200)
LONGEST_WINDOW = 240
EVALUATE_EVERY = 3


@dataclass(frozen=True)
class Fold:
    start: str
    end: str
    train: np.ndarray
    test: np.ndarray


def folds(panel: Panel) -> list[Fold]:
    usable = panel.usable(LONGEST_WINDOW)
    result = []
    for start, end in WALK_FORWARD:
        before = usable & (panel.hour < seconds(start) - EMBARGO_HOURS * HOUR)
        inside = usable & between(panel, start, end) & (panel.hour // HOUR % EVALUATE_EVERY == 0)
        result.append(Fold(start, end, np.flatnonzero(before), np.flatnonzero(inside)))
    return result


@dataclass(frozen=True)
class Trial:
    """Probabilities [rows, grid] and log variances [rows] of one specification on one fold; of its prior alone too."""

    probability: np.ndarray
    log_variance: np.ndarray


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-logits))


def run(panel: Panel, spec: dict, fold: Fold, seed: int) -> Trial:
    if spec.get("joint"):
        found = forecast_joint(train_joint(panel, spec, fold.train, seed), panel, fold.test, spec)
    else:
        found = forecast(train_net(panel, spec, fold.train, seed), panel, fold.test, spec)
    return Trial(sigmoid(found.day), found.log_variance)


def run_prior(panel: Panel, spec: dict, fold: Fold) -> Trial:
    prior = start_net(panel, spec, fold.train, 0).prior
    with torch.no_grad():
        day, _, variance = prior(torch.from_numpy(panel.features[fold.test]))
    return Trial(sigmoid(day.numpy().astype(np.float64)), variance.numpy().astype(np.float64)[:, 0])


def average_precision(p: np.ndarray, y: np.ndarray) -> float:
    hits = y[np.argsort(-p, kind="stable")]
    return float((np.cumsum(hits) / np.arange(1, len(y) + 1) * hits).sum() / max(hits.sum(), 1.0))


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    p = np.clip(p, 1e-6, 1.0 - 1e-6)
    return float(-(y * np.log(p) + (1.0 - y) * np.log(1.0 - p)).mean())


def qlike_of(log_variance: np.ndarray, realised: np.ndarray) -> float:
    error = np.clip(realised - log_variance, None, 3.5)
    return float((np.exp(error) - error - 1.0).mean())


def judge(panel: Panel, fold: Fold, trial: Trial, reference: Trial) -> dict:
    """Improvements in per cent over the reference (positive is better), PR-AUC and mean over base rate, per fall."""
    events = panel.events(fold.test).astype(np.float64)
    result: dict = {}
    for fall in JUDGED:
        k = GRID_BPS.index(fall)
        p, q, y = trial.probability[:, k], reference.probability[:, k], events[:, k]
        result[str(fall)] = {
            "brier": 100.0 * (1.0 - ((p - y) ** 2).mean() / ((q - y) ** 2).mean()),
            "log": 100.0 * (1.0 - log_loss(p, y) / log_loss(q, y)),
            "prAuc": average_precision(p, y),
            "meanOverBase": float(p.mean() / y.mean()),
        }
    realised = panel.log_variance24[fold.test]
    result["qlike"] = 100.0 * (1.0 - qlike_of(trial.log_variance, realised) / qlike_of(reference.log_variance, realised))
    return result
