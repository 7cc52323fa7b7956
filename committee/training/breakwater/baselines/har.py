"""
The HAR family: log realised variance linear in log realised volatilities of several horizons (Corsi 2009), and what is
added to them; falls by historical simulation filtered with that forecast.
"""

from dataclasses import dataclass

import numpy as np
import torch

from ..panel import Panel
from .columns import LOG_VOLATILITIES, Columns
from .forecaster import Fitted, Forecaster, log_depths
from .sample import Sample
from .tail import fit_tail
from .variance import fit_ols, fit_qlike


@dataclass(frozen=True)
class HarSpec:
    """`extras` enter as they are; each of `attenuators` bends the coefficient of the volatility beside it (HARQ)."""

    hours: tuple[int, ...] = LOG_VOLATILITIES
    extras: tuple[str, ...] = ()
    attenuators: tuple[tuple[int, str], ...] = ()
    loss: str = "qlike"
    ridge: float = 1e-4
    exponent: float = 1.0  # of the volatility that scales a fall


class Har(Forecaster):
    def __init__(self, names: list[str], spec: HarSpec) -> None:
        super().__init__()
        self.columns, self.spec = Columns(names), spec
        width = len(spec.hours) + len(spec.extras) + len(spec.attenuators)
        for name in ("mean", "scale"):
            self.register_buffer(name, torch.zeros(width) if name == "mean" else torch.ones(width))
        self.day, self.three_days = torch.nn.Linear(width, 1), torch.nn.Linear(width, 1)
        self.register_buffer("depths", log_depths())
        self.tail24 = self.tail72 = None

    def regressors(self, newest: torch.Tensor) -> torch.Tensor:
        parts = [self.columns.har(newest, self.spec.hours)]
        if self.spec.extras:
            parts.append(self.columns.stack(newest, list(self.spec.extras)))
        for hours, name in self.spec.attenuators:
            above = self.columns.log_volatility(newest, hours) - self.columns.log_volatility(newest, 720)
            parts.append((above * self.columns.at(newest, name))[..., None])
        return (torch.cat(parts, dim=-1) - self.mean) / self.scale

    def log_volatilities(self, newest: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """ln of the root mean squared hourly return of the next 24 h and of the next 72 h, [batch] each."""
        x = self.regressors(newest)
        return 0.5 * self.day(x)[:, 0], 0.5 * self.three_days(x)[:, 0]

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        day, three_days = self.log_volatilities(window[:, -1])
        scaled = lambda log_volatility: self.depths[None, :] - self.spec.exponent * log_volatility[:, None]
        return torch.sigmoid(self.tail24(scaled(day))), torch.sigmoid(self.tail72(scaled(three_days))), day


def fit_har(panel: Panel, sample: Sample, spec: HarSpec) -> Fitted:
    module = Har(panel.names, spec)
    newest = torch.from_numpy(sample.newest())
    with torch.no_grad():
        raw = module.regressors(newest)
        module.mean.copy_(raw.mean(dim=0))
        module.scale.copy_(raw.std(dim=0))
        x = module.regressors(newest).numpy().astype(np.float64)
        fit = {"ols": fit_ols, "qlike": fit_qlike}[spec.loss]
        for layer, target in ((module.day, sample.log_variance24), (module.three_days, sample.log_variance72)):
            coefficients = fit(x, target, spec.ridge)
            layer.weight.copy_(torch.from_numpy(coefficients[None, :-1]))
            layer.bias.copy_(torch.from_numpy(coefficients[-1:]))
        day, three_days = (v.numpy().astype(np.float64) for v in module.log_volatilities(newest))
    module.tail24 = fit_tail(-sample.low24 * np.exp(-spec.exponent * day))
    module.tail72 = fit_tail(-sample.low72 * np.exp(-spec.exponent * three_days))
    parameters = 2 * (x.shape[1] + 1) + 2 * 2 * len(module.tail24.inner)
    return Fitted(module.eval(), parameters)
