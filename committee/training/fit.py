"""python fit.py --dataset FOLDER --out FOLDER [--challengers] [--only ID]: fits the members, or their challengers, and keeps
their weights."""

import argparse
import json
from pathlib import Path

import torch

from breakwater import panel as panels
from breakwater.challengers import entries, learner
from breakwater.fit import SEED, fit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--challengers", action="store_true", help="what was tried against the members, in their place")
    parser.add_argument("--only", help="fit one of them")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    options.out.mkdir(parents=True, exist_ok=True)
    for member, spec in entries(options.challengers):
        if options.only in (None, spec["id"]):
            learn, ask = learner(spec)
            net, notes = fit(panel, spec, member, SEED + member, learn=learn, ask=ask)
            torch.save(net.state_dict(), options.out / f"{spec['id']}.pt")
            (options.out / f"{spec['id']}.json").write_text(json.dumps(notes, indent=2) + "\n")


if __name__ == "__main__":
    main()
