"""Monte Carlo of a jump diffusion (Merton 1976) around a recent realised volatility, kept as a table."""

import math

import numpy as np
import torch
from scipy.optimize import minimize

from ..panel import Panel
from .columns import Columns
from .forecaster import Fitted, Forecaster, log_depths
from .sample import Sample
from .tail import fit_tail

VOLATILITY_HOURS = 168  # of 24, 72 and 168 h the best log loss walk-forward
PATHS = 200_000
MOST_JUMPS = 3  # within an hour


class JumpDiffusion(Forecaster):
    def __init__(self, names: list[str], hours: int, scale: float) -> None:
        super().__init__()
        self.columns, self.hours, self.shift = Columns(names), hours, math.log(scale)
        self.register_buffer("depths", log_depths())
        self.tail24 = self.tail72 = None

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        level = self.columns.log_volatility(window[:, -1], self.hours)
        u = self.depths - level[:, None]
        return torch.sigmoid(self.tail24(u)), torch.sigmoid(self.tail72(u)), level + self.shift


def fit_jump_diffusion(panel: Panel, sample: Sample, hours: int = VOLATILITY_HOURS, seed: int = 20_230_701) -> Fitted:
    columns = Columns(panel.names)
    level = columns.log_volatility(torch.from_numpy(sample.newest()), hours).numpy().astype(np.float64)
    following = np.minimum(sample.rows + 1, len(panel.hour) - 1)
    shock = panel.log_return1[following] * np.exp(-level)
    shock = shock[np.isfinite(shock)]
    diffusion, intensity, mean, spread = maximum_likelihood(shock)
    scale = math.sqrt(diffusion**2 + intensity * (mean**2 + spread**2))
    module = JumpDiffusion(panel.names, hours, scale)
    low24, low72 = simulate(diffusion, intensity, mean, spread, np.random.default_rng(seed))
    module.tail24, module.tail72 = fit_tail(-low24), fit_tail(-low72)
    notes = {"diffusion": diffusion, "jumpsPerHour": intensity, "jumpMean": mean, "jumpSpread": spread}
    return Fitted(module.eval(), 4, {key: round(float(value), 5) for key, value in notes.items()})


def maximum_likelihood(shock: np.ndarray) -> tuple[float, float, float, float]:
    """Diffusion, jumps per hour, mean and spread of a jump, in units of the recent volatility, from hourly shocks."""
    values, counts = np.unique(np.round(np.clip(shock, -25, 25), 2), return_counts=True)

    def cost(parameters: np.ndarray) -> float:
        diffusion, intensity, spread = np.exp(parameters[[0, 1, 3]])
        density = np.zeros(len(values))
        for jumps in range(MOST_JUMPS + 1):
            weight = math.exp(-intensity) * intensity**jumps / math.factorial(jumps)
            sigma = math.sqrt(diffusion**2 + jumps * spread**2)
            density += weight / sigma * np.exp(-0.5 * ((values - jumps * parameters[2]) / sigma) ** 2)
        return -float(np.sum(counts * np.log(density + 1e-300)) / counts.sum())

    found = minimize(cost, np.array([-0.3, -1.5, 0.0, 0.5]), method="Nelder-Mead", options={"maxiter": 2_000}).x
    return math.exp(found[0]), math.exp(found[1]), float(found[2]), math.exp(found[3])


def simulate(
    diffusion: float, intensity: float, mean: float, spread: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest log price of 24 h and of 72 h, in units of the recent hourly volatility."""
    price, low = np.zeros(PATHS), np.full(PATHS, np.inf)
    low24 = low
    for hour in range(1, 73):
        jumps = generator.poisson(intensity, PATHS)
        price = price + jumps * mean + np.sqrt(diffusion**2 + jumps * spread**2) * generator.standard_normal(PATHS)
        low = np.minimum(low, price)
        if hour == 24:
            low24 = low
    return low24, low
