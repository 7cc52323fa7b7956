"""
A quantile forest (Meinshausen 2006): every leaf keeps the distribution of the lows that fell into it, here their share
beyond each fall of the grid; the forest's distribution is the mean over its trees, falling in d by construction.
"""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.tree import DecisionTreeRegressor

from ..panel import HOUR, Panel
from .columns import LOG_VOLATILITIES, Columns
from .forecaster import Fitted, Forecaster
from .sample import GRID_BPS, Sample
from .trees import LEAF, TreeOperator, Trees, below

MONTH_HOURS = 730


@dataclass(frozen=True)
class ForestSpec:
    trees: int = 40
    leaves: int = 90
    rows_in_leaf: int = 200
    features: float = 0.4  # share tried at a split
    every_hours: int = 8
    seed: int = 20_230_701


class Forest(Forecaster):
    has_trees = True

    def __init__(self, names: list[str], read: list[int], trees: Trees | None = None) -> None:
        super().__init__()
        self.columns, self.read, self.trees = Columns(names), read, trees
        self.bias = 0.0  # of the mean log variance against the log of the mean variance

    def inputs(self, newest: torch.Tensor) -> torch.Tensor:
        """Five log volatilities, then every scale-free input: a tree cannot add ratios to levels by itself."""
        return torch.cat([self.columns.har(newest, LOG_VOLATILITIES), newest[:, self.read]], dim=1)

    def forecasts(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        shares = TreeOperator.apply(self.inputs(window[:, -1]), self.trees)
        grid = len(GRID_BPS)
        return shares[:, :grid], shares[:, grid : 2 * grid], 0.5 * (shares[:, 2 * grid] + self.bias)


def fit_forest(panel: Panel, sample: Sample, spec: ForestSpec = ForestSpec()) -> Fitted:
    skipped = ("missing", "logVol720")
    module = Forest(panel.names, [i for i, name in enumerate(panel.names) if name not in skipped])
    hours = panel.hour[sample.rows] // HOUR
    taken = np.flatnonzero(hours % spec.every_hours == 0)
    x = module.inputs(torch.from_numpy(sample.newest()[taken])).numpy()
    depth = np.sqrt(np.clip(-sample.low24[taken], 0.0, 0.5))
    outcomes = np.column_stack([sample.events24, sample.events72, sample.log_variance24])[taken]
    months = hours[taken] // MONTH_HOURS
    generator = np.random.default_rng(spec.seed)
    grown = [grow(x, depth, outcomes, months, generator, spec) for _ in range(spec.trees)]
    module.trees = joined(grown, spec.trees)
    residual = outcomes[:, -1] - module.trees.evaluate(x)[:, -1]
    module.bias = float(np.log(np.mean(np.exp(residual))))
    return Fitted(module.eval(), 2 * module.trees.leaves * module.trees.targets, {"trees": spec.trees, "leaves": module.trees.leaves})


def grow(x, depth, outcomes, months, generator: np.random.Generator, spec: ForestSpec) -> tuple:
    """One tree on whole months drawn with replacement: rows of a month are no independent draws."""
    names = np.unique(months)
    count = np.bincount(np.searchsorted(names, generator.choice(names, len(names))), minlength=len(names))
    weight = count[np.searchsorted(names, months)].astype(float)
    drawn = np.flatnonzero(weight)
    tree = DecisionTreeRegressor(
        max_leaf_nodes=spec.leaves, min_samples_leaf=spec.rows_in_leaf, max_features=spec.features,
        random_state=int(generator.integers(2**31)),
    )
    tree.fit(x[drawn], depth[drawn], sample_weight=weight[drawn])
    leaf = tree.apply(x[drawn])
    values = np.zeros((tree.tree_.node_count, outcomes.shape[1]))
    np.add.at(values, leaf, outcomes[drawn] * weight[drawn, None])
    total = np.bincount(leaf, weight[drawn], tree.tree_.node_count)
    return tree.tree_, values / np.maximum(total, 1e-12)[:, None]


def joined(grown: list[tuple], trees: int) -> Trees:
    """All trees in one list of nodes; each leaf carries its share of the mean."""
    sizes = np.array([tree.node_count for tree, _ in grown])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    stack = lambda of: np.concatenate([of(tree, root) for (tree, _), root in zip(grown, roots)])
    feature = stack(lambda tree, _: np.where(tree.children_left < 0, LEAF, tree.feature))
    return Trees(
        roots=roots,
        feature=feature,
        threshold=np.array([below(t) for t in stack(lambda tree, _: tree.threshold)], dtype=np.float32),
        left=stack(lambda tree, root: tree.children_left + root),
        right=stack(lambda tree, root: tree.children_right + root),
        values=np.concatenate([values for _, values in grown]).astype(np.float32) / np.float32(trees),
    )
