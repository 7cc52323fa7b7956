"""python check_vector.py --vector FILE: recomputes the vector's rows from its prices by the definitions, in plain numpy,
and fails when the TypeScript engine wrote something else."""

import argparse
import json
import math
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

TOLERANCE = 2e-4  # the engine counts squared returns in units of 2^-40


def log_closes(vector: dict) -> np.ndarray:
    return np.array([[math.log(c) if c is not None else math.nan for c in row] for row in vector["closes"]])


def own_features(logs: np.ndarray, t: int) -> dict | None:
    """The asset's features at hour t from its whole log price history; None when it has no close."""
    if math.isnan(logs[t]):
        return None
    known = np.flatnonzero(~np.isnan(logs[: t + 1]))
    before, after = known[:-1], known[1:]
    close = after - before <= 24
    steps, at, gap = (logs[after] - logs[before])[close], after[close], (after - before)[close]

    inside = lambda hours: at > t - hours

    def volatility(hours: int) -> float:
        of = inside(hours)
        return math.sqrt(np.sum(np.minimum(steps[of] ** 2, 1)) / np.sum(gap[of]))

    def down_share(hours: int) -> float:
        squares = np.sum(steps[inside(hours)] ** 2)
        return float(np.sum(steps[inside(hours) & (steps < 0)] ** 2) / squares) if squares > 0 else 0.5

    def log_kurtosis(hours: int) -> float:
        of = inside(hours)
        fourth = np.sum(np.minimum(np.abs(steps[of]), 0.25) ** 4) / np.sum(gap[of])
        return math.log(fourth / volatility(hours) ** 4)

    def log_bipower() -> float:
        following = np.concatenate([[False], at[1:] - at[:-1] == 1]) & inside(24)
        products = np.abs(steps * np.concatenate([[0.0], steps[:-1]]))
        return 0.5 * math.log(max(math.pi / 2 * products[following].sum() / np.sum(steps[inside(24)] ** 2), 1e-3))

    def carried(i: int) -> float:
        last = known[known <= i].max()
        return logs[last] if i - last < 25 else math.nan

    move = lambda hours: logs[t] - carried(t - hours)
    fall = lambda hours: logs[t] - np.nanmax(logs[t - hours + 1 : t + 1])
    day = inside(24)
    s6, s24, s72, week, month = (volatility(h) for h in (6, 24, 72, 168, 720))
    return {
        "return1": move(1) / week, "return6": move(6) / week / 6**0.5, "return24": move(24) / week / 24**0.5,
        "return168": move(168) / month / 168**0.5, "volRatio6": math.log(s6 / week), "volRatio24": math.log(s24 / week),
        "volRatio72": math.log(s72 / week), "volRatio168": math.log(week / month), "logVol720": math.log(month),
        "downShare24": down_share(24), "downShare168": down_share(168), "bipower24": log_bipower(),
        "kurtosis168": log_kurtosis(168), "kurtosis720": log_kurtosis(720),
        "jump24": np.max(np.abs(steps[day])) / week, "drawdown24": fall(24) / week / 24**0.5,
        "drawdown168": fall(168) / week / 168**0.5, "drawdown720": fall(720) / month / 720**0.5,
        "raw24": move(24), "week": math.log(week),
    }


def weekend(hour: int, hours: int) -> float:
    """Share of the hours from `hour` (since the epoch) whose UTC day is a Saturday or a Sunday."""
    days = [datetime.fromtimestamp((hour + k) * 3600, timezone.utc).weekday() for k in range(hours)]
    return sum(day >= 5 for day in days) / hours


def row(vector: dict, logs: np.ndarray, t: int) -> list[float]:
    states = {name: own_features(logs[:, i], t) for i, name in enumerate(vector["assets"])}
    own = states[vector["asset"]]
    market = [states[name] for name in vector["marketAssets"] if states[name]]
    if own is None or not market:
        return [1.0] + [0.0] * (len(vector["features"]) - 1)
    mean = lambda name: float(np.mean([state[name] for state in market]))
    values = own | {
        "missing": 0.0,
        "marketReturn6": mean("return6"), "marketReturn24": mean("return24"), "marketReturn168": mean("return168"),
        "marketDrawdown168": mean("drawdown168"),
        "marketVolRatio24": mean("volRatio24"), "marketVolRatio168": mean("volRatio168"),
        "relativeReturn24": (own["raw24"] - mean("raw24")) / math.exp(own["week"]) / 24**0.5,
        "relativeVol168": own["week"] - mean("week"),
        "weekendAhead24": weekend(vector["firstHour"] // 3600 + t, 24),
        "weekendAhead72": weekend(vector["firstHour"] // 3600 + t, 72),
        "weekendBehind24": weekend(vector["firstHour"] // 3600 + t - 24, 24),
    }
    return [values[name] for name in vector["features"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vector", type=Path, required=True)
    vector = json.loads(parser.parse_args().vector.read_text())
    logs, rows = log_closes(vector), vector["rows"]
    first = len(logs) - len(rows)
    worst = max(
        float(np.max(np.abs(np.array(row(vector, logs, first + i)) - np.array(expected)))) for i, expected in enumerate(rows)
    )
    print(f"{len(rows)} rows recomputed, largest difference {worst:.1e}")
    if not worst <= TOLERANCE:
        raise SystemExit(f"The feature engine and its definitions differ by more than {TOLERANCE}.")


if __name__ == "__main__":
    main()
