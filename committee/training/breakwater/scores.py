"""Scores of forecasts; the evaluation proper is the TypeScript one, these choose among specifications before the test year."""

import numpy as np


def brier_losses(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (p - y) ** 2


def brier(p: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(brier_losses(p, y)))


def log_losses(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Cross-entropy of each, probabilities kept a millionth away from 0 and 1."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return -(y * np.log(p) + (1 - y) * np.log1p(-p))


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(log_losses(p, y)))


def pr_auc(p: np.ndarray, y: np.ndarray) -> float:
    """Average precision; equal forecasts count as one step. NaN without events."""
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.flatnonzero(np.append(np.diff(p) != 0, True))
    hits = np.cumsum(y)[last]
    if hits[-1] == 0:
        return float("nan")
    return float(np.sum(np.diff(hits, prepend=0.0) * hits / (last + 1)) / hits[-1])


def qlike(forecast: np.ndarray, target: np.ndarray, cap: float = np.inf) -> float:
    """Mean QLIKE of log variances (Patton 2011), errors cut at `cap`; zero is perfect."""
    error = np.minimum(target - forecast, cap)
    return float(np.mean(np.exp(error) - error - 1.0))
