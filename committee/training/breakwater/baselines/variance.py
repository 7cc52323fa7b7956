"""Linear forecasts of log variance: least squares with a bias correction, or QLIKE itself."""

import numpy as np


def fit_ols(x: np.ndarray, target: np.ndarray, ridge: np.ndarray | float = 1e-6) -> np.ndarray:
    """
    Coefficients [columns + 1], the offset last. The offset carries the bias correction ln mean exp(residual), so that
    the exponential of the forecast is unbiased for the variance, not for its logarithm.
    """
    design = np.column_stack([x, np.ones(len(x))])
    penalty = np.diag(np.append(np.broadcast_to(ridge, x.shape[1]), 0.0))
    coefficients = np.linalg.solve(design.T @ design / len(x) + penalty, design.T @ target / len(x))
    coefficients[-1] += np.log(np.mean(np.exp(target - design @ coefficients)))
    return coefficients


def fit_qlike(x: np.ndarray, target: np.ndarray, ridge: np.ndarray | float = 1e-6, steps: int = 30) -> np.ndarray:
    """Coefficients [columns + 1] that minimise mean(exp(e) - e - 1), e = target - forecast: convex, by Newton's method."""
    design = np.column_stack([x, np.ones(len(x))])
    penalty = np.diag(np.append(np.broadcast_to(ridge, x.shape[1]), 0.0))
    coefficients = fit_ols(x, target, ridge)
    for _ in range(steps):
        ratio = np.exp(np.minimum(target - design @ coefficients, 6.0))
        gradient = design.T @ (1.0 - ratio) / len(x) + penalty @ coefficients
        hessian = (design * ratio[:, None]).T @ design / len(x) + penalty
        step = np.linalg.solve(hessian, gradient)
        coefficients = coefficients - step
        if np.max(np.abs(step)) < 1e-9:
            break
    return coefficients


def qlike(forecast: np.ndarray, target: np.ndarray) -> float:
    """Mean QLIKE of log variances (Patton 2011); zero is perfect."""
    error = target - forecast
    return float(np.mean(np.exp(error) - error - 1.0))
