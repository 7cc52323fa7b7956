"""
python ablation.py --dataset FOLDER [--known-only] [--only FAMILY ...] [--member ID] [--json]: does anything but prices
help? Walk-forward, a ridge logit on five HAR volatilities and the weekend, with and without each family of the context
(missing inputs by their flags). Prints the change of Brier score and cross-entropy per family, year and fall; above zero
is better. Two controls frame it: noise, which must not help, and a look at the future, which must. A family that a
fold's training years lack has no row there. --member gives the families known per asset to that member's prior instead.
"""

import argparse
import dataclasses
import json
from pathlib import Path

import numpy as np
import torch

from breakwater import panel as panels
from breakwater.blocks import gain, interval
from breakwater.cache import Cache, digest
from breakwater.context import Family, load as load_context
from breakwater.folds import EMBARGO_HOURS, WALK_FORWARD, seconds
from breakwater.logistic import fit_logistic, sigmoid
from breakwater.members import MEMBERS
from breakwater.panel import GRID_BPS
from breakwater.priors import CONTEXT
from breakwater.scores import brier_losses, log_loss
from breakwater.trial import Fold, Trial, folds, run

FALLS_BPS = (500, 800, 1200)
TRAIN_EVERY_HOURS = 6
PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1)
SEED = 7
CONSTANT = 1e-9
CLIP = 4.0  # sigmas: what a member's prior reads of a context column
MIN_TRAIN_DAYS = 450  # a year to choose the penalty on, and a quarter before it to fit on


