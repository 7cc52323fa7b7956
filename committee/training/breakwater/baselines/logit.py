"""
One logistic regression per fall and horizon. HAR logit reads five log realised volatilities; the ridge logit reads all
inputs of the nets and shrinks what is not one of those five.
"""

from dataclasses import dataclass

import numpy as np
import torch

from ..logistic import fit_logistic
from ..panel import GRID_BPS, Panel
from .columns import LOG_VOLATILITIES, Columns
from .forecaster import Fitted, Forecaster
from .sample import Sample
from .variance import fit_qlike

HAR_PENALTY = 1e-5
VOLATILITY_COLUMNS = ("volRatio6", "volRatio24", "volRatio72", "volRatio168", "logVol720")
CLIP = 4.0  # sigmas: one extreme input moves a log-odds no further


@dataclass(frozen=True)
class LogitSpec:
    """`extras` are standardised and bear `penalty` times the events' variance; the volatilities bear next to none."""

    extras: tuple[str, ...] = ()
    penalty: float = 0.0

    @staticmethod
    def ridge(names: list[str], penalty: float = 1.0) -> "LogitSpec":
        """
        Every input of the nets; the ratios and the level of volatility enter as the five volatilities. Of penalties 0.03,
        0.1, 0.3, 1, 2 and 3 one has the best log loss over 24 h walk-forward.
        """
        return LogitSpec(tuple(name for name in names if name not in ("missing", *VOLATILITY_COLUMNS)), penalty)


class Logit(Forecaster):
    def __init__(self, names: list[str], spec: LogitSpec) -> None:
        super().__init__()
        self.columns, self.spec = Columns(names), spec
        width = len(LOG_VOLATILITIES) + len(spec.extras)
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        self.odds = torch.nn.Linear(width, 2 * len(GRID_BPS))
        self.variance = torch.nn.Linear(width, 1)

    def raw(self, newest: torch.Tensor) -> torch.Tensor:
        x = self.columns.har(newest)
        if not self.spec.extras:
            return x
        return torch.cat([x, self.columns.stack(newest, list(self.spec.extras))], dim=-1)

    def inputs(self, newest: torch.Tensor) -> torch.Tensor:
        return torch.clamp((self.raw(newest) - self.mean) / self.scale, -CLIP, CLIP)

    def log_odds(self, newest: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds over 24 h, then over 72 h, [batch, 2 * grid]; ln of the volatility of the next 24 h, [batch]."""
        x = self.inputs(newest)
        return self.odds(x), 0.5 * self.variance(x)[:, 0]

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        odds, log_volatility = self.log_odds(window[:, -1])
        probability = torch.sigmoid(odds)
        return probability[:, : len(GRID_BPS)], probability[:, len(GRID_BPS) :], log_volatility


def fit_logit(panel: Panel, sample: Sample, spec: LogitSpec) -> Fitted:
    module = Logit(panel.names, spec)
    newest = torch.from_numpy(sample.newest())
    with torch.no_grad():
        raw = module.raw(newest)
        module.mean.copy_(raw.mean(dim=0))
        module.scale.copy_(raw.std(dim=0))
        x = module.inputs(newest).numpy().astype(np.float64)
        shrink = np.array([HAR_PENALTY] * len(LOG_VOLATILITIES) + [spec.penalty] * len(spec.extras))
        columns = [y for events in (sample.events24, sample.events72) for y in events.T]
        fits = np.stack([fit_logistic(x, y, shrink * max(y.mean() * (1 - y.mean()), 1e-4)) for y in columns])
        module.odds.weight.copy_(torch.from_numpy(fits[:, :-1]))
        module.odds.bias.copy_(torch.from_numpy(fits[:, -1]))
        variance = fit_qlike(x, sample.log_variance24, shrink)
        module.variance.weight.copy_(torch.from_numpy(variance[None, :-1]))
        module.variance.bias.copy_(torch.from_numpy(variance[-1:]))
    return Fitted(module.eval(), fits.size + variance.size)

