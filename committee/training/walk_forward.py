"""
python walk_forward.py --dataset FOLDER --out FILE [--markdown FILE] [--zoo] [--only ID ...] [--fresh]: what the committee
was chosen by. Each specification is fitted before and tested on three years, 2020-07 to 2023-06; the test year is not
read. Printed per fall of 5, 8 and 12 %: Brier and log loss against the HAR prior on five volatilities (per cent,
positive is better), PR-AUC, and per fold mean probability over base rate and QLIKE. Forecasts are kept in --cache: a
rerun fits only what its specification, seed, data set or code changed.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from breakwater import panel as panels
from breakwater.cache import Cache
from breakwater.judge import JUDGED, judge
from breakwater.members import MEMBERS
from breakwater.page import write_section
from breakwater.panel import GRID_BPS
from breakwater.trial import Trial, folds, run, run_prior
from breakwater.zoo import VARIANTS

REFERENCE = {"prior": "har", "prior_inputs": "volatility", "inputs": "all", "steps": 1, "stride": 1, "units": 1,
             "pooling": "last", "dropout": 0.0}
PRIORS = [REFERENCE | {"id": f"{kind} prior, {inputs}", "prior": kind, "prior_inputs": inputs}
          for kind in ("har", "scale") for inputs in ("volatility", "shape", "wide")]


def line(name: str, results: list[dict]) -> str:
    cells = []
    for result in results:
        falls = " ".join("{brier:+5.1f}/{log:+5.1f}/{prAuc:.3f}".format(**result[str(fall)]) for fall in JUDGED)
        means = "/".join(f"{result[str(fall)]['meanOverBase']:.2f}" for fall in JUDGED)
        cells.append(f"{falls} m {means} q {result['qlike']:+.1f}")
    return f"{name:34s} {' | '.join(cells)} | mean {overall(results):+.2f}"


def corrections(trials: dict[str, list[Trial]], reference: list[Trial]) -> tuple[list[str], np.ndarray]:
    """Correlation of the log-odds at 5 % less the reference's, over all folds: who says something of its own."""
    k = GRID_BPS.index(500)
    odds = lambda p: np.log(p[:, k] / (1.0 - p[:, k]))
    moved = [np.concatenate([odds(t.probability) - odds(r.probability) for t, r in zip(ts, reference)]) for ts in trials.values()]
    return list(trials), np.corrcoef(moved)


def markdown(found: dict, titles: dict[str, str]) -> str:
    """The first section of docs/walk-forward.md."""
    head = [f"{start[:7]} to {end[:7]}" for start, end in found["folds"]]
    lines = [
        "# Walk-forward: what the members were chosen by", "",
        "Written by `committee/training/walk_forward.py --zoo --markdown`, no line by hand. Every line was fitted on what lies "
        "before each test year, 72 h of embargo between, and the test year 2023-07..2024-06 is not among them. A cell holds, for "
        "falls of 5, 8 and 12 %: Brier score and log loss against a HAR logit on five volatilities (per cent, positive is "
        "better) and PR-AUC; then mean probability over base rate, and QLIKE of the next day's variance against the HAR "
        "(per cent). The last column is the mean of all Brier and log improvements. One seed each: differences of 0.1 are noise.", "",
        "| forecast | what it is | " + " | ".join(head) + " | mean |", "|---" * (len(head) + 3) + "|",
    ]
    for name, results in found["table"].items():
        cells = []
        for result in results:
            falls = "<br>".join("{brier:+.1f} / {log:+.1f} / {prAuc:.3f}".format(**result[str(fall)]) for fall in JUDGED)
            means = ", ".join(f"{result[str(fall)]['meanOverBase']:.2f}" for fall in JUDGED)
            cells.append(f"{falls}<br>m {means}<br>q {result['qlike']:+.1f}")
        lines.append(f"| {name} | {titles.get(name, '')} | " + " | ".join(cells) + f" | {overall(results):+.2f} |")
    if "corrections" in found:
        names = found["corrections"]["members"]
        lines += ["", "Correlation of the members' corrections to the HAR logit (log-odds at 5 %, all folds):", "",
                  "| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
        lines += [f"| {n} | " + " | ".join(f"{v:.2f}" for v in row) + " |" for n, row in zip(names, found["corrections"]["matrix"])]
    return "\n".join(lines) + "\n"


def overall(results: list[dict]) -> float:
    return float(np.mean([result[str(fall)][key] for result in results for fall in JUDGED for key in ("brier", "log")]))


def median(trials: list[Trial]) -> Trial:
    middle = lambda field: np.median([getattr(trial, field) for trial in trials], axis=0)
    return Trial(middle("probability"), middle("log_variance"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the same as JSON")
    parser.add_argument("--markdown", type=Path, help="the same as the first section of a page")
    parser.add_argument("--zoo", action="store_true", help="also what was tried and not taken")
    parser.add_argument("--only", nargs="*", help="these alone")
    parser.add_argument("--cache", type=Path, default=Path("build/walk-forward"), help="folder of the kept forecasts")
    parser.add_argument("--fresh", action="store_true", help="fit all anew, whatever is kept")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    parts, cache = folds(panel), Cache(options.cache, options.fresh)
    reference = [run_prior(panel, REFERENCE, fold, cache) for fold in parts]
    table: dict[str, list[dict]] = {}

    def add(name: str, trials: list[Trial]) -> None:
        table[name] = [judge(panel, fold, t, r) for fold, t, r in zip(parts, trials, reference)]
        print(line(name, table[name]), flush=True)

    for spec in PRIORS:
        add(spec["id"], [run_prior(panel, spec, fold, cache) for fold in parts])
    members: dict[str, list[Trial]] = {}
    for i, spec in enumerate(MEMBERS + (VARIANTS if options.zoo else [])):
        if options.only and spec["id"] not in options.only:
            continue
        trials = [run(panel, spec, fold, i, cache) for fold in parts]
        add(spec["id"], trials)
        if spec in MEMBERS:
            members[spec["id"]] = trials
    found: dict = {"folds": [[fold.start, fold.end] for fold in parts], "table": table}
    if len(members) > 2:
        add("committee (median)", [median(list(trials)) for trials in zip(*members.values())])
        names, matrix = corrections(members, reference)
        print("correlation of the members' corrections to the reference, log-odds at 5 %:")
        for name, row in zip(names, matrix):
            print(f"  {name:24s} " + " ".join(f"{value:5.2f}" for value in row))
        found["corrections"] = {"members": names, "matrix": matrix.round(3).tolist()}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=1) + "\n")
    if options.markdown:
        write_section(options.markdown, markdown(found, {spec["id"]: spec["title"] for spec in MEMBERS + VARIANTS}))


if __name__ == "__main__":
    main()
