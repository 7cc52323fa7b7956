"""python check_baselines.py: holds the arithmetic under the baselines to what is known in closed form or from another
implementation, on synthetic numbers; needs no data set."""

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from breakwater.baselines.boosting import BoostingSpec, boost_falls
from breakwater.baselines.ewma import gaussian_fall
from breakwater.baselines.forecaster import falling
from breakwater.baselines.garch import simulate as simulate_garch
from breakwater.baselines.historical import Historical
from breakwater.baselines.jump_diffusion import maximum_likelihood
from breakwater.baselines.sample import LOG_FALLS, rows_between, training_sample
from breakwater.baselines.tail import fit_tail
from breakwater.baselines.trees import from_lightgbm
from breakwater.baselines.variance import fit_ols, fit_qlike
from breakwater.folds import EMBARGO_HOURS, seconds
from breakwater.logistic import fit_logistic
from breakwater.panel import HOUR, Panel

SIMULATED = np.random.default_rng(5)


def near(name: str, found: float, expected: float, tolerance: float) -> None:
    print(f"{name}: {found:.6g}, expected {expected:.6g}")
    if not abs(found - expected) <= tolerance:
        raise SystemExit(f"{name} is {found}, it should be within {tolerance} of {expected}.")


def check_logistic() -> None:
    x = SIMULATED.standard_normal((4_000, 3))
    y = (SIMULATED.random(4_000) < 1 / (1 + np.exp(1.5 - x @ [0.8, -0.5, 0.0]))).astype(float)
    theirs = LogisticRegression(C=1 / (0.05 * len(x)), tol=1e-10, max_iter=1_000).fit(x, y)
    expected = np.append(theirs.coef_[0], theirs.intercept_)
    near("Penalised logit against scikit-learn", float(np.max(np.abs(fit_logistic(x, y, 0.05) - expected))), 0.0, 1e-4)


def check_variance() -> None:
    """Both fits recover a log-linear variance, and neither is biased for the variance."""
    x = SIMULATED.standard_normal((60_000, 1))
    target = 0.7 * x[:, 0] - 9 + 0.6 * SIMULATED.standard_normal(60_000)
    for name, fit in (("OLS", fit_ols), ("QLIKE", fit_qlike)):
        slope, offset = fit(x, target)
        near(f"Slope by {name}", slope, 0.7, 0.02)
        near(f"Offset by {name}", offset, -9 + 0.5 * 0.6**2, 0.03)


def check_tail() -> None:
    """The table of a known distribution, between its knots and beyond them."""
    table = fit_tail(np.abs(SIMULATED.standard_t(4, 400_000)))
    with torch.no_grad():
        for u in (0.5, 1.0, 2.0, 4.0, 8.0):
            exact = 2 * _student_tail(u)
            found = float(torch.sigmoid(table(torch.tensor([np.log(u)]))))
            near(f"Tail beyond {u} sigmas, relative", found / exact, 1.0, 0.08)


def _student_tail(u: float) -> float:
    from scipy.stats import t

    return float(t.sf(u, 4))


def check_gaussian() -> None:
    """The moved barrier against a simulated walk that is seen once an hour."""
    sigma = 0.01
    low = np.cumsum(sigma * SIMULATED.standard_normal((100_000, 24)), axis=1).min(axis=1)
    found = gaussian_fall(torch.log(torch.tensor([sigma])), 24)[0].numpy()
    for column in (0, 2, 3, 4):
        share = float(np.mean(low <= LOG_FALLS[column]))
        near(f"Gaussian fall {column}, relative", found[column] / share, 1.0, 0.05)


def check_garch() -> None:
    """With alpha = beta = 0 and many degrees of freedom a path is a Gaussian walk."""
    low24, _ = simulate_garch(np.ones(100_000), 0.0, 0.0, 500.0, SIMULATED)
    found = gaussian_fall(torch.zeros(1) + np.log(0.01), 24)[0, 4].item()
    near("GARCH without memory, relative", float(np.mean(0.01 * low24 <= LOG_FALLS[4])) / found, 1.0, 0.06)


