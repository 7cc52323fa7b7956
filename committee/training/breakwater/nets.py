"""The member networks: a monotone HAR prior, corrected within bounds by an LSTM, calibrated, in one graph."""

import torch
from torch import nn

from .panel import GRID_BPS

GRID = len(GRID_BPS)
FEATURES = [
    "missing", "return1", "return6", "return24", "return168", "volRatio6", "volRatio24", "volRatio72",
    "volRatio168", "logVol720", "downShare24", "downShare168", "jump24", "bipower24", "kurtosis168", "kurtosis720",
    "drawdown24", "drawdown168", "drawdown720", "marketReturn6", "marketReturn24", "marketReturn168", "marketDrawdown168",
    "marketVolRatio24", "marketVolRatio168", "relativeReturn24", "relativeVol168",
    "weekendAhead24", "weekendAhead72", "weekendBehind24",
]
# The level of volatility is for the prior alone: a net that reads it learns the level of its last regime (walk-forward
# 2022-07..2023-06, cross-entropy against the prior: +1.0 % without it, +0.3 % with it).
OWN = [name for name in FEATURES[1:15] if name != "logVol720"]
MARKET = FEATURES[15:]


def har_inputs(last: torch.Tensor) -> torch.Tensor:
    """ln s6, s24, s72, s168, s720 of the asset from the newest row [batch, features]; Corsi's HAR in hours."""
    at = lambda name: last[:, FEATURES.index(name)]
    month = at("logVol720")
    week = month + at("volRatio168")
    logs = [week + at("volRatio6"), week + at("volRatio24"), week + at("volRatio72"), week, month]
    return torch.stack(logs, dim=1) + 4.8  # centred near the panel's mean, so that the fit is well conditioned


class HarPrior(nn.Module):
    """
    Log-odds of the grid's falls, falling by construction: a base linear in log realised volatilities, less softplus
    increments that are linear in them too. A second head forecasts the log variance of the next 24 h.
    """

    def __init__(self, market: bool) -> None:
        super().__init__()
        self.market = market
        width = 6 if market else 5
        self.base = nn.Linear(width, 1)
        self.increments = nn.Linear(width, GRID - 1)
        self.variance = nn.Linear(width, 1)
        nn.init.zeros_(self.base.weight)
        nn.init.zeros_(self.increments.weight)

    def forward(self, last: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        x = har_inputs(last)
        if self.market:
            relative = last[:, FEATURES.index("relativeVol168")]
            ratio = last[:, FEATURES.index("marketVolRatio24")]
            market_day = x[:, 3] - relative + ratio
            x = torch.cat([x, market_day[:, None]], dim=1)
        return self.base(x), self.increments(x), self.variance(x)


def falling_logits(base: torch.Tensor, raw_increments: torch.Tensor) -> torch.Tensor:
    steps = torch.cumsum(nn.functional.softplus(raw_increments), dim=1)
    return torch.cat([base, base - steps], dim=1)


class Encoder(nn.Module):
    """An LSTM over the standardised window: its last state, or attention over all of them."""

    def __init__(self, inputs: int, units: int, layers: int, pooling: str, dropout: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, num_layers=layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)
        self.attention = nn.Linear(units, 1) if pooling == "attention" else None
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, _ = self.lstm(x)
        if self.attention is None:
            return self.dropout(states[:, -1])
        weights = torch.softmax(self.attention(states), dim=1)
        pooled = (weights * states).sum(dim=1)
        return self.dropout(torch.cat([pooled, states[:, -1]], dim=1))


class RiskNet(nn.Module):
    """window [batch, steps, features] -> probability [batch, grid], logvol [batch, 1]."""

    def __init__(self, spec: dict, prior: HarPrior) -> None:
        super().__init__()
        self.prior = prior
        self.families = {"all": [OWN + MARKET], "own": [OWN], "two-branch": [OWN, MARKET]}[spec["inputs"]]
        self.cap, self.variance_cap = spec.get("cap", 1.0), 0.6
        width = len(FEATURES) - 1
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        self.convolution = None
        if spec.get("convolution"):
            k = spec["convolution"]
            self.convolution = nn.Conv1d(len(self.families[0]) + 1, spec["units"], kernel_size=k, stride=k)
        branches = [spec["units"] if self.convolution else len(names) + 1 for names in self.families]
        self.encoders = nn.ModuleList(
            Encoder(inputs, spec["units"], spec.get("layers", 1), spec["pooling"], spec["dropout"]) for inputs in branches
        )
        pooled = spec["units"] * (2 if spec["pooling"] == "attention" else 1) * len(branches)
        self.head = nn.Linear(pooled, GRID + 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.register_buffer("calibration", torch.tensor([1.0, 0.0]))  # slope > 0, offset

    def standardise(self, window: torch.Tensor) -> torch.Tensor:
        """A missing row is the training mean and its flag, whatever its columns hold."""
        missing = window[:, :, :1]
        z = torch.clamp((window[:, :, 1:] - self.mean) / self.scale, -6.0, 6.0)
        return torch.cat([missing, z * (1.0 - missing)], dim=2)

    def encode(self, window: torch.Tensor) -> torch.Tensor:
        x = self.standardise(window)
        columns = lambda names: x[:, :, [0] + [FEATURES.index(name) for name in names]]
        if self.convolution is not None:
            inner = self.convolution(columns(self.families[0]).transpose(1, 2))
            return self.encoders[0](torch.relu(inner).transpose(1, 2))
        parts = [encoder(columns(names)) for names, encoder in zip(self.families, self.encoders)]
        return torch.cat(parts, dim=1)

    def logits(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds before calibration, and the log variance of the next 24 h."""
        base, increments, variance = self.prior(window[:, -1])
        z = self.head(self.encode(window))
        bounded = lambda value, cap: cap * torch.tanh(value / cap)
        base = base + bounded(z[:, :1], self.cap)
        increments = increments + bounded(z[:, 1:GRID], self.cap)
        return falling_logits(base, increments), variance + bounded(z[:, GRID:], self.variance_cap)

    def forward(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits, variance = self.logits(window)
        slope, offset = self.calibration[0], self.calibration[1]
        return torch.sigmoid(slope * logits + offset), 0.5 * variance
