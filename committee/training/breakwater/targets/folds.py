"""Where the monitors are judged: each depeg left out, or walk-forward by half-years. The only place that knows dates."""

from collections.abc import Iterator

import numpy as np

from .history import History
from .specs import EMBARGO_HOURS, FIT_UNTIL

HOUR = 3_600
EMBARGO = EMBARGO_HOURS * HOUR
FIT_END = int(np.datetime64(FIT_UNTIL, "s").astype(np.int64))
DEPEG_BPS, DEPEG_HOURS, MERGE_HOURS, CLUSTER_DAYS = 200, 12, 72, 10
WALKS = ["2022-01-01", "2022-07-01", "2023-01-01", "2023-07-01", "2024-01-01", "2024-07-02"]


def depegs(history: History) -> list[dict]:
    """
    Real sustained depegs: 200 bps below for two hours running, at least 12 such hours when gaps of up to 72 h are
    merged, with inputs known at the onset and 48 h before. Those that begin within 10 days of each other are one event.
    """
    found = []
    for index, name in enumerate(history.names):
        at = np.flatnonzero(history.series == index)
        depth = history.state[at]
        beyond = np.flatnonzero(np.minimum(depth[1:], depth[:-1]) >= DEPEG_BPS) + 1
        if len(beyond) == 0:
            continue
        for run in np.split(beyond, np.flatnonzero(np.diff(beyond) > MERGE_HOURS) + 1):
            known = run[0] >= 48 and history.rows[at[run[0]], 0] == 0 and history.rows[at[run[0] - 48], 0] == 0
            if len(run) >= DEPEG_HOURS and known:
                found.append({"name": name, "from": int(history.hour[at[run[0]]]), "to": int(history.hour[at[run[-1]]])})
    found.sort(key=lambda event: event["from"])
    clusters: list[dict] = []
    for event in found:
        if clusters and event["from"] - clusters[-1]["from"] <= CLUSTER_DAYS * 86_400:
            clusters[-1]["names"].append(event["name"])
            clusters[-1]["to"] = max(clusters[-1]["to"], event["to"])
        else:
            clusters.append({"names": [event["name"]], "from": event["from"], "to": event["to"]})
    return clusters


def leave_one_depeg_out(history: History) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """
    Fold k tests on event k (from a week before it to its end, of all assets) and on every k-th month, and is fitted on
    the rest, 72 h away from both: so every hour is forecast by a model that has seen neither it nor its event.
    """
    clusters = depegs(history)
    month = history.hour.astype("datetime64[s]").astype("datetime64[M]").astype(int)
    fold = month % len(clusters)
    for index, event in enumerate(clusters):
        fold[(history.hour >= event["from"] - 7 * 86_400) & (history.hour <= event["to"])] = index
    for index, event in enumerate(clusters):
        test = fold == index
        hours = np.unique(history.hour[test])
        after = np.searchsorted(hours, history.hour)
        ahead = np.abs(hours[np.minimum(after, len(hours) - 1)] - history.hour)
        behind = np.abs(history.hour - hours[np.maximum(after - 1, 0)])
        near = np.minimum(ahead, behind) <= EMBARGO
        started = str(np.datetime64(event["from"], "s"))[:10]
        yield f"{started} {', '.join(sorted(set(event['names'])))}", ~near, test


def folds_of(history: History) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """(name, rows to fit on, rows to test on) of each fold."""
    return list(leave_one_depeg_out(history) if history.kind == "peg" else walk_forward(history))


def walk_forward(history: History) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Fitted on all before, less 72 h, and tested on the next half-year."""
    edges = np.array(WALKS, dtype="datetime64[s]").astype(np.int64)
    for start, end in zip(edges[:-1], edges[1:]):
        test = (history.hour >= start) & (history.hour < end)
        yield str(np.datetime64(int(start), "s"))[:7], history.hour < start - EMBARGO, test


def shipped(history: History) -> np.ndarray:
    """Rows that the shipped file is fitted on: labels end before the test year."""
    return history.hour < FIT_END - EMBARGO