def check_jumps() -> None:
    jumps = SIMULATED.poisson(0.1, 400_000)
    shock = -0.2 * jumps + np.sqrt(0.8**2 + jumps * 2.0**2) * SIMULATED.standard_normal(400_000)
    for name, found, expected, tolerance in zip(
        ("Diffusion", "Jumps per hour", "Jump mean", "Jump spread"), maximum_likelihood(shock), (0.8, 0.1, -0.2, 2.0),
        (0.02, 0.01, 0.05, 0.1),
    ):
        near(name, found, expected, tolerance)


def check_trees() -> None:
    x = SIMULATED.standard_normal((6_000, 4)).astype(np.float32)
    x[:, 2] = np.round(x[:, 2] * 4) / 4  # ties at the splits
    events = (SIMULATED.random((6_000, len(LOG_FALLS))) < 1 / (1 + np.exp(1 - x[:, :1]))).astype(float)
    events = np.minimum.accumulate(events, axis=1)
    booster = boost_falls(x, events, np.zeros_like(events), BoostingSpec(rows_in_leaf=40, rounds=30))
    rows = np.column_stack([x, np.full(len(x), -3.0)]).astype(np.float32)
    gap = from_lightgbm(booster).evaluate(rows)[:, 0] - booster.predict(rows, raw_score=True)
    near("Trees against LightGBM", float(np.max(np.abs(gap))), 0.0, 1e-5)


def check_falling() -> None:
    disordered = torch.tensor([[0.5, 0.6, 0.2, 0.3]])
    near("Running minimum", float((falling(disordered) - torch.tensor([[0.5, 0.5, 0.2, 0.2]])).abs().max()), 0.0, 0.0)


def check_historical() -> None:
    """A window that falls by 1 % each hour has lost 21.4 % after a day: every scenario is an event at 20 %, none at 30 %."""
    names = ["missing", "return1", "logVol720", "volRatio168"]
    window = torch.zeros(1, 240, 4)
    window[:, :, 1], window[:, :, 2] = -1.0, float(np.log(0.01))
    module = Historical(names, np.zeros((2, len(LOG_FALLS))), prior_weight=10.0)
    day = module(window)[0][0].numpy()
    near("Historical at 20 %", day[6], 10 / (10 + 10), 1e-6)
    near("Historical at 30 %", day[7], 0.0, 1e-6)


def synthetic_panel(hours: int) -> Panel:
    """One asset from 2020-01-01 on; only what choosing rows reads."""
    hour = seconds("2020-01-01") + HOUR * np.arange(hours)
    zeros = np.zeros(hours)
    return Panel(
        assets=["A"], asset=np.zeros(hours, int), hour=hour, start=np.zeros(hours, int), features=np.zeros((hours, 1), np.float32),
        names=["missing"], min24=zeros, min72=zeros, log_variance24=zeros, log_return1=zeros, schema_hash="", sha256="",
    )


def check_embargo() -> None:
    """No label of a fitting row reaches the test, and deleting everything after the end changes no fitting row."""
    whole = training_sample(synthetic_panel(24 * 400), "2020-07-01").rows
    last = synthetic_panel(24 * 400).hour[whole].max()
    near("Hours from the last fitting row to the test", (seconds("2020-07-01") - last) / HOUR, EMBARGO_HOURS + 4, 4)
    if last + EMBARGO_HOURS * HOUR >= seconds("2020-07-01"):
        raise SystemExit("A label of the fitting rows reaches into the test.")
    cut = training_sample(synthetic_panel(24 * 182), "2020-07-01").rows
    known = synthetic_panel(24 * 182)
    if not np.array_equal(cut, np.intersect1d(whole, np.arange(len(known.hour) - 48))):
        raise SystemExit("Deleting what came after the end changed the fitting rows.")
    judged = rows_between(synthetic_panel(24 * 400), "2020-07-01", "2020-10-01", 3, 72)
    near("First judged hour after the start", (synthetic_panel(24 * 400).hour[judged].min() - seconds("2020-07-01")) / HOUR, 0, 2)


def main() -> None:
    torch.set_num_threads(1)
    for check in (
        check_logistic, check_variance, check_tail, check_gaussian, check_garch, check_jumps, check_trees, check_falling,
        check_historical, check_embargo,
    ):
        check()


if __name__ == "__main__":
    main()
