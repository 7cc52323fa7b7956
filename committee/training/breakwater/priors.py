"""What a net starts from: drawdown log-odds from a handful of volatilities, falling in d by construction."""

import math

import numpy as np
import torch
from torch import nn

from .panel import GRID, GRID_BPS

SIZE = len(GRID_BPS)
CENTRE = 4.8  # minus the panel's mean log hourly volatility: centres the inputs, so that the fit is well conditioned

# Shape of the tail, downside and time of week: walk-forward they add 1 to 2 % log skill to the five volatilities alone
# (walk_forward.py --priors). The values are centres.
SHAPE = {
    "weekendAhead24": 0.286, "weekendBehind24": 0.286, "weekendAhead72": 0.286,
    "kurtosis720": 2.2, "bipower24": -0.1, "downShare168": 0.5, "downShare24": 0.5,
}
# A broader set of linear inputs, for the priors that have a penalty.
WIDE = SHAPE | {
    "kurtosis168": 1.8, "marketReturn24": 0.0, "marketReturn168": 0.0, "marketDrawdown168": -0.7,
    "marketVolRatio24": -0.1, "drawdown168": -0.7, "return168": 0.0,
}
TIMELESS = {name: centre for name, centre in WIDE.items() if not name.startswith("weekend")}
INPUTS = {"volatility": {}, "shape": SHAPE, "wide": WIDE, "no-weekend": TIMELESS}
CONTEXT = "context:"  # begins the name of a standardised column that a trial adds: for its prior, hidden from its net


class Columns(nn.Module):
    """ln s6, s24, s72, s168, s720 of the newest row (Corsi's HAR in hours), centred, and further columns by name."""

    def __init__(self, names: list[str], inputs: str) -> None:
        super().__init__()
        extra = INPUTS[inputs] | {name: 0.0 for name in names if name.startswith(CONTEXT)}
        self.level, self.week = names.index("logVol720"), names.index("volRatio168")
        self.ratios = [names.index(f"volRatio{h}") for h in (6, 24, 72)]
        self.extra = [names.index(name) for name in extra]
        self.register_buffer("centre", torch.tensor(list(extra.values()), dtype=torch.float32))
        self.width = 5 + len(extra)

    def forward(self, row: torch.Tensor) -> torch.Tensor:
        month = row[:, self.level : self.level + 1]
        week = month + row[:, self.week : self.week + 1]
        logs = torch.cat([week + row[:, self.ratios], week, month], dim=1) + CENTRE
        return torch.cat([logs, row[:, self.extra] - self.centre], dim=1) if self.extra else logs


class HarPrior(nn.Module):
    """
    Log-odds of each fall, linear in the columns: a base, less softplus increments. [batch, features] ->
    log-odds of 24 h and of 72 h [batch, grid] each, and the log variance of the next 24 h's hours [batch, 1].
    """

    def __init__(self, names: list[str], inputs: str) -> None:
        super().__init__()
        self.columns = Columns(names, inputs)
        width = self.columns.width
        self.base = nn.Linear(width, 2)
        self.increments = nn.Linear(width, 2 * (SIZE - 1))
        self.variance = nn.Linear(width, 1)
        for layer in (self.base, self.increments):
            nn.init.zeros_(layer.weight)

    def forward(self, row: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        x = self.columns(row)
        base, steps = self.base(x), nn.functional.softplus(self.increments(x))
        curve = lambda i: torch.cat(
            [base[:, i : i + 1], base[:, i : i + 1] - torch.cumsum(steps[:, i * (SIZE - 1) : (i + 1) * (SIZE - 1)], dim=1)], dim=1
        )
        return curve(0), curve(1), self.variance(x)


class ScalePrior(nn.Module):
    """
    As filtered historical simulation: one volatility, log-linear in the columns, scales one distribution. Its log-odds
    are a falling piecewise-soft-linear function of u = ln(-ln(1 - d) / volatility), fitted with it. Rare falls share
    the shape that common ones teach. Same shapes as HarPrior.
    """

    KNOTS = 8

    def __init__(self, names: list[str], inputs: str) -> None:
        super().__init__()
        self.columns = Columns(names, inputs)
        self.scale = nn.Linear(self.columns.width, 2)
        nn.init.zeros_(self.scale.weight)
        with torch.no_grad():
            self.scale.weight[:, :5] = torch.tensor([0.1, 0.25, 0.2, 0.25, 0.1])
        self.variance = nn.Linear(self.columns.width, 1)
        self.offset = nn.Parameter(torch.full((2,), 2.0))
        self.slopes = nn.Parameter(torch.zeros(2, self.KNOTS + 1))
        self.register_buffer("knots", torch.linspace(-2.0, 2.5, self.KNOTS))
        self.register_buffer("falls", torch.log(-torch.log1p(-torch.tensor(GRID, dtype=torch.float32))))

    def curve(self, scale: torch.Tensor, i: int, hours: int) -> torch.Tensor:
        u = self.falls - (scale + 0.5 * math.log(hours) - CENTRE)
        slopes = nn.functional.softplus(self.slopes[i])
        bends = nn.functional.softplus(4.0 * (u[:, :, None] - self.knots)) * (0.3 / 4.0)
        return self.offset[i] - slopes[0] * u - (bends * slopes[1:]).sum(dim=2)

    def forward(self, row: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        x = self.columns(row)
        scale = self.scale(x)
        return self.curve(scale[:, :1], 0, 24), self.curve(scale[:, 1:], 1, 72), self.variance(x)


PRIORS = {"har": HarPrior, "scale": ScalePrior}
PENALTY = {"volatility": 0.0, "shape": 0.0, "wide": 3e-3, "no-weekend": 3e-3}


def build_prior(names: list[str], kind: str, inputs: str) -> nn.Module:
    return PRIORS[kind](names, inputs)


def fit_prior(prior: nn.Module, rows: np.ndarray, y24: np.ndarray, y72: np.ndarray, log_variance: np.ndarray, inputs: str) -> nn.Module:
    """
    By L-BFGS: cross-entropy over both grids, QLIKE of the variance head, and on the wide inputs a ridge on all weights
    beyond the five volatilities. y72 holds NaN where the 72 h label is unknown.
    """
    x, a, b, v = (torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32)) for array in (rows, y24, y72, log_variance[:, None]))
    known = torch.isfinite(b[:, 0])
    b72 = b[known]
    optimiser = torch.optim.LBFGS(prior.parameters(), max_iter=200, line_search_fn="strong_wolfe")
    bce = nn.functional.binary_cross_entropy_with_logits

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        day, three, variance = prior(x)
        loss = bce(day, a) + bce(three[known], b72) + 0.1 * qlike(variance, v)
        if PENALTY[inputs] > 0:
            weights = [layer.weight[:, 5:] for layer in prior.children() if isinstance(layer, nn.Linear)]
            loss = loss + PENALTY[inputs] * sum((w**2).sum() for w in weights)
        loss.backward()
        return loss

    optimiser.step(closure)
    for parameter in prior.parameters():
        parameter.requires_grad_(False)
    return prior


def qlike(variance: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """QLIKE of log variances (Patton 2011), its error clipped at +3.5 so that one crash does not own a batch."""
    error = torch.clamp(target - variance, max=3.5)
    return (torch.exp(error) - error - 1.0).mean()
