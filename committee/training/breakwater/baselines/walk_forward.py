"""Walk-forward by year before the training end: what chose shapes, penalties and inputs. The test year is not here."""

import numpy as np

from ..metrics import brier, pr_auc
from ..panel import Panel
from .forecaster import predict
from .sample import GRID_BPS, Sample, rows_between, sample, training_sample
from .variance import qlike

FOLDS = (("2020-07-01", "2021-07-01"), ("2021-07-01", "2022-07-01"), ("2022-07-01", "2023-07-01"))
JUDGE_EVERY_HOURS = 3
JUDGED_BPS = (500, 800, 1200)
LABEL_HOURS = 72


def folds(panel: Panel) -> list[tuple[Sample, Sample]]:
    """(training sample, test sample) of every fold; training ends an embargo before the test begins."""
    return [
        (training_sample(panel, start), sample(panel, rows_between(panel, start, end, JUDGE_EVERY_HOURS, LABEL_HOURS)))
        for start, end in FOLDS
    ]


def judge(outputs: tuple[np.ndarray, ...], test: Sample) -> dict[str, float]:
    """Brier and PR-AUC at the judged falls, mean log loss over the grid for both horizons, QLIKE of 24 h variance."""
    p24, p72, logvol = outputs
    scores = {"logLoss": log_loss(p24, test.events24), "logLoss72": log_loss(p72, test.events72)}
    for bps in JUDGED_BPS:
        p, y = p24[:, GRID_BPS.index(bps)], test.events24[:, GRID_BPS.index(bps)]
        scores |= {f"brier{bps}": brier(p, y), f"prAuc{bps}": pr_auc(p, y), f"ratio{bps}": float(p.mean() / y.mean())}
    return scores | {"qlike": qlike(2.0 * logvol[:, 0], test.log_variance24)}


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p)))


def run(baseline, panel: Panel, prepared: list[tuple[Sample, Sample]]) -> list[dict[str, float]]:
    results = []
    for train, test in prepared:
        fitted = baseline.fit(panel, train)
        results.append(judge(predict(fitted.module, panel, test.rows, baseline.steps, baseline.stride), test))
    return results


def lines(name: str, results: list[dict[str, float]]) -> list[str]:
    """One line per fold: the year it begins in, then every score."""
    return [
        f"{name:24s} {start[:7]} " + " ".join(f"{key} {value:.4f}" for key, value in scores.items())
        for (start, _), scores in zip(FOLDS, results)
    ]
