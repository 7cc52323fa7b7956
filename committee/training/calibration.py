"""
python calibration.py --dataset FOLDER --out FILE [--markdown FILE] [--only ID ...] [--fresh]: what a member's slope and
offset should be fitted on. On each walk-forward year every member is trained without its held-back months and withheld
crises, and calibrated on none of them, on the months (as the shipped members are), on the crises, and on both, each at
three strengths of shrinkage; judged on the year against today's way. Nets are kept in --cache, as by walk_forward.py.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from breakwater import panel as panels
from breakwater.cache import Cache
from breakwater.fit import SEED
from breakwater.members import MEMBERS
from breakwater.page import write_section
from breakwater.recalibration import CHOICES, TODAY, HeldBack, held_back, over_today
from breakwater.trial import Fold, folds

MEDIAN = "committee (median)"


def judged(panel: panels.Panel, parts: list[Fold], members: dict[str, list[HeldBack]]) -> dict[str, dict[str, dict]]:
    """By forecast, then by choice: gains over today's, mean over base, and the mean slope and offset."""
    forecasts = {
        choice.name: {name: [held.probability(choice) for held in own] for name, own in members.items()} for choice in CHOICES
    }
    for by_member in forecasts.values():
        by_member[MEDIAN] = [np.median(year, axis=0) for year in zip(*by_member.values())]
    fitted = lambda own, choice: np.mean([held.fits[choice.name] for held in own], axis=0).tolist()
    found: dict[str, dict[str, dict]] = {}
    for name in [MEDIAN, *members]:
        own = members.get(name) or [held for each in members.values() for held in each]
        found[name] = {
            choice.name: over_today(panel, parts, forecasts[choice.name][name], forecasts[TODAY.name][name])
            | {"slopeOffset": fitted(own, choice)}
            for choice in CHOICES
        }
    return found


def gained(result: dict, score: str) -> str:
    low, high = result[f"{score}Interval"]
    return f"{result[score]:+.2f} ({low:+.2f} to {high:+.2f})"


def line(name: str, result: dict) -> str:
    means = " | ".join(", ".join(f"{mean:.2f}" for mean in year) for year in result["meanOverBase"])
    slope, offset = result["slopeOffset"]
    return f"| {name} | {gained(result, 'log')} | {gained(result, 'brier')} | {means} | {slope:.2f}, {offset:+.2f} |"


def held_before(members: dict[str, list[HeldBack]]) -> str:
    """How many members had withheld a crisis before each year."""
    return ", ".join(str(sum(len(held.events["crises"]) > 0 for held in year)) for year in zip(*members.values()))


def markdown(parts: list[Fold], members: dict[str, list[HeldBack]], found: dict[str, dict[str, dict]]) -> str:
    years = [f"mean/base {fold.start[:7]} to {fold.end[:7]}" for fold in parts]
    head = ["calibrated on, shrinkage", "log loss, %", "Brier, %", *years, "slope, offset"]
    lines = [
        "## Calibration: what slope and offset are fitted on", "",
        "Written by `committee/training/calibration.py --markdown`. Each member was trained on what lies before the year, without "
        "its held-back months and without its withheld crises; its slope and offset were fitted on those months, those crises, or "
        f"both, shrunk towards (1, 0). Shipped members use: {TODAY.name}. Gains over that, positive is better, are means over the "
        "three years and over falls of 5, 8 and 12 %, with the middle 90 % of draws of whole months within each year; twelve "
        "months a year are few, and nine ways are compared: one bound a little above zero is what chance gives. Mean "
        "probability over base rate is for falls of 5, 8 and 12 %. The last column is the mean over members and years. Of "
        f"the {len(members)} members {held_before(members)} had withheld a crisis that lay before the first, the second and the third "
        "year; for the others \"crises\" is no calibration there.", "", "The committee's median:", "",
        "| " + " | ".join(head) + " |", "|---" * len(head) + "|",
    ]
    lines += [line(choice, result) for choice, result in found[MEDIAN].items()]
    lines += ["", "Each member, log loss and Brier score in the same sense:", "",
              "| | " + " | ".join(members) + " |", "|---" * (len(members) + 1) + "|"]
    for choice in found[MEDIAN]:
        cells = (found[name][choice] for name in members)
        lines.append(f"| {choice} | " + " | ".join(f"{gained(cell, 'log')}<br>{gained(cell, 'brier')}" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the same as JSON")
    parser.add_argument("--markdown", type=Path, help="the same as a section of a page")
    parser.add_argument("--only", nargs="*", help="these members alone")
    parser.add_argument("--cache", type=Path, default=Path("build/walk-forward"), help="folder of the kept forecasts")
    parser.add_argument("--fresh", action="store_true", help="fit all anew, whatever is kept")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    parts, cache = folds(panel), Cache(options.cache, options.fresh)
    members: dict[str, list[HeldBack]] = {}
    for i, spec in enumerate(MEMBERS):
        if not options.only or spec["id"] in options.only:
            members[spec["id"]] = [held_back(panel, fold, spec, i, SEED + i, cache) for fold in parts]
            print(f"{spec['id']} is fitted on {len(parts)} folds.", flush=True)
    found = judged(panel, parts, members)
    page = markdown(parts, members, found)
    print(page)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"today": TODAY.name, "forecasts": found}, indent=1) + "\n")
    if options.markdown:
        write_section(options.markdown, page)


if __name__ == "__main__":
    main()
