"""python fit.py --dataset FOLDER --out FOLDER [--only ID]: fits the members and keeps their weights."""

import argparse
import json
from pathlib import Path

import torch

from breakwater import panel as panels
from breakwater.fit import SEED, fit
from breakwater.members import MEMBERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", help="fit one member")
    options = parser.parse_args()
    torch.set_num_threads(1)
    panel = panels.load(options.dataset)
    options.out.mkdir(parents=True, exist_ok=True)
    for member, spec in enumerate(MEMBERS):
        if options.only in (None, spec["id"]):
            net, notes = fit(panel, spec, member, SEED + member)
            torch.save(net.state_dict(), options.out / f"{spec['id']}.pt")
            (options.out / f"{spec['id']}.json").write_text(json.dumps(notes, indent=2) + "\n")


if __name__ == "__main__":
    main()
