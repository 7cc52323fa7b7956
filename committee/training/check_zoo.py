"""python check_zoo.py: holds what the walk-forward trials rest on to what must be true of it, on synthetic numbers; needs
no data set."""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow as arrow
import pyarrow.parquet as parquet
import torch

from breakwater import context
from breakwater.blocks import gain, interval
from breakwater.cache import Cache
from breakwater.export import OUTPUTS, export_onnx
from breakwater.folds import CRISES, EMBARGO_HOURS, between, seconds
from breakwater.members import MEMBERS
from breakwater.page import write_section
from breakwater.panel import HOUR, Panel
from breakwater.priors import WIDE
from breakwater.quantile_net import LEVELS, QuantileNet, along, log_depth, pinball
from breakwater.recalibration import held_back_rows
from breakwater.trial import Fold
from breakwater.zoo import VARIANTS

SIMULATED = np.random.default_rng(11)
VOLATILITIES = ["volRatio6", "volRatio24", "volRatio72", "volRatio168", "logVol720"]
COLUMNS = ["missing", *VOLATILITIES, *(name for name in WIDE), "return6", "marketReturn6"]


def hold(name: str, true: bool) -> None:
    print(f"{name}: {'yes' if true else 'no'}")
    if not true:
        raise SystemExit(f"It should be so, and is not: {name}.")


def wild_net(spec: dict) -> QuantileNet:
    """A net of quantiles whose prior and head say anything."""
    torch.manual_seed(3)
    net = QuantileNet(spec, COLUMNS)
    with torch.no_grad():
        for parameter in [*net.prior.parameters(), *net.head.parameters()]:
            parameter.normal_(0.0, 0.5)
    return net.eval()


def wild_windows(spec: dict, count: int) -> torch.Tensor:
    window = torch.from_numpy(SIMULATED.normal(size=(count, spec["steps"], len(COLUMNS))).astype(np.float32))
    window[:, :, 0] = 0.0
    window[:, :, COLUMNS.index("logVol720")] -= 5.0
    return window


def check_quantiles() -> None:
    for spec in (spec for spec in VARIANTS if spec.get("head") == "quantile"):
        net, window = wild_net(spec), wild_windows(spec, 2_000)
        with torch.no_grad():
            near, far, _ = net.quantiles(window)
            outputs = [output.numpy() for output in net(window)]
        hold(f"{spec['id']}: quantiles never cross", all(bool((q.diff(dim=1) > 0).all()) for q in (near, far)))
        hold(f"{spec['id']}: probabilities fall with the depth", all(bool(np.all(np.diff(p) <= 0)) for p in outputs[:2]))
        hold(f"{spec['id']}: probabilities rise with the horizon", bool(np.all(outputs[1] >= outputs[0])))
        with tempfile.TemporaryDirectory() as folder:
            export_onnx(net, spec, Path(folder) / "model.onnx")
            session = onnxruntime.InferenceSession(str(Path(folder) / "model.onnx"), providers=["CPUExecutionProvider"])
            found = session.run(list(OUTPUTS), {"window": window.numpy()})
        gap = max(float(np.max(np.abs(a - b))) for a, b in zip(found, outputs))
        hold(f"{spec['id']}: ONNX Runtime gives the same ({gap:.0e})", gap < 1e-5)


def check_start() -> None:
    """Before training a net of quantiles says what its prior says, and what it reads at a quantile is its level."""
    spec = next(spec for spec in VARIANTS if spec.get("head") == "quantile")
    window = wild_windows(spec, 2_000)
    torch.manual_seed(3)
    net = QuantileNet(spec, COLUMNS).eval()
    with torch.no_grad():
        curve = net.prior(window[:, -1])[0]
        gap = float((net.logits(window)[0] - curve).abs().max())
        there = float((along(net.inverted(curve), net.depths[None, :], curve) - net.odds).abs().max())
    hold(f"An untrained net of quantiles is its prior ({gap:.0e})", gap < 1e-3)
    hold(f"A prior's quantile has its level ({there:.0e})", there < 1e-3)


def check_pinball() -> None:
    """The quantiles of a sample have less pinball loss than those moved to either side."""
    low = torch.from_numpy(-np.abs(SIMULATED.standard_t(4, (20_000, 1)) * 0.03).astype(np.float32))
    best = torch.quantile(log_depth(low[:, 0]), 1.0 - torch.tensor(LEVELS))[None, :]
    least = pinball(best, low)
    hold("Pinball loss is least at the quantiles", all(bool(pinball(best + by, low) > least) for by in (-0.1, 0.1)))
    line = along(torch.tensor([-1.0, 0.5, 3.0]), torch.tensor([[0.0, 1.0, 2.0]]), torch.tensor([0.0, 2.0, 3.0]))
    hold("Interpolation goes on as straight lines", torch.allclose(line, torch.tensor([[-2.0, 1.0, 4.0]])))


