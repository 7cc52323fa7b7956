"""
Fits one net: prior by L-BFGS, corrections by AdamW on unweighted cross-entropy, calibration on held-back months.

Epochs, rate and inputs are the same for all and were chosen walk-forward before the test year (walk_forward.py);
stopping each member early on its own ten months would follow their noise.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .folds import split
from .nets import RiskNet
from .panel import HOUR, Panel
from .priors import fit_prior, qlike
from .quantile_net import QuantileNet, build_net, pinball

EPOCHS = 4
BATCH = 512
RATE = 1e-3
WEIGHT_DECAY = 1e-2
HORIZON72_WEIGHT = 0.5
VARIANCE_WEIGHT = 0.3
DECISION_HOURS = 6  # an epoch takes every sixth hour, the next epoch the hours after those
CALIBRATION_SHRINKAGE = 0.3  # best by leaving each held-back month out in turn, by a hair: ten months say little
SEED = 20_230_701  # member i trains with SEED + i
MISSING_STEPS, MISSING_WINDOWS = 0.1, 0.15  # share of steps hidden, in this share of training windows

bce = nn.functional.binary_cross_entropy_with_logits


@dataclass(frozen=True)
class Targets:
    """What a batch of rows is trained on, as float32 tensors: events, lows in log price ratio; NaN where 72 h are unknown."""

    day: torch.Tensor
    three: torch.Tensor
    log_variance: torch.Tensor
    low: torch.Tensor
    low72: torch.Tensor

    @staticmethod
    def of(panel: Panel, rows: np.ndarray) -> "Targets":
        variance, low, low72 = (a[rows, None].astype(np.float32) for a in (panel.log_variance24, panel.min24, panel.min72))
        return Targets(*(torch.from_numpy(a) for a in (panel.events(rows), panel.events72(rows), variance, low, low72)))


def hide_steps(window: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Marks random steps missing, never the newest: the state that a node's gap brings, so that nets know it."""
    batch, steps, _ = window.shape
    hit = torch.rand(batch, 1, generator=generator) < MISSING_WINDOWS
    hide = (torch.rand(batch, steps, generator=generator) < MISSING_STEPS) & hit
    hide[:, -1] = False
    window = window.clone()
    window[hide] = 0.0
    window[:, :, 0] = torch.where(hide, 1.0, window[:, :, 0])
    return window


