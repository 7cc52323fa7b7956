"""Walk-forward by year before the training end: what chose shapes, penalties and inputs. The test year is not here."""

import numpy as np

from ..folds import WALK_FORWARD
from ..panel import GRID_BPS, Panel
from ..scores import brier, log_loss, pr_auc, qlike
from .forecaster import predict
from .sample import Sample, rows_between, sample, training_sample

JUDGE_EVERY_HOURS = 3
JUDGED_BPS = (500, 800, 1200)
LABEL_HOURS = 72


def folds(panel: Panel) -> list[tuple[Sample, Sample]]:
    """(training sample, test sample) of every fold; training ends an embargo before the test begins."""
    return [
        (training_sample(panel, start), sample(panel, rows_between(panel, start, end, JUDGE_EVERY_HOURS, LABEL_HOURS)))
        for start, end in WALK_FORWARD
    ]


def judge(outputs: tuple[np.ndarray, ...], test: Sample) -> dict[str, float]:
    """Brier and PR-AUC at the judged falls, mean log loss over the grid for both horizons, QLIKE of 24 h variance."""
    p24, p72, logvol = outputs
    scores = {"logLoss": log_loss(p24, test.events24), "logLoss72": log_loss(p72, test.events72)}
    for bps in JUDGED_BPS:
        p, y = p24[:, GRID_BPS.index(bps)], test.events24[:, GRID_BPS.index(bps)]
        scores |= {f"brier{bps}": brier(p, y), f"prAuc{bps}": pr_auc(p, y), f"ratio{bps}": float(p.mean() / y.mean())}
    return scores | {"qlike": qlike(2.0 * logvol[:, 0], test.log_variance24)}


def run(baseline, panel: Panel, prepared: list[tuple[Sample, Sample]]) -> list[dict]:
    """Scores of every fold, each with its dates: fitted before the year, judged on the year."""
    results = []
    for (start, end), (train, test) in zip(WALK_FORWARD, prepared):
        fitted = baseline.fit(panel, train)
        scores = judge(predict(fitted.module, panel, test.rows, baseline.steps, baseline.stride), test)
        results.append({"from": start, "to": end} | {key: round(value, 5) for key, value in scores.items()})
    return results


def lines(name: str, results: list[dict]) -> list[str]:
    """One line per fold."""
    return [
        f"{name:16s} {year['from'][:7]} " + " ".join(f"{key} {value:.4f}" for key, value in list(year.items())[2:])
        for year in results
    ]
