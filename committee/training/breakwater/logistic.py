"""Penalised logistic regression by Newton's method, with an offset."""

import numpy as np


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -40.0, 40.0)))


def fit_logistic(x: np.ndarray, events: np.ndarray, penalty: np.ndarray | float = 1e-6, start: np.ndarray | None = None) -> np.ndarray:
    """
    Coefficients [columns + 1], the offset last, that minimise mean cross-entropy + sum(penalty * coefficient^2) / 2.
    `penalty` is one number or one per column; the offset is free.
    """
    design = np.column_stack([x, np.ones(len(x))])
    weights = np.append(np.broadcast_to(penalty, x.shape[1]), 0.0)
    if start is None:
        rate = np.clip(events.mean(), 1e-6, 1 - 1e-6)
        start = np.append(np.zeros(x.shape[1]), np.log(rate / (1 - rate)))
    coefficients = start
    value = _loss(design, events, coefficients, weights)
    for _ in range(50):
        probability = sigmoid(design @ coefficients)
        gradient = design.T @ (probability - events) / len(x) + weights * coefficients
        curvature = probability * (1 - probability)
        hessian = (design * curvature[:, None]).T @ design / len(x) + np.diag(weights + 1e-12)
        step = np.linalg.solve(hessian, gradient)
        scale = 1.0
        while scale > 1e-4:
            moved = coefficients - scale * step
            moved_value = _loss(design, events, moved, weights)
            if moved_value <= value:
                break
            scale /= 2
        done = value - moved_value < 1e-11
        coefficients, value = moved, moved_value
        if done:
            break
    return coefficients


def _loss(design: np.ndarray, events: np.ndarray, coefficients: np.ndarray, weights: np.ndarray) -> float:
    logits = design @ coefficients
    return float(np.mean(np.logaddexp(0.0, logits) - events * logits) + 0.5 * np.sum(weights * coefficients**2))
