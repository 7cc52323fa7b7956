"""GARCH(1,1) with Student's t (Bollerslev 1987), hourly: falls by simulation, kept as a table."""

import numpy as np
import torch
from arch import arch_model

from ..panel import Panel
from .columns import Columns
from .forecaster import Fitted, Forecaster, log_depths
from .sample import Sample
from .tail import fit_tail

STEPS, STRIDE = 240, 1
FIT_HOURS = 20_000  # of every asset, the latest before the training end
PATHS = 200_000
LONGEST_MEMORY = 0.9995  # of alpha + beta


class Garch(Forecaster):
    """
    The recursion written out: a weighted sum of the window's squared returns, with the month's realised variance as the
    long-run level (variance targeting) and as what came before the window (weight beta^240). A missing hour counts as
    an average one.
    """

    def __init__(self, names: list[str], alpha: float, beta: float) -> None:
        super().__init__()
        self.columns = Columns(names)
        self.memory = alpha + beta
        weights = alpha * beta ** np.arange(STEPS - 1, -1, -1)
        self.register_buffer("weights", torch.from_numpy(weights).float())
        self.level = float(1.0 - weights.sum())
        self.register_buffer("depths", log_depths())
        self.tail24 = self.tail72 = None

    def ratio(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Variance of the next hour over the month's, and ln of the month's volatility, [batch] each."""
        at = lambda name: self.columns.at(window, name)
        month = window[:, -1, self.columns.names.index("logVol720")]
        logs = at("logVol720") + at("volRatio168") - month[:, None]
        squares = at("return1") ** 2 * torch.exp(2.0 * logs)
        missing = at("missing")
        squares = squares * (1.0 - missing) + missing
        return self.level + (self.weights * squares).sum(dim=1), month

    def log_volatility(self, ratio: torch.Tensor, month: torch.Tensor, hours: int) -> torch.Tensor:
        decay = (1.0 - self.memory**hours) / (hours * (1.0 - self.memory))
        return month + 0.5 * torch.log(1.0 + (ratio - 1.0) * decay)

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        ratio, month = self.ratio(window)
        day, three_days = self.log_volatility(ratio, month, 24), self.log_volatility(ratio, month, 72)
        near = torch.sigmoid(self.tail24(self.depths - day[:, None]))
        return near, torch.sigmoid(self.tail72(self.depths - three_days[:, None])), day


def fit_garch(panel: Panel, sample: Sample, seed: int = 20_230_701) -> Fitted:
    alpha, beta, freedom = np.median([parameters for parameters in _by_asset(panel, sample)], axis=0)
    beta = min(beta, LONGEST_MEMORY - alpha)
    module = Garch(panel.names, alpha, beta)
    generator = np.random.default_rng(seed)
    picked = generator.choice(sample.rows, 4_000)
    ratios = []
    with torch.no_grad():
        for part in np.array_split(picked, 4):
            ratios.append(module.ratio(torch.from_numpy(panel.windows(part, STEPS, STRIDE)))[0].numpy())
    start = generator.choice(np.concatenate(ratios).astype(np.float64), PATHS)
    low24, low72 = simulate(start, alpha, beta, freedom, generator)
    scale = lambda hours: np.exp(module.log_volatility(torch.from_numpy(start), torch.zeros(1), hours).numpy())
    module.tail24, module.tail72 = fit_tail(-low24 / scale(24)), fit_tail(-low72 / scale(72))
    notes = {"alpha": round(float(alpha), 5), "beta": round(float(beta), 5), "freedom": round(float(freedom), 3)}
    return Fitted(module.eval(), 3, notes)


def _by_asset(panel: Panel, sample: Sample) -> list[np.ndarray]:
    """alpha, beta and degrees of freedom of every asset, by maximum likelihood on its latest hours in the sample's span."""
    end = panel.hour[sample.rows].max()
    found = []
    for index in range(len(panel.assets)):
        returns = panel.log_return1[(panel.asset == index) & (panel.hour <= end)][-FIT_HOURS:]
        returns = 100.0 * returns[np.isfinite(returns)]
        if len(returns) < FIT_HOURS // 4:
            continue
        fit = arch_model(returns, mean="Zero", vol="GARCH", dist="t", rescale=False).fit(disp="off", show_warning=False)
        found.append(np.array([fit.params["alpha[1]"], fit.params["beta[1]"], fit.params["nu"]]))
    return found


def simulate(
    start: np.ndarray, alpha: float, beta: float, freedom: float, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest log price of 24 h and of 72 h of GARCH paths whose long-run variance is one, from next-hour variances."""
    freedom = max(freedom, 2.05)
    variance, price, low = start.copy(), np.zeros(len(start)), np.full(len(start), np.inf)
    low24 = low
    for hour in range(1, 73):
        shock = generator.standard_t(freedom, len(start)) * np.sqrt(variance * (freedom - 2.0) / freedom)
        price = price + shock
        low = np.minimum(low, price)
        variance = (1.0 - alpha - beta) + alpha * shock**2 + beta * variance
        if hour == 24:
            low24 = low
    return low24, low
