"""Arrays that were computed before, found by a hash of all that they follow from: a rerun computes what changed."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

CODE = ("fit", "folds", "nets", "panel", "priors", "trial")
SOURCES = {path.stem: path.read_bytes() for path in Path(__file__).parent.glob("*.py")}  # as they are loaded
NAMES = ("id", "title", "withheld")  # of a specification: they change nothing in a trial


def digest(*parts: bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()


def code_digest(spec: dict) -> str:
    """Of the files that a trial of this specification runs through, and of the version of torch."""
    names = CODE + (("joint",) if spec.get("joint") else ()) + (("quantile_net",) if spec.get("head") == "quantile" else ())
    return digest(torch.__version__.encode(), *(SOURCES[name] for name in names))


@dataclass(frozen=True)
class Cache:
    """One .npz per key in `folder`; `fresh` computes all anew and replaces what is there."""

    folder: Path
    fresh: bool = False

    def arrays(
        self, spec: dict, what: dict, rows: list[np.ndarray], make: Callable[[], dict[str, np.ndarray]]
    ) -> dict[str, np.ndarray]:
        """
        `make()`, or what it gave before for the same specification, `what` (JSON), rows and code. Kept as float32 and
        read back as float64, so that a first run and its repeat give the same figures.
        """
        plain = json.dumps([{k: v for k, v in spec.items() if k not in NAMES}, what], sort_keys=True)
        path = self.folder / f"{digest(plain.encode(), code_digest(spec).encode(), *(r.tobytes() for r in rows))[:40]}.npz"
        if self.fresh or not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial.npz")
            np.savez(partial, **{name: value.astype(np.float32) for name, value in make().items()})
            os.replace(partial, path)
        with np.load(path) as found:
            return {name: found[name].astype(np.float64) for name in found.files}