def start_net(panel: Panel, spec: dict, train: np.ndarray, seed: int) -> RiskNet:
    """The net at its prior, fitted on every sixth training hour; its corrections are zero."""
    torch.manual_seed(seed)
    net = build_net(spec, panel.names)
    rows = train[panel.hour[train] // HOUR % DECISION_HOURS == 0]
    inputs = panel.features[rows]
    events = (panel.events(rows), panel.events72(rows), panel.log_variance24[rows])
    fit_prior(net.prior, inputs, *events, spec["prior_inputs"])
    net.mean.copy_(torch.from_numpy(inputs[:, 1:].mean(axis=0)))
    net.scale.copy_(torch.from_numpy(inputs[:, 1:].std(axis=0)))
    return net


def loss_of(net: RiskNet, window: torch.Tensor, targets: Targets) -> torch.Tensor:
    """Cross-entropy of the falls, or pinball loss where the net gives quantiles; both horizons; QLIKE of the variance."""
    if isinstance(net, QuantileNet):
        (day, three, variance), score, near, far = net.quantiles(window), pinball, targets.low, targets.low72
    else:
        (day, three, variance), score, near, far = net.logits(window), bce, targets.day, targets.three
    known = torch.isfinite(far[:, 0])
    loss = score(day, near) + VARIANCE_WEIGHT * qlike(variance, targets.log_variance)
    return loss + HORIZON72_WEIGHT * score(three[known], far[known]) if known.any() else loss


def train_net(panel: Panel, spec: dict, train: np.ndarray, seed: int) -> RiskNet:
    """A fitted, uncalibrated net. Deterministic for a seed on one machine."""
    net = start_net(panel, spec, train, seed)
    generator, shuffle = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    phase = panel.hour[train] // HOUR % DECISION_HOURS
    epochs = spec.get("epochs", EPOCHS)
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=WEIGHT_DECAY)
    batches = sum(-(-int((phase == e % DECISION_HOURS).sum()) // BATCH) for e in range(epochs))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=batches, pct_start=0.2)
    for epoch in range(epochs):
        net.train()
        order = shuffle.permutation(train[phase == epoch % DECISION_HOURS])
        for i in range(0, len(order), BATCH):
            rows = order[i : i + BATCH]
            window = hide_steps(torch.from_numpy(panel.windows(rows, spec["steps"], spec["stride"])), generator)
            loss = loss_of(net, window, Targets.of(panel, rows))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
    return net.eval()


@dataclass(frozen=True)
class Forecast:
    """Uncalibrated log-odds [rows, grid] of both horizons, and log variance [rows]."""

    day: np.ndarray
    three: np.ndarray
    log_variance: np.ndarray


def forecast(net: RiskNet, panel: Panel, rows: np.ndarray, spec: dict) -> Forecast:
    with torch.no_grad():
        parts = [
            net.logits(torch.from_numpy(panel.windows(rows[i : i + 4096], spec["steps"], spec["stride"])))
            for i in range(0, len(rows), 4096)
        ]
    day, three, variance = (torch.cat(column).numpy().astype(np.float64) for column in zip(*parts))
    return Forecast(day, three, variance[:, 0])


def cross_entropy(logits: np.ndarray, events: np.ndarray) -> float:
    return float(np.mean(np.logaddexp(0.0, logits) - events * logits))


def fit_calibration(logits: np.ndarray, events: np.ndarray, shrinkage: float = CALIBRATION_SHRINKAGE) -> tuple[float, float]:
    """One slope and one offset for all falls, so that they stay in order; shrunk towards (1, 0)."""
    x, y = torch.from_numpy(logits).double(), torch.from_numpy(events).double()
    log_slope = torch.zeros((), dtype=torch.float64, requires_grad=True)
    offset = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_slope, offset], max_iter=50, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = bce(torch.exp(log_slope) * x + offset, y) + shrinkage * (log_slope**2 + offset**2)
        loss.backward()
        return loss

    optimiser.step(closure)
    return float(torch.exp(log_slope.detach())), float(offset.detach())


def fit(panel: Panel, spec: dict, member: int, seed: int, log=print, learn=train_net, ask=forecast) -> tuple[nn.Module, dict]:
    """A member, or a challenger on its dates: trained on them, calibrated on the months that the member held back."""
    train_mask, calibration_mask = split(panel, member, spec["withheld"])
    usable = panel.usable((spec["steps"] - 1) * spec["stride"])
    train = np.flatnonzero(train_mask & usable)
    calibration = np.flatnonzero(calibration_mask & usable & (panel.hour // HOUR % 3 == 0))
    net = learn(panel, spec, train, seed)
    with torch.no_grad():
        prior = net.prior(torch.from_numpy(panel.features[calibration]))[0].numpy().astype(np.float64)
    held, events = ask(net, panel, calibration, spec).day, panel.events(calibration)
    slope, offset = fit_calibration(held, events)
    net.calibration.copy_(torch.tensor([slope, offset]))
    notes = {
        "priorLoss": cross_entropy(prior, events), "heldBackLoss": cross_entropy(held, events),
        "slope": slope, "offset": offset, "trainingHours": len(train), "calibrationHours": len(calibration),
    }
    log(f"{spec['id']}: {sum(p.numel() for p in net.parameters())} parameters; held back: prior {notes['priorLoss']:.5f}, "
        f"net {notes['heldBackLoss']:.5f}; calibration slope {slope:.3f} offset {offset:.3f}", flush=True)
    return net, notes
