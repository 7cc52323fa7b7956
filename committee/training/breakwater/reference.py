"""What the members are judged beside: EWMA-VaR, and the HAR prior fitted on every training date."""

import math

import numpy as np
import torch

from .fit import fit_prior
from .folds import CRISES, EMBARGO_HOURS, TRAIN_END, between, seconds
from .nets import HarPrior, falling_logits
from .panel import GRID, HORIZON_HOURS, HOUR, Panel

LAMBDA = 0.94 ** (1 / 24)  # RiskMetrics' 0.94 a day, in hours
SIGMA_FLOOR = 1e-4



def ewma_var(panel: Panel) -> np.ndarray:
    """
    P(lowest of 24 h <= -d) of a Gaussian walk whose variance is the EWMA of squared hourly returns: by the reflection
    principle twice the tail of its end. [rows, grid] for every row; NaN return hours leave the variance alone.
    """
    variance = np.empty(len(panel.hour))
    current = 0.0
    squares = panel.log_return1**2
    starts = set(np.unique(panel.start).tolist())
    for i, square in enumerate(squares):
        if i in starts:
            window = squares[i : i + 168]
            current = float(np.nanmean(window))  # only warm-up rows, which are never scored, see it
        if not math.isnan(square):
            current = LAMBDA * current + (1.0 - LAMBDA) * square
        variance[i] = current
    sigma = np.maximum(np.sqrt(variance * HORIZON_HOURS), SIGMA_FLOOR)
    return np.minimum(2.0 * normal_tail(np.log1p(-GRID)[None, :] / sigma[:, None]), 1.0)


def normal_tail(x: np.ndarray) -> np.ndarray:
    return torch.special.ndtr(torch.from_numpy(x)).numpy()


def har_prior(panel: Panel, without: str | None = None) -> tuple[HarPrior, np.ndarray]:
    """The prior on all training dates (or all but one crisis, as its members did), and the base rates of those dates."""
    mask = panel.usable(240) & (panel.hour < seconds(TRAIN_END) - EMBARGO_HOURS * HOUR)
    if without is not None:
        mask &= ~between(panel, *CRISES[without], EMBARGO_HOURS)
    every = np.flatnonzero(mask)
    rows = every[panel.hour[every] // HOUR % 4 == 0]
    prior = fit_prior(panel.features[rows], panel.events(rows), panel.log_variance24[rows], market=False)
    return prior, panel.events(every).mean(axis=0)


def prior_probabilities(prior: HarPrior, panel: Panel, rows: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        base, increments, _ = prior(torch.from_numpy(panel.features[rows]))
        return torch.sigmoid(falling_logits(base, increments)).numpy().astype(np.float64)
