"""The distribution of a fall in units of its forecast volatility, as a monotone table inside the graph."""

import numpy as np
import torch
from torch import nn

# Exceedance probabilities at which the table has a knot. Beyond the last one the line in (ln u, log-odds) goes on: a
# power-law tail with the slope of the last four permille.
LEVELS = np.array(
    [0.8, 0.75, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.22, 0.16, 0.11, 0.075, 0.05, 0.033, 0.022, 0.014, 0.009, 0.004, 0.0004]
)


class TailTable(nn.Module):
    """ln u -> log-odds that the fall exceeds u sigmas: piecewise linear, falling, a sum of ReLUs in ONNX."""

    def __init__(self, knots: np.ndarray, log_odds: np.ndarray) -> None:
        super().__init__()
        slopes = np.diff(log_odds) / np.diff(knots)
        if not (np.all(np.diff(knots) > 0) and np.all(slopes < 0)):
            raise ValueError("A tail table needs rising knots and falling log-odds.")
        self.register_buffer("inner", torch.from_numpy(knots[1:-1]).float())
        self.register_buffer("bends", torch.from_numpy(np.diff(slopes)).float())
        self.register_buffer("line", torch.tensor([knots[0], log_odds[0], slopes[0]]).float())

    def forward(self, log_u: torch.Tensor) -> torch.Tensor:
        start = self.line[1] + self.line[2] * (log_u - self.line[0])
        return start + (torch.relu(log_u[..., None] - self.inner) * self.bends).sum(dim=-1)


def fit_tail(falls: np.ndarray) -> TailTable:
    """
    From standardised falls (-low / sigma; zero or less where no later close was lower), pooled over assets and dates:
    the historical simulation of Barone-Adesi, Giannopoulos and Vosper (1999), filtered by whatever made the sigmas.
    """
    falls = np.sort(falls)
    count = len(falls)
    knots = np.array([falls[min(count - 1, int(round((1 - level) * count)))] for level in LEVELS])
    if knots[0] <= 0:
        raise ValueError("More than a fifth of the hours saw no lower close: the table's first knot is no fall.")
    return TailTable(np.log(knots), np.log(LEVELS / (1 - LEVELS)))
