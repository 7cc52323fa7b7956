"""One specification on the walk-forward folds: fitted on what lies before each, forecast on the fold."""

from dataclasses import dataclass

import numpy as np
import torch

from .cache import Cache
from .fit import forecast, start_net, train_net
from .folds import EMBARGO_HOURS, WALK_FORWARD, between, seconds
from .joint import forecast_joint, train_joint
from .panel import HOUR, Panel

LONGEST_WINDOW = 240
EVALUATE_EVERY = 3


@dataclass(frozen=True)
class Fold:
    start: str
    end: str
    train: np.ndarray
    test: np.ndarray


def folds(panel: Panel) -> list[Fold]:
    usable = panel.usable(LONGEST_WINDOW)
    result = []
    for start, end in WALK_FORWARD:
        before = usable & (panel.hour < seconds(start) - EMBARGO_HOURS * HOUR)
        inside = usable & between(panel, start, end) & (panel.hour // HOUR % EVALUATE_EVERY == 0)
        result.append(Fold(start, end, np.flatnonzero(before), np.flatnonzero(inside)))
    return result


@dataclass(frozen=True)
class Trial:
    """Probabilities [rows, grid] and log variances [rows] of one specification on one fold."""

    probability: np.ndarray
    log_variance: np.ndarray


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-logits))


def run(panel: Panel, spec: dict, fold: Fold, seed: int, cache: Cache) -> Trial:
    def fitted() -> dict[str, np.ndarray]:
        if spec.get("joint"):
            found = forecast_joint(train_joint(panel, spec, fold.train, seed), panel, fold.test, spec)
        else:
            found = forecast(train_net(panel, spec, fold.train, seed), panel, fold.test, spec)
        return {"probability": sigmoid(found.day), "log_variance": found.log_variance}

    what = {"trial": "net", "seed": seed, "panel": panel.sha256}
    return Trial(**cache.arrays(spec, what, [fold.train, fold.test], fitted))


def run_prior(panel: Panel, spec: dict, fold: Fold, cache: Cache) -> Trial:
    def fitted() -> dict[str, np.ndarray]:
        prior = start_net(panel, spec, fold.train, 0).prior
        with torch.no_grad():
            day, _, variance = prior(torch.from_numpy(panel.features[fold.test]))
        return {"probability": sigmoid(day.numpy().astype(np.float64)), "log_variance": variance.numpy()[:, 0]}

    what = {"trial": "prior", "panel": panel.sha256}
    return Trial(**cache.arrays(spec, what, [fold.train, fold.test], fitted))
