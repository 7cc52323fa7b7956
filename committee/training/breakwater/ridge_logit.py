"""Logistic regression with a ridge penalty, by Newton's method: few columns, many rows, no further package."""

import numpy as np

PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)


def probabilities(weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """[rows] from weights [1 + columns] (offset first) and inputs [rows, columns]."""
    return 1.0 / (1.0 + np.exp(-np.clip(weights[0] + inputs @ weights[1:], -30, 30)))


def fit(inputs: np.ndarray, outcome: np.ndarray, penalty: float, steps: int = 25) -> np.ndarray:
    """
    Weights [1 + columns] that minimise mean cross-entropy + penalty / 2 * |weights|^2 (offset free), for standardised
    inputs [rows, columns] and outcomes 0 or 1. Raises ValueError where every outcome is the same.
    """
    base = float(np.mean(outcome))
    if not 0.0 < base < 1.0:
        raise ValueError("The training rows hold one outcome only: there is nothing to fit.")
    design = np.column_stack([np.ones(len(inputs)), inputs])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(base / (1 - base))
    for _ in range(steps):
        p = probabilities(weights, inputs)
        gradient = design.T @ (p - outcome) / len(outcome) + ridge * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design / len(outcome) + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.max(np.abs(step)) < 1e-7:
            break
    return weights


def log_loss(p: np.ndarray, outcome: np.ndarray) -> float:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(outcome * np.log(p) + (1 - outcome) * np.log(1 - p)))


def choose_penalty(inputs: np.ndarray, outcome: np.ndarray, early: np.ndarray, late: np.ndarray) -> float:
    """The penalty whose fit on the early rows has the least cross-entropy on the late ones; both before the test."""
    losses = [
        log_loss(probabilities(fit(inputs[early], outcome[early], penalty), inputs[late]), outcome[late])
        for penalty in PENALTIES
    ]
    return PENALTIES[int(np.argmin(losses))]
