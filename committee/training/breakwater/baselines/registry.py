"""The baselines that are shipped: what each is called, where it comes from, what it reads and how it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass

from ..panel import Panel
from . import ewma, historical
from .forecaster import Fitted
from .har import HarSpec, fit_har
from .logit import LogitSpec, fit_logit
from .sample import Sample


@dataclass(frozen=True)
class Baseline:
    id: str
    title: str
    source: str
    architecture: str
    fit: Callable[[Panel, Sample], Fitted]
    steps: int = 1
    stride: int = 1


BASELINES = [
    Baseline(
        "ewma-var", "EWMA-VaR, Gaussian", "RiskMetrics 1996; Broadie, Glasserman and Kou 1997",
        "exponentially weighted variance, Gaussian walk seen hourly", ewma.fit_ewma, ewma.STEPS, ewma.STRIDE,
    ),
    Baseline(
        "historical-var", "Historical VaR of the last ten days", "Hendricks 1996",
        "share of the window's own 24 h and 72 h falls, mixed with climatology",
        historical.fit_historical, historical.STEPS, historical.STRIDE,
    ),
    Baseline(
        "har-fhs", "HAR with filtered historical simulation", "Corsi 2009; Barone-Adesi, Giannopoulos and Vosper 1999",
        "log variance linear in five log volatilities, table of standardised falls", lambda p, s: fit_har(p, s, HarSpec()),
    ),
    Baseline(
        "har-logit", "Logistic regressions on five volatilities", "Corsi 2009; Cox 1958",
        "one logit per fall and horizon on five log volatilities", lambda p, s: fit_logit(p, s, LogitSpec()),
    ),
]


def find(baseline_id: str) -> Baseline:
    for baseline in BASELINES:
        if baseline.id == baseline_id:
            return baseline
    known = ", ".join(baseline.id for baseline in BASELINES)
    raise SystemExit(f'There is no baseline "{baseline_id}": name one of {known} after --only.')
