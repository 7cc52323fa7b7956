"""Ways to calibrate a member before a walk-forward year: fitted on what it held back, and judged against today's way."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .blocks import SEED, gain, interval
from .cache import Cache
from .fit import CALIBRATION_SHRINKAGE, fit_calibration, forecast, train_net
from .folds import CRISES, between, split
from .judge import JUDGED
from .panel import GRID_BPS, HOUR, Panel
from .scores import brier_losses, log_losses
from .trial import Fold, sigmoid

EVERY_HOURS = 3
COLUMNS = [GRID_BPS.index(fall) for fall in JUDGED]
SOURCES = {"months": ("months",), "crises": ("crises",), "crises and months": ("crises", "months")}


@dataclass(frozen=True)
class Choice:
    """`source` None: uncalibrated."""

    name: str
    source: str | None = None
    shrinkage: float = 0.0


NONE = Choice("none")
CHOICES = [NONE] + [Choice(f"{source}, {s:g}", source, s) for source in SOURCES for s in (0.1, 0.3, 1.0)]
TODAY = next(c for c in CHOICES if c.source == "months" and c.shrinkage == CALIBRATION_SHRINKAGE)


@dataclass(frozen=True)
class HeldBack:
    """Uncalibrated log-odds [rows, grid] of one member: on the fold's test, and on what it held back before it."""

    test: np.ndarray
    logits: dict[str, np.ndarray]
    events: dict[str, np.ndarray]

    @cached_property
    def fits(self) -> dict[str, tuple[float, float]]:
        """(slope, offset) by choice; (1, 0) where nothing was held back before the fold."""
        return {choice.name: self.fitted(choice) for choice in CHOICES}

    def fitted(self, choice: Choice) -> tuple[float, float]:
        if choice.source is None:
            return 1.0, 0.0
        logits, events = (np.concatenate([d[part] for part in SOURCES[choice.source]]) for d in (self.logits, self.events))
        return fit_calibration(logits, events, choice.shrinkage) if len(logits) else (1.0, 0.0)

    def probability(self, choice: Choice) -> np.ndarray:
        """[rows, judged falls]."""
        slope, offset = self.fits[choice.name]
        return sigmoid(slope * self.test[:, COLUMNS] + offset)


def held_back_rows(panel: Panel, fold: Fold, member: int, withheld: list[str]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """(training rows, rows held back) before the fold, as when a member is shipped: months without the crises, crises."""
    train, months = split(panel, member, withheld)
    crises = np.any([between(panel, *CRISES[name]) for name in withheld], axis=0)
    third = panel.hour[fold.train] // HOUR % EVERY_HOURS == 0
    held = {name: fold.train[mask[fold.train] & third] for name, mask in (("months", months), ("crises", crises))}
    return fold.train[train[fold.train]], held


def held_back(panel: Panel, fold: Fold, spec: dict, member: int, seed: int, cache: Cache) -> HeldBack:
    train, held = held_back_rows(panel, fold, member, spec["withheld"])

    def fitted() -> dict[str, np.ndarray]:
        net = train_net(panel, spec, train, seed)
        log_odds = lambda rows: forecast(net, panel, rows, spec).day if len(rows) else np.empty((0, len(GRID_BPS)))
        return {"test": log_odds(fold.test)} | {name: log_odds(rows) for name, rows in held.items()}

    found = cache.arrays(spec, {"trial": "held back", "seed": seed, "panel": panel.sha256}, [train, *held.values(), fold.test], fitted)
    events = {name: panel.events(rows).astype(np.float64) for name, rows in held.items()}
    return HeldBack(found["test"], {name: found[name] for name in held}, events)


def over_today(panel: Panel, parts: list[Fold], ours: list[np.ndarray], today: list[np.ndarray]) -> dict:
    """
    Gains of probabilities [rows, judged falls] per fold over today's, in per cent: their mean over falls and folds, with
    the middle 90 % of months drawn again within each fold. Mean probability over base rate per fold and fall.
    """
    found: dict = {"meanOverBase": []}
    scores = {"log": log_losses, "brier": brier_losses}
    cells: dict = {name: [] for name in scores}
    for i, fold in enumerate(parts):
        events, hour, means = panel.events(fold.test).astype(np.float64), panel.hour[fold.test], []
        for p, q, y in zip(ours[i].T, today[i].T, events[:, COLUMNS].T):
            means.append(float(p.mean() / y.mean()))
            for name, losses in scores.items():
                cells[name].append(gain(losses(p, y), losses(q, y), hour, SEED + i))
        found["meanOverBase"].append(means)
    for name, gained in cells.items():
        found[name] = 100.0 * float(np.mean([whole for whole, _ in gained]))
        found[f"{name}Interval"] = [100.0 * bound for bound in interval(np.mean([drawn for _, drawn in gained], axis=0))]
    return found
