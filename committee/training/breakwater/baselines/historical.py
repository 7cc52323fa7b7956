"""Historical VaR: the asset's own falls of the last ten days, counted."""

import numpy as np
import torch

from ..panel import HORIZON_HOURS, Panel
from .columns import Columns
from .forecaster import Fitted, Forecaster
from .sample import LOG_FALLS, Sample

STEPS, STRIDE = 240, 1
PRIOR_WEIGHT = 6.0  # how many windows of the climatology are mixed in: ten days hold ten windows that do not overlap
BLUR = 0.004  # log return over which a scenario goes from uncounted to counted: no last bit moves a whole count


class Historical(Forecaster):
    """
    The log price of the window is rebuilt from its hourly returns, and every hour with a whole horizon after it inside
    the window counts as one scenario. Climatology is mixed in, so that what ten days did not see is not impossible.
    """

    def __init__(self, names: list[str], climatology: np.ndarray, prior_weight: float) -> None:
        super().__init__()
        self.columns = Columns(names)
        self.prior_weight = prior_weight
        self.register_buffer("climatology", torch.from_numpy(climatology).float())
        self.register_buffer("falls", torch.from_numpy(LOG_FALLS).float())

    def counted(self, price: torch.Tensor, horizon: int, row: int) -> torch.Tensor:
        ahead = -price[:, None, 1:]
        low = -torch.nn.functional.max_pool1d(ahead, horizon, stride=1)[:, 0]
        change = low - price[:, : low.shape[1]]
        past = 0.5 + (self.falls - change[:, :, None]) / BLUR
        share = torch.clamp(past, 0.0, 1.0).mean(dim=1)
        windows = STEPS / horizon
        return (windows * share + self.prior_weight * self.climatology[row]) / (windows + self.prior_weight)

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        week = self.columns.log_volatility(window, 168)
        returns = self.columns.at(window, "return1") * torch.exp(week)
        known = 1.0 - self.columns.at(window, "missing")
        returns = returns * known
        price = torch.cumsum(returns, dim=1)
        variance = (returns**2).sum(dim=1) / known.sum(dim=1)
        log_volatility = 0.5 * torch.log(variance + 1e-10)
        return self.counted(price, HORIZON_HOURS, 0), self.counted(price, 72, 1), log_volatility


def fit_historical(panel: Panel, sample: Sample, prior_weight: float = PRIOR_WEIGHT) -> Fitted:
    climatology = np.stack([sample.events24.mean(axis=0), sample.events72.mean(axis=0)])
    module = Historical(panel.names, climatology, prior_weight)
    return Fitted(module.eval(), climatology.size, {"priorWeight": prior_weight})
