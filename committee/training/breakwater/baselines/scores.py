"""Scores of forecasts; the evaluation proper is the TypeScript one, these choose among baselines before the test year."""

import numpy as np


def brier(p: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean((p - y) ** 2))


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    """Mean cross-entropy, probabilities kept a millionth away from 0 and 1."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p)))


def pr_auc(p: np.ndarray, y: np.ndarray) -> float:
    """Average precision; equal forecasts count as one step. NaN without events."""
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.flatnonzero(np.append(np.diff(p) != 0, True))
    hits = np.cumsum(y)[last]
    if hits[-1] == 0:
        return float("nan")
    return float(np.sum(np.diff(hits, prepend=0.0) * hits / (last + 1)) / hits[-1])


def qlike(forecast: np.ndarray, target: np.ndarray) -> float:
    """Mean QLIKE of log variances (Patton 2011); zero is perfect."""
    error = target - forecast
    return float(np.mean(np.exp(error) - error - 1.0))
