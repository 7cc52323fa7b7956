"""A member whose head gives quantiles of the lowest price ahead: probabilities are read off them in the same graph."""

import math

import torch
from torch import nn

from .nets import VARIANCE_CAP, RiskNet
from .panel import GRID

# Chances of a deeper fall. A quantile is the log of a depth, ln(-ln(lowest / close)), so that its errors have no scale.
LEVELS = (0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002)
PIVOT = LEVELS.index(0.1)  # corrections move this quantile, and stretch the steps to both sides of it
SHIFT_CAP, STEP_CAP = 0.25, 0.3
LEAST_STEP = 1e-4
SHALLOWEST = 1e-3  # a low above -0.1 % counts as one of 0.1 %
FAR = 1e6


def log_depth(low: torch.Tensor) -> torch.Tensor:
    """ln of the depth of lows in log price ratio."""
    return torch.log(torch.clamp(-low, min=SHALLOWEST))


def along(x: torch.Tensor, knots: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """
    Piecewise linear interpolation, monotone where `values` [..., knots] are, the outer pieces going on as straight
    lines: x [points] or [batch, points], knots [batch, knots] rising by at least LEAST_STEP -> [batch, points].
    """
    length = torch.clamp(knots[:, 1:] - knots[:, :-1], min=LEAST_STEP)
    share = (x[..., :, None] - knots[:, None, :-1]) / length[:, None, :]
    inner = [1.0] * (knots.shape[1] - 2)
    share = torch.minimum(torch.maximum(share, torch.tensor([-FAR] + [0.0] * len(inner))), torch.tensor(inner + [FAR]))
    rise = values[..., 1:] - values[..., :-1]
    return values[..., :1] + (share * (rise[:, None, :] if rise.dim() == 2 else rise)).sum(dim=2)


def pinball(quantiles: torch.Tensor, low: torch.Tensor) -> torch.Tensor:
    """
    Pinball loss of quantiles [batch, levels] for lows [batch, 1] in log price ratio. Each level is divided by the
    deviation of its own gradient, so that the rare ones count.
    """
    chance = torch.tensor(LEVELS)
    error = log_depth(low) - quantiles
    return (torch.maximum((1.0 - chance) * error, -chance * error) / torch.sqrt(chance * (1.0 - chance))).mean()


class QuantileNet(RiskNet):
    """As RiskNet, its corrections made to the prior's quantiles: they never cross, so that the probabilities fall."""

    HEAD = 2 * len(LEVELS) + 1  # shift and steps, twice; and the variance

    def __init__(self, spec: dict, names: list[str]) -> None:
        super().__init__(spec, names)
        self.register_buffer("odds", torch.tensor([math.log(a / (1.0 - a)) for a in LEVELS]))
        self.register_buffer("depths", log_depth(torch.log1p(-torch.tensor(GRID, dtype=torch.float32))))

    def inverted(self, curve: torch.Tensor) -> torch.Tensor:
        """The quantiles of a prior's curve of log-odds [batch, grid]: rising log depths [batch, levels]."""
        return along(-self.odds, -curve, self.depths)

    def moved(self, prior: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        """A prior's quantiles with bounded corrections z [batch, levels]: cumulative softplus steps, so still rising."""
        step = torch.clamp(prior[:, 1:] - prior[:, :-1], min=LEAST_STEP)
        bent = step + torch.log(1.0 - torch.exp(-step)) + STEP_CAP * torch.tanh(z[:, 1:] / STEP_CAP)
        path = torch.cumsum(nn.functional.softplus(bent), dim=1)
        path = torch.cat([torch.zeros_like(path[:, :1]), path], dim=1)
        shift = SHIFT_CAP * torch.tanh(z[:, :1] / SHIFT_CAP)
        return prior[:, PIVOT : PIVOT + 1] + shift + path - path[:, PIVOT : PIVOT + 1]

    def read(self, curve: torch.Tensor, quantiles: torch.Tensor) -> torch.Tensor:
        """
        Log-odds [batch, grid] off quantiles: the chance of a level at its quantile, between two levels and beyond the
        last as the prior's curve runs between the same two. Falling, because both interpolations are monotone.
        """
        return along(along(self.depths, quantiles, self.inverted(curve)), self.depths[None, :], curve)

    def quantiles(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Log depths [batch, levels] of the lows of 24 h and 72 h, and the log variance of the next 24 h."""
        day, three, variance = self.prior(window[:, -1])
        z, levels = self.corrections(window), len(LEVELS)
        moved = self.moved(self.inverted(day), z[:, :levels]), self.moved(self.inverted(three), z[:, levels : 2 * levels])
        return *moved, variance + VARIANCE_CAP * torch.tanh(z[:, 2 * levels :] / VARIANCE_CAP)

    def logits(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        day, three, _ = self.prior(window[:, -1])
        near, far, variance = self.quantiles(window)
        return self.read(day, near), self.read(three, far), variance


def build_net(spec: dict, names: list[str]) -> RiskNet:
    """The net that a specification names: of falls, or of quantiles (`head`)."""
    return (QuantileNet if spec.get("head") == "quantile" else RiskNet)(spec, names)