def a_panel(assets: list[str], hours: int, start: str) -> Panel:
    """Assets of the same hours; only what choosing rows and joining reads."""
    hour = np.tile(seconds(start) + HOUR * np.arange(hours), len(assets))
    zeros, asset = np.zeros(len(hour)), np.repeat(np.arange(len(assets)), hours)
    return Panel(
        assets=assets, asset=asset, hour=hour, start=asset * hours, features=np.zeros((len(hour), 1), np.float32), names=["missing"],
        min24=zeros - 0.01, min72=zeros, log_variance24=zeros, log_return1=zeros, schema_hash="", sha256="",
    )


def check_context() -> None:
    """A table per hour and one per hour and asset, rows shuffled and one gone, come back at the panel's rows."""
    panel = a_panel(["A", "B"], 5, "2020-01-01")
    hourly = {"hour": panel.hour[:5], "missing_gas": np.zeros(5, np.float32), "price": np.arange(5, dtype=np.float32)}
    value = np.where(panel.asset == 0, 1.0, -1.0) * panel.hour
    order = SIMULATED.permutation(10)[1:]
    own = {
        "hour": panel.hour[order], "asset": [panel.assets[i] for i in panel.asset[order]],
        "missing_leadLag": np.zeros(9, np.float32), "ahead": value[order],
    }
    with tempfile.TemporaryDirectory() as name:
        folder, outputs = Path(name), {}
        for file, columns in (("context.parquet", hourly), ("panel-context.parquet", own)):
            parquet.write_table(arrow.table(columns), folder / file)
            outputs[file] = "0x" + hashlib.sha256((folder / file).read_bytes()).hexdigest()
        features = lambda name, group: {"featureTable": [{"name": name, "group": group}]}
        manifest = {"context": features("price", "gas"), "panelContext": features("ahead", "leadLag"), "outputs": outputs}
        (folder / "dataset.json").write_text(json.dumps(manifest))
        found = context.load(folder, panel)
    lead, absent = found["lead-lag"], np.setdiff1d(np.arange(10), order)
    hold("Families are named after their questions", list(found) == ["onchain", "lead-lag"])
    hold("Hours reach every asset", np.array_equal(found["onchain"].columns[:, 1], np.tile(np.arange(5), 2)))
    hold("Rows of an asset reach that asset", np.array_equal(lead.columns[order, 1], value[order]))
    hold("An absent row is flagged", np.array_equal(lead.columns[absent], [[1.0, 0.0]]))
    hold("Only an absent row is not known", np.array_equal(np.flatnonzero(~lead.known()), absent))


def check_held_back() -> None:
    """What calibrates lies before the year, and an embargo away from what trains."""
    panel, spec = a_panel(["A"], 24 * 1_000, "2018-10-01"), MEMBERS[0]
    fold = Fold("2020-07-01", "2021-07-01", np.flatnonzero(panel.hour < seconds("2020-07-01") - EMBARGO_HOURS * HOUR), np.arange(1))
    train, held = held_back_rows(panel, fold, 0, spec["withheld"])
    crisis = np.flatnonzero(between(panel, *CRISES["black-thursday-2020"]) & (panel.hour // HOUR % 3 == 0))
    hold("The crisis before the year is held back, none after it", np.array_equal(held["crises"], crisis))
    for name, rows in held.items():
        gap = min(np.abs(panel.hour[train] - panel.hour[row]).min() for row in rows[:: max(1, len(rows) // 200)])
        hold(f"Training lies an embargo from held-back {name}", len(rows) > 0 and gap >= EMBARGO_HOURS * HOUR)


def check_cache() -> None:
    calls = []
    make = lambda: calls.append(1) or {"x": np.array([0.1, len(calls)])}
    rows, spec = [np.arange(3)], {"id": "a", "units": 4}
    with tempfile.TemporaryDirectory() as name:
        cache = Cache(Path(name))
        first = cache.arrays(spec, {"seed": 1}, rows, make)["x"]
        again = cache.arrays(spec | {"id": "b"}, {"seed": 1}, rows, make)["x"]
        hold("A repeat computes nothing and gives the same", len(calls) == 1 and np.array_equal(first, again))
        for other in ((spec | {"units": 8}, {"seed": 1}, rows), (spec, {"seed": 2}, rows), (spec, {"seed": 1}, [np.arange(4)])):
            cache.arrays(*other, make)
        hold("Another specification, seed or set of rows is computed", len(calls) == 4)
        Cache(Path(name), fresh=True).arrays(spec, {"seed": 1}, rows, make)
        hold("A fresh run computes anew", len(calls) == 5)


def check_gain() -> None:
    hour = seconds("2020-01-01") + HOUR * np.arange(24 * 365)
    theirs = 1.0 + SIMULATED.random(len(hour))
    whole, drawn = gain(0.9 * theirs, theirs, hour)
    hold("A tenth less loss is a gain of a tenth in every draw", np.allclose([whole, *interval(drawn)], 0.1))


def check_page() -> None:
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.md"
        for text in ("# A\n\none\n", "## B\n\ntwo\n", "# A\n\nthree\n"):
            write_section(page, text)
        hold("A section is replaced in its place", page.read_text() == "# A\n\nthree\n\n## B\n\ntwo\n")


def main() -> None:
    torch.set_num_threads(1)
    for check in (
        check_quantiles, check_start, check_pinball, check_context, check_held_back, check_cache, check_gain, check_page,
    ):
        check()


if __name__ == "__main__":
    main()
