"""What baselines are fitted and judged on: rows of the panel, and what came after them."""

from dataclasses import dataclass

import numpy as np

from ..folds import EMBARGO_HOURS, TRAIN_END, seconds
from ..panel import HOUR, Panel

GRID_BPS = (100, 200, 300, 500, 800, 1200, 2000, 3000, 4500)
LOG_FALLS = np.log1p(-np.array(GRID_BPS) / 10_000)
SPAN_HOURS = 239  # the longest window that the feature engine holds: every baseline is judged on the same rows
FIT_EVERY_HOURS = 4  # neighbouring hours share 23 of 24 hours of their label


@dataclass(frozen=True)
class Sample:
    """Labels of `rows`: events [rows, grid] in {0, 1}, lows in log price ratio, log variances per hour."""

    panel: Panel
    rows: np.ndarray
    low24: np.ndarray
    low72: np.ndarray
    events24: np.ndarray
    events72: np.ndarray
    log_variance24: np.ndarray
    log_variance72: np.ndarray

    def newest(self) -> np.ndarray:
        """The newest row of every window, float32 [rows, features]."""
        return self.panel.features[self.rows]


def log_variance72(panel: Panel) -> np.ndarray:
    """ln of the mean squared hourly log return of the next 72 h: the mean over its three days. NaN where a day is unknown."""
    result = np.full(len(panel.hour), np.nan)
    day = np.exp(panel.log_variance24)
    same = panel.asset[:-48] == panel.asset[48:]
    mean = (day[:-48] + day[24:-24] + day[48:]) / 3
    result[:-48] = np.log(np.where(same, mean, np.nan))
    return result


def sample(panel: Panel, rows: np.ndarray) -> Sample:
    low24, low72 = panel.min24[rows], panel.min72[rows]
    events = lambda low: (low[:, None] <= LOG_FALLS[None, :]).astype(np.float64)
    return Sample(
        panel, rows, low24, low72, events(low24), events(low72), panel.log_variance24[rows], log_variance72(panel)[rows]
    )


def rows_between(panel: Panel, start: str, end: str, every_hours: int, label_hours: int) -> np.ndarray:
    """Usable rows of [start, end) whose labels of `label_hours` end before `end`."""
    known = panel.usable(SPAN_HOURS) & np.isfinite(panel.min72) & np.isfinite(log_variance72(panel))
    inside = (panel.hour >= seconds(start)) & (panel.hour < seconds(end) - label_hours * HOUR)
    return np.flatnonzero(known & inside & (panel.hour // HOUR % every_hours == 0))


def training_sample(panel: Panel, end: str = TRAIN_END, every_hours: int = FIT_EVERY_HOURS) -> Sample:
    """All dates before `end`, less the embargo: the longest label ends where the embargo does."""
    return sample(panel, rows_between(panel, "2010-01-01", end, every_hours, EMBARGO_HOURS))
