"""What a trial is worth beside a reference, on the falls that the walk-forward judges."""

import numpy as np

from .panel import GRID_BPS, Panel
from .scores import brier, log_loss, pr_auc, qlike
from .trial import Fold, Trial

JUDGED = (500, 800, 1200)
QLIKE_CAP = 3.5  # as in training: one crash does not own a year


def judge(panel: Panel, fold: Fold, trial: Trial, reference: Trial) -> dict:
    """Improvements in per cent over the reference (positive is better), PR-AUC and mean over base rate, per fall."""
    events = panel.events(fold.test).astype(np.float64)
    result: dict = {}
    for fall in JUDGED:
        k = GRID_BPS.index(fall)
        p, q, y = trial.probability[:, k], reference.probability[:, k], events[:, k]
        result[str(fall)] = {
            "brier": 100.0 * (1.0 - brier(p, y) / brier(q, y)),
            "log": 100.0 * (1.0 - log_loss(p, y) / log_loss(q, y)),
            "prAuc": pr_auc(p, y),
            "meanOverBase": float(p.mean() / y.mean()),
        }
    realised = panel.log_variance24[fold.test]
    ours, theirs = (qlike(t.log_variance, realised, QLIKE_CAP) for t in (trial, reference))
    result["qlike"] = 100.0 * (1.0 - ours / theirs)
    return result
