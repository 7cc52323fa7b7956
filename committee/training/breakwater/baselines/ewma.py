"""EWMA-VaR: the exponentially weighted variance of RiskMetrics (1996), and the tail of a Gaussian walk."""

import math

import numpy as np
import torch

from ..panel import HORIZON_HOURS, Panel
from .columns import Columns
from .forecaster import Fitted, Forecaster
from .sample import LOG_FALLS, Sample

STEPS, STRIDE = 40, 6  # blocks of six hours: their sums of squares tile the last 240 h, and lie in the features
DAILY_DECAY = 0.80  # of 0.70 to 0.97 the best log loss walk-forward; RiskMetrics' own 0.94 loses 1.5 to 2 %
MONITORING = 0.5826  # -zeta(1/2) / sqrt(2 pi): Broadie, Glasserman and Kou (1997)


def gaussian_fall(log_volatility: torch.Tensor, hours: int) -> torch.Tensor:
    """
    P(lowest of `hours` closes <= -d) of a Gaussian walk, [batch, grid]: by the reflection principle twice the tail of
    its end, with the barrier moved for a walk that is seen once an hour.
    """
    sigma = torch.exp(log_volatility)[:, None]
    barrier = torch.from_numpy(LOG_FALLS).float()[None, :] - MONITORING * sigma
    return 1.0 + torch.erf(barrier / (sigma * math.sqrt(2.0 * hours)))


class Ewma(Forecaster):
    """
    Hours within a block share the block's weight, and what is older than the window (weight 0.80^10 = 0.11) takes the
    realised variance of the 720 h that end with the window's first row. A missing row leaves its weight to the others.
    """

    def __init__(self, names: list[str], daily_decay: float) -> None:
        super().__init__()
        self.columns = Columns(names)
        block = daily_decay ** (STRIDE / 24)
        weights = (1 - block) * block ** np.arange(STEPS - 1, -1, -1)
        self.register_buffer("weights", torch.from_numpy(weights).float())
        self.older = float(block**STEPS)

    def log_volatility(self, window: torch.Tensor) -> torch.Tensor:
        known = 1.0 - self.columns.at(window, "missing")
        blocks = torch.exp(2.0 * self.columns.log_volatility(window, 6))
        months = torch.exp(2.0 * self.columns.log_volatility(window, 720))
        weights = self.weights * known
        first = known[:, 0]
        oldest = first * months[:, 0] + (1.0 - first) * months[:, -1]
        total = (weights * blocks).sum(dim=1) + self.older * oldest
        return 0.5 * torch.log(total / (weights.sum(dim=1) + self.older))

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        log_volatility = self.log_volatility(window)
        return gaussian_fall(log_volatility, HORIZON_HOURS), gaussian_fall(log_volatility, 72), log_volatility


def fit_ewma(panel: Panel, sample: Sample, daily_decay: float = DAILY_DECAY) -> Fitted:
    """The decay was chosen walk-forward; nothing else is fitted."""
    return Fitted(Ewma(panel.names, daily_decay).eval(), 1, {"dailyDecay": daily_decay})


def recursion(panel: Panel, daily_decay: float = DAILY_DECAY) -> np.ndarray:
    """ln of the volatility by the recursion itself, hour by hour over each asset's whole history, [rows]: the reference."""
    decay = daily_decay ** (1 / 24)
    variance, current = np.empty(len(panel.hour)), math.nan
    squares = panel.log_return1**2
    for i, square in enumerate(squares):
        if i == panel.start[i]:
            current = float(np.nanmean(squares[i : i + 168]))
        if not math.isnan(square):
            current = decay * current + (1 - decay) * square
        variance[i] = current
    return 0.5 * np.log(np.maximum(variance, 1e-10))
