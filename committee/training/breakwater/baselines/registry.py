"""The baselines that are shipped: what each is called, where it comes from, what it reads and how it is fitted."""

from collections.abc import Callable
from dataclasses import dataclass

from ..panel import Panel
from . import boosting, ewma, forest, garch, historical, jump_diffusion
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


CALENDAR = ("weekendAhead24", "weekendAhead72", "weekendBehind24")
DAY_WEEK_MONTH = (24, 168, 720)
VOLATILITIES = ("volRatio6", "volRatio24", "volRatio72", "volRatio168", "logVol720")

HAR = HarSpec(hours=DAY_WEEK_MONTH, loss="ols")
# Quarticity says how well a realised variance is measured: it bends the coefficient of that variance.
HARQ = HarSpec(loss="ols", attenuators=((6, "kurtosis168"), (24, "kurtosis168"), (168, "kurtosis720")))
# Chosen one after the other for QLIKE and log loss together, walk-forward; the next best gained less than 0.05 %.
HAR_X = HarSpec(
    loss="ols",
    extras=CALENDAR + (
        "jump24", "marketReturn6", "bipower24", "marketVolRatio168", "relativeVol168", "downShare24", "drawdown168",
        "drawdown720", "return24",
    ),
)
# Chosen for the falls alone.
HAR_FHS = HarSpec(loss="ols", extras=CALENDAR + ("kurtosis168", "kurtosis720", "bipower24", "downShare168"))
RIDGE_PENALTY = 1.0  # of 0.03, 0.1, 0.3, 1 and 3 the best log loss walk-forward


def har(spec: HarSpec) -> Callable[[Panel, Sample], Fitted]:
    return lambda panel, sample: fit_har(panel, sample, spec)


def ridge_logit(panel: Panel, sample: Sample) -> Fitted:
    """Every input of the nets; the volatilities' ratios and level enter as the five log volatilities."""
    extras = tuple(name for name in panel.names if name != "missing" and name not in VOLATILITIES)
    return fit_logit(panel, sample, LogitSpec(extras, RIDGE_PENALTY))


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
        "garch-t", "GARCH(1,1)-t", "Bollerslev 1987",
        "hourly GARCH with variance targeting at the month, falls simulated", garch.fit_garch, garch.STEPS, garch.STRIDE,
    ),
    Baseline(
        "jump-diffusion", "Jump diffusion, Monte Carlo", "Merton 1976",
        "compound Poisson jumps around the week's volatility, falls simulated", jump_diffusion.fit_jump_diffusion,
    ),
    Baseline(
        "har", "HAR", "Corsi 2009; Barone-Adesi, Giannopoulos and Vosper 1999",
        "log variance linear in the log volatilities of a day, a week, a month; filtered historical simulation", har(HAR),
    ),
    Baseline(
        "harq", "HARQ", "Bollerslev, Patton and Quaedvlieg 2016; Barone-Adesi, Giannopoulos and Vosper 1999",
        "HAR over 6 to 720 h, coefficients bent by the kurtosis of the week and the month; filtered historical simulation",
        har(HARQ),
    ),
    Baseline(
        "har-x", "HAR-X, tuned", "Corsi 2009; Barone-Adesi, Giannopoulos and Vosper 1999",
        "HAR over 6 to 720 h, calendar, jumps, drawdowns, market; filtered historical simulation", har(HAR_X),
    ),
    Baseline(
        "har-fhs", "HAR with filtered historical simulation", "Corsi 2009; Barone-Adesi, Giannopoulos and Vosper 1999",
        "HAR over 6 to 720 h, calendar, tail shape; filtered historical simulation", har(HAR_FHS),
    ),
    Baseline(
        "har-logit", "Logistic regressions on five volatilities", "Corsi 2009; Cox 1958",
        "one logit per fall and horizon on the log volatilities of 6 to 720 h", lambda p, s: fit_logit(p, s, LogitSpec()),
    ),
    Baseline(
        "ridge-logit", "Ridge logistic regressions on all inputs", "le Cessie and van Houwelingen 1992",
        "one logit per fall and horizon on all inputs, all but the volatilities shrunk", ridge_logit,
    ),
    Baseline(
        "lightgbm", "LightGBM", "Ke et al. 2017",
        "boosted trees correcting logits on volatilities and calendar, falling in the depth", boosting.fit_boosting,
    ),
    Baseline(
        "quantile-forest", "Quantile forest", "Meinshausen 2006; Buse et al. 2022",
        "leaves hold the distribution of lows, trees grown on months drawn with replacement", forest.fit_forest,
    ),
]


def find(baseline_id: str) -> Baseline:
    for baseline in BASELINES:
        if baseline.id == baseline_id:
            return baseline
    known = ", ".join(baseline.id for baseline in BASELINES)
    raise SystemExit(f'There is no baseline "{baseline_id}": name one of {known} after --only.')
