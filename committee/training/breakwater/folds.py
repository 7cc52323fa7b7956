"""Which dates a member trains on, calibrates on, and never sees. Everything is split by date, never by row."""

from datetime import datetime, timezone

import numpy as np

from .panel import HOUR, Panel

TRAIN_END = "2023-07-01"
TEST_END = "2024-07-01"
EMBARGO_HOURS = 72
CALIBRATION_EVERY = 7  # one month in seven is held back, another seventh by each member

CRISES = {
    "hash-war-2018": ("2018-11-12", "2018-11-28"),
    "september-2019": ("2019-09-22", "2019-09-28"),
    "black-thursday-2020": ("2020-03-06", "2020-03-20"),
    "september-2020": ("2020-09-01", "2020-09-10"),
    "january-2021": ("2021-01-08", "2021-01-24"),
    "april-2021": ("2021-04-15", "2021-04-27"),
    "may-2021": ("2021-05-10", "2021-05-30"),
    "september-2021": ("2021-09-05", "2021-09-24"),
    "december-2021": ("2021-12-01", "2021-12-08"),
    "january-2022": ("2022-01-18", "2022-01-28"),
    "terra-2022": ("2022-05-05", "2022-05-16"),
    "three-arrows-2022": ("2022-06-08", "2022-06-22"),
    "ftx-2022": ("2022-11-05", "2022-11-16"),
    "usdc-2023": ("2023-03-08", "2023-03-14"),
    "june-2023": ("2023-06-05", "2023-06-13"),
}


# Tests of the walk-forward trials: everything is fitted on what lies an embargo before. The test year is not among them.
WALK_FORWARD = (("2020-07-01", "2021-07-01"), ("2021-07-01", "2022-07-01"), ("2022-07-01", "2023-07-01"))


def seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).replace(tzinfo=timezone.utc).timestamp())


def between(panel: Panel, start: str, end: str, margin_hours: int = 0) -> np.ndarray:
    margin = margin_hours * HOUR
    return (panel.hour >= seconds(start) - margin) & (panel.hour < seconds(end) + margin)


def calibration_months(member: int) -> list[tuple[str, str]]:
    months = [(year, month) for year in range(2018, 2024) for month in range(1, 13) if (year, month) < (2023, 7)]
    following = lambda y, m: (y + m // 12, m % 12 + 1)
    name = lambda y, m: f"{y}-{m:02d}-01"
    return [(name(*ym), name(*following(*ym))) for i, ym in enumerate(months) if i % CALIBRATION_EVERY == member]


def split(panel: Panel, member: int, withheld: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """(training rows, calibration rows) as masks; both lie an embargo away from everything that they may not see."""
    train = panel.hour < seconds(TRAIN_END) - EMBARGO_HOURS * HOUR
    seen = train.copy()
    for name in withheld:
        seen &= ~between(panel, *CRISES[name], EMBARGO_HOURS)
    calibration = np.zeros_like(seen)
    train = seen.copy()
    for month in calibration_months(member):
        calibration |= between(panel, *month)
        train &= ~between(panel, *month, EMBARGO_HOURS)
    return train, calibration & seen