def base_inputs(panel: panels.Panel) -> np.ndarray:
    """Logs of the realised volatilities of 6, 24, 72, 168 and 720 h, and the weekend's share of the next 24 h."""
    column = lambda name: panel.features[:, panel.names.index(name)].astype(np.float64)
    month = column("logVol720")
    week = month + column("volRatio168")
    vols = [week + column(f"volRatio{hours}") for hours in (6, 24, 72)] + [week, month]
    ahead = panel.hour[:, None] + 3600 * np.arange(24)[None, :]
    weekend = np.mean((ahead // 86_400 + 3) % 7 >= 5, axis=1)  # 1970-01-01 was a Thursday
    return np.column_stack([*vols, weekend])


def controls(panel: panels.Panel) -> dict[str, np.ndarray]:
    noise = np.random.default_rng(SEED).normal(size=(len(panel.hour), 3))
    return {"noise (control)": noise, "future (control)": np.nan_to_num(panel.min24)[:, None]}


def masks(panel: panels.Panel, fold: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """(training rows, test rows); the embargo lies between, and no label of the training reaches the test."""
    usable, start, end = panel.usable(0), seconds(fold[0]), seconds(fold[1])
    train = usable & (panel.hour < start - EMBARGO_HOURS * 3600) & (panel.hour % (TRAIN_EVERY_HOURS * 3600) == 0)
    return train, usable & (panel.hour >= start) & (panel.hour < end - EMBARGO_HOURS * 3600)


def choose_penalty(x: np.ndarray, y: np.ndarray, early: np.ndarray, late: np.ndarray) -> float:
    """The penalty whose fit on the early rows has the least cross-entropy on the late ones; both before the test."""
    fits = [fit_logistic(x[early], y[early], penalty) for penalty in PENALTIES]
    return PENALTIES[int(np.argmin([log_loss(forecasts(weights, x[late]), y[late]) for weights in fits]))]


def forecasts(weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    return sigmoid(x @ weights[:-1] + weights[-1])


def forecast(inputs: np.ndarray, outcome: np.ndarray, hour: np.ndarray, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    mean, scale = inputs[train].mean(axis=0), inputs[train].std(axis=0)
    keep = scale > CONSTANT
    x, y = (inputs[train][:, keep] - mean[keep]) / scale[keep], outcome[train]
    cut = hour[train].max() - 365 * 86_400
    early, late = hour[train] < cut - EMBARGO_HOURS * 3600, hour[train] >= cut
    weights = fit_logistic(x, y, choose_penalty(x, y, early, late))
    return forecasts(weights, (inputs[test][:, keep] - mean[keep]) / scale[keep])


def change(p: np.ndarray, q: np.ndarray, y: np.ndarray, hour: np.ndarray) -> dict[str, float | list[float]]:
    """Relative gain of p over q: Brier with its 90 % interval (whole months drawn again), and cross-entropy."""
    brier, drawn = gain(brier_losses(p, y), brier_losses(q, y), hour)
    return {"brier": brier, "brierInterval": interval(drawn), "logLoss": 1 - log_loss(p, y) / log_loss(q, y)}


def ablate(panel: panels.Panel, families: dict[str, np.ndarray], known: dict[str, np.ndarray]) -> list[dict]:
    """One row per fold, fall and family; a family in `known` is fitted and judged on those rows alone."""
    base = base_inputs(panel)
    everything = np.ones(len(panel.hour), dtype=bool)
    rows = []
    for fold in WALK_FORWARD:
        in_train, in_test = masks(panel, fold)
        for fall in FALLS_BPS:
            outcome = (panel.min24 <= np.log1p(-fall / 10_000)).astype(np.float64)
            for family, columns in families.items():
                here = known.get(family, everything)
                train, test = in_train & here, in_test & here
                hours = panel.hour[train]
                if len(hours) == 0 or np.all(columns[train].std(axis=0) < CONSTANT):
                    continue  # the training years never saw the family
                if hours.max() - hours.min() < MIN_TRAIN_DAYS * 86_400 or not test.any():
                    continue
                plain = forecast(base, outcome, panel.hour, train, test)
                p = forecast(np.column_stack([base, columns]), outcome, panel.hour, train, test)
                cell = change(p, plain, outcome[test], panel.hour[test])
                rows.append({"fold": fold[0], "fall": fall, "family": family, "base": float(outcome[test].mean()), **cell})
    return rows


def widened(panel: panels.Panel, columns: np.ndarray, train: np.ndarray) -> panels.Panel:
    """The panel with further columns that a prior reads, standardised on the training rows."""
    mean, scale = columns[train].mean(axis=0), columns[train].std(axis=0)
    keep = scale > CONSTANT
    z = np.clip((columns[:, keep] - mean[keep]) / scale[keep], -CLIP, CLIP).astype(np.float32)
    names = panel.names + [f"{CONTEXT}{i}" for i in np.flatnonzero(keep)]
    return dataclasses.replace(
        panel, features=np.hstack([panel.features, z]), names=names, sha256=digest(panel.sha256.encode(), z.tobytes())
    )


def ablate_member(panel: panels.Panel, member: int, families: dict[str, Family], cache: Cache) -> list[dict]:
    """One row per fold, fall and family: the member with the family in its prior, over the member without it."""
    rows = []
    for fold in folds(panel):
        plain = run(panel, MEMBERS[member], fold, member, cache)
        for name, family in families.items():
            if not np.all(family.columns[fold.train].std(axis=0) < CONSTANT):
                fuller = run(widened(panel, family.columns, fold.train), MEMBERS[member], fold, member, cache)
                rows += compared(panel, fold, name, fuller, plain)
    return rows


def compared(panel: panels.Panel, fold: Fold, family: str, ours: Trial, theirs: Trial) -> list[dict]:
    events, hour = panel.events(fold.test).astype(np.float64), panel.hour[fold.test]
    rows = []
    for fall in FALLS_BPS:
        k = GRID_BPS.index(fall)
        cell = change(ours.probability[:, k], theirs.probability[:, k], events[:, k], hour)
        rows.append({"fold": fold.start, "fall": fall, "family": family, "base": float(events[:, k].mean()), **cell})
    return rows


def table(rows: list[dict]) -> str:
    head = "| family | test year from | fall | base rate | Brier, % (90 % interval) | cross-entropy, % |"
    line = lambda r: (
        f"| {r['family']} | {r['fold']} | {r['fall'] / 100:.0f} % | {r['base']:.4f} | {100 * r['brier']:+.2f} "
        f"({100 * r['brierInterval'][0]:+.2f} to {100 * r['brierInterval'][1]:+.2f}) | {100 * r['logLoss']:+.2f} |"
    )
    families = list(dict.fromkeys(row["family"] for row in rows))
    ordered = sorted(rows, key=lambda r: (families.index(r["family"]), r["fold"], r["fall"]))
    return "\n".join([head, "| --- | --- | --- | --- | --- | --- |", *map(line, ordered)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--known-only", action="store_true", help="fit and judge on rows in which the family is whole")
    parser.add_argument("--only", nargs="*", help="these families and the controls alone")
    parser.add_argument("--member", choices=[spec["id"] for spec in MEMBERS], help="try the families in this member's prior")
    parser.add_argument("--cache", type=Path, default=Path("build/walk-forward"), help="folder of the members' kept forecasts")
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of the table")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    context = load_context(options.dataset, panel)
    if options.member:
        member = next(i for i, spec in enumerate(MEMBERS) if spec["id"] == options.member)
        own = {name: family for name, family in context.items() if family.table == "panelContext"}
        rows = ablate_member(panel, member, own, Cache(options.cache))
    else:
        hourly = [family.columns for family in context.values() if family.table == "context"]
        families = {name: family.columns for name, family in context.items()} | {"everything": np.column_stack(hourly)}
        known = {name: family.known() for name, family in context.items()} if options.known_only else {}
        asked = {name: columns for name, columns in families.items() if not options.only or name in options.only}
        rows = ablate(panel, asked | controls(panel), known)
    print(json.dumps(rows) if options.json else table(rows))


if __name__ == "__main__":
    main()
