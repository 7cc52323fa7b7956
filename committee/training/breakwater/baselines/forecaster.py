"""What every baseline is: a torch module from a window to two rows of falling probabilities and a log volatility."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from ..panel import Panel
from .sample import LOG_FALLS


class Forecaster(nn.Module):
    """window [batch, steps, features] -> probability [batch, grid], probability72 [batch, grid], logvol [batch, 1]."""

    has_trees = False

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The two rows of probabilities, not yet in order, and ln of the root mean squared hourly return [batch]."""
        raise NotImplementedError

    def forward(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        day, three_days, log_volatility = self.forecasts(window)
        day = falling(day)
        return day, torch.maximum(falling(three_days), day), log_volatility[:, None]


def falling(probability: torch.Tensor) -> torch.Tensor:
    """The running minimum over the grid: a deeper fall is never more likely."""
    columns = [probability[:, 0]]
    for i in range(1, probability.shape[1]):
        columns.append(torch.minimum(columns[-1], probability[:, i]))
    return torch.clamp(torch.stack(columns, dim=1), 0.0, 1.0)


def log_depths() -> torch.Tensor:
    """ln(-ln(1 - d)) of the grid: a fall on the scale of a log return."""
    return torch.from_numpy(np.log(-LOG_FALLS)).float()


@dataclass(frozen=True)
class Fitted:
    """A fitted baseline: its module, how many numbers were fitted, and what was measured on the way."""

    module: Forecaster
    parameters: int
    notes: dict = field(default_factory=dict)


def predict(
    module: nn.Module, panel: Panel, rows: np.ndarray, steps: int, stride: int, batch: int = 4096
) -> tuple[np.ndarray, ...]:
    """Every output of `module` over the rows' windows, float64."""
    parts = []
    with torch.no_grad():
        for i in range(0, len(rows), batch):
            window = torch.from_numpy(panel.windows(rows[i : i + batch], steps, stride))
            parts.append([output.numpy() for output in module(window)])
    return tuple(np.concatenate(column).astype(np.float64) for column in zip(*parts))
