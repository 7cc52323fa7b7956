"""
LightGBM (Ke et al. 2017): boosted trees that correct a logistic regression. One ensemble for all falls, with the depth
among its inputs and falling in it by constraint, so that rare deep falls borrow from frequent ones.
"""

from dataclasses import dataclass

import lightgbm
import numpy as np
import torch

from ..panel import Panel
from .forecaster import Fitted, Forecaster, log_depths
from .logit import Logit, LogitSpec, fit_logit
from .sample import GRID_BPS, Sample
from .trees import TreeOperator, Trees, from_lightgbm

CALENDAR = ("weekendAhead24", "weekendAhead72", "weekendBehind24")
UNREAD = ("missing", "logVol720")  # the level of volatility is the regression's alone, as it is the prior's in a net


@dataclass(frozen=True)
class BoostingSpec:
    rounds: int = 100
    rate: float = 0.03
    leaves: int = 8
    rows_in_leaf: int = 2_000  # asset-hours
    features: float = 0.5  # share tried for a tree
    ridge: float = 50.0
    seed: int = 20_230_701


class Boosted(Forecaster):
    has_trees = True

    def __init__(self, base: Logit, read: list[int], trees: tuple[Trees, Trees, Trees], bias: float) -> None:
        super().__init__()
        self.base, self.read, self.trees, self.bias = base, read, trees, bias
        self.register_buffer("depths", log_depths())

    def corrections(self, x: torch.Tensor, trees: Trees) -> torch.Tensor:
        """[batch, grid]: every row once per depth."""
        grid = len(GRID_BPS)
        rows = x[:, None, :].expand(-1, grid, -1)
        depths = self.depths[None, :, None] + 0.0 * rows[:, :, :1]
        flat = torch.cat([rows, depths], dim=2).reshape(-1, len(self.read) + 1)
        return TreeOperator.apply(flat, trees).reshape(-1, grid)

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        newest = window[:, -1]
        odds, log_volatility = self.base.log_odds(newest)
        x = newest[:, self.read]
        day, three_days, variance = self.trees
        grid = len(GRID_BPS)
        moved = TreeOperator.apply(x, variance)[:, 0] + self.bias
        return (
            torch.sigmoid(odds[:, :grid] + self.corrections(x, day)),
            torch.sigmoid(odds[:, grid:] + self.corrections(x, three_days)),
            log_volatility + 0.5 * moved,
        )


def fit_boosting(panel: Panel, sample: Sample, spec: BoostingSpec = BoostingSpec()) -> Fitted:
    base = fit_logit(panel, sample, LogitSpec(CALENDAR, 0.1)).module
    newest = sample.newest()
    read = [i for i, name in enumerate(panel.names) if name not in UNREAD]
    x = newest[:, read]
    with torch.no_grad():
        odds, log_volatility = (v.numpy().astype(np.float64) for v in base.log_odds(torch.from_numpy(newest)))
    grid = len(GRID_BPS)
    day = boost_falls(x, sample.events24, odds[:, :grid], spec)
    three_days = boost_falls(x, sample.events72, odds[:, grid:], spec)
    residual = sample.log_variance24 - 2.0 * log_volatility
    variance = lightgbm.train(
        parameters(spec) | {"objective": "regression"}, lightgbm.Dataset(x, residual), num_boost_round=spec.rounds
    )
    left = residual - variance.predict(x)
    trees = tuple(from_lightgbm(booster) for booster in (day, three_days, variance))
    module = Boosted(base, read, trees, float(np.log(np.mean(np.exp(left)))))
    return Fitted(module.eval(), sum(2 * t.leaves - len(t.roots) for t in trees), {"rounds": spec.rounds, "leaves": spec.leaves})


def boost_falls(x: np.ndarray, events: np.ndarray, odds: np.ndarray, spec: BoostingSpec) -> lightgbm.Booster:
    """Cross-entropy over the grid, starting from the regression's log-odds."""
    count, grid = events.shape
    stacked = np.column_stack([np.repeat(x, grid, axis=0), np.tile(log_depths().numpy(), count)]).astype(np.float32)
    data = lightgbm.Dataset(stacked, events.ravel(), init_score=odds.ravel(), free_raw_data=True)
    falling = {"monotone_constraints": [0] * x.shape[1] + [-1], "objective": "binary", "boost_from_average": False}
    in_leaf = {"min_data_in_leaf": spec.rows_in_leaf * grid // 3}
    return lightgbm.train(parameters(spec) | falling | in_leaf, data, num_boost_round=spec.rounds)


def parameters(spec: BoostingSpec) -> dict:
    return {
        "learning_rate": spec.rate, "num_leaves": spec.leaves, "min_data_in_leaf": spec.rows_in_leaf, "lambda_l2": spec.ridge,
        "feature_fraction": spec.features, "max_bin": 63, "use_missing": False, "num_threads": 1, "deterministic": True,
        "force_row_wise": True, "seed": spec.seed, "verbosity": -1,
    }
