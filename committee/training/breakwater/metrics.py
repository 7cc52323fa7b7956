"""Scores of probability forecasts, and month-block bootstrap of their differences."""

import numpy as np


def brier(p: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean((p - y) ** 2))


def skill(p: np.ndarray, y: np.ndarray, base_rate: float) -> float:
    """Brier skill against always saying the training base rate."""
    return 1.0 - brier(p, y) / brier(np.full_like(p, base_rate), y)


def pr_auc(p: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Average precision; equal forecasts count as one step. NaN without events."""
    order = np.argsort(-p, kind="stable")
    return _average_precision(p[order], y[order], None if weight is None else weight[order])


def _average_precision(p: np.ndarray, y: np.ndarray, weight: np.ndarray | None) -> float:
    weight = np.ones_like(p) if weight is None else weight
    hits, all_ = np.cumsum(weight * y), np.cumsum(weight)
    if hits[-1] == 0:
        return float("nan")
    last = np.flatnonzero(np.append(np.diff(p) != 0, True))
    hits, all_ = hits[last], all_[last]
    precision = np.divide(hits, all_, out=np.zeros_like(hits), where=all_ > 0)
    return float(np.sum(np.diff(hits, prepend=0.0) * precision) / hits[-1])


def bootstrap(
    p: np.ndarray, q: np.ndarray, y: np.ndarray, month: np.ndarray, draws: int = 200, seed: int = 7
) -> dict[str, list[float]]:
    """
    90 % intervals, by resampling whole months, of forecast p against q: relative Brier improvement (positive: p is
    better) and difference of PR-AUC.
    """
    generator = np.random.default_rng(seed)
    months, index = np.unique(month, return_inverse=True)
    squares = lambda f: np.bincount(index, (f - y) ** 2, len(months))
    ours, theirs = squares(p), squares(q)
    orders = [(f[o], y[o], index[o]) for f in (p, q) for o in [np.argsort(-f, kind="stable")]]
    brier_deltas, pr_deltas = [], []
    for _ in range(draws):
        count = np.bincount(generator.integers(0, len(months), len(months)), minlength=len(months)).astype(float)
        brier_deltas.append(1.0 - (count @ ours) / (count @ theirs))
        ap = [_average_precision(f, t, count[i]) for f, t, i in orders]
        pr_deltas.append(ap[0] - ap[1])
    interval = lambda d: [float(v) for v in np.nanquantile(d, [0.05, 0.95])]
    return {
        "brier": [float(1.0 - ours.sum() / theirs.sum()), *interval(brier_deltas)],
        "prAuc": [pr_auc(p, y) - pr_auc(q, y), *interval(pr_deltas)],
    }
