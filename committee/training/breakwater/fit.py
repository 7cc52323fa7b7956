"""
Fits one member: prior by L-BFGS, net by AdamW on unweighted cross-entropy, calibration on held-back months.

The number of epochs and the rate are fixed for all members. They were chosen walk-forward on 2021-07..2023-06, before
the test year; stopping each member early on its own ten months would follow their noise.
"""

import time

import numpy as np
import torch
from torch import nn

from .folds import split
from .nets import HarPrior, RiskNet, falling_logits
from .panel import Panel

EPOCHS = 4
BATCH = 512
RATE = 1e-3
WEIGHT_DECAY = 1e-2
AUXILIARY = 0.05
DECISION_HOURS = 6  # an epoch takes every sixth hour, the next epoch the hours after those
CALIBRATION_SHRINKAGE = 0.1
SEED = 20_230_701  # member i trains with SEED + i
MISSING_STEPS, MISSING_WINDOWS = 0.1, 0.15  # share of steps hidden, in this share of training windows

bce = nn.functional.binary_cross_entropy_with_logits


def fit_prior(last: np.ndarray, events: np.ndarray, log_variance: np.ndarray, market: bool) -> HarPrior:
    torch.manual_seed(0)
    prior = HarPrior(market)
    x, y, v = (torch.from_numpy(np.ascontiguousarray(a, dtype=np.float32)) for a in (last, events, log_variance[:, None]))
    optimiser = torch.optim.LBFGS(prior.parameters(), max_iter=150, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        base, increments, variance = prior(x)
        loss = bce(falling_logits(base, increments), y) + 0.1 * ((variance - v) ** 2).mean()
        loss.backward()
        return loss

    optimiser.step(closure)
    return prior


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


def evaluate_logits(net: RiskNet, panel: Panel, rows: np.ndarray, spec: dict) -> np.ndarray:
    net.eval()
    with torch.no_grad():
        parts = [
            net.logits(torch.from_numpy(panel.windows(rows[i : i + 4096], spec["steps"], spec["stride"])))[0].numpy()
            for i in range(0, len(rows), 4096)
        ]
    return np.concatenate(parts)


def cross_entropy(logits: np.ndarray, events: np.ndarray) -> float:
    return float(np.mean(np.logaddexp(0.0, logits) - events * logits))


def fit_calibration(logits: np.ndarray, events: np.ndarray) -> tuple[float, float]:
    """One slope and one offset for all falls, so that they stay in order; shrunk towards (1, 0)."""
    x, y = torch.from_numpy(logits).double(), torch.from_numpy(events).double()
    log_slope = torch.zeros((), dtype=torch.float64, requires_grad=True)
    offset = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_slope, offset], max_iter=50, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = bce(torch.exp(log_slope) * x + offset, y) + CALIBRATION_SHRINKAGE * (log_slope**2 + offset**2)
        loss.backward()
        return loss

    optimiser.step(closure)
    return float(torch.exp(log_slope.detach())), float(offset.detach())


def fit(panel: Panel, spec: dict, member: int, seed: int, log=print) -> tuple[RiskNet, dict]:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    shuffle = np.random.default_rng(seed)
    train_mask, calibration_mask = split(panel, member, spec["withheld"])
    usable = panel.usable((spec["steps"] - 1) * spec["stride"])
    train = np.flatnonzero(train_mask & usable)
    calibration = np.flatnonzero(calibration_mask & usable & (panel.hour // 3600 % 3 == 0))
    phase = panel.hour[train] // 3600 % DECISION_HOURS

    prior_rows = train[phase == 0]
    prior = fit_prior(panel.features[prior_rows], panel.events(prior_rows), panel.log_variance24[prior_rows], spec["market_prior"])
    net = RiskNet(spec, prior)
    rows = panel.features[prior_rows, 1:]
    net.mean.copy_(torch.from_numpy(rows.mean(axis=0)))
    net.scale.copy_(torch.from_numpy(rows.std(axis=0)))
    for parameter in prior.parameters():
        parameter.requires_grad_(False)

    held_events = panel.events(calibration)
    prior_loss = cross_entropy(evaluate_logits(net, panel, calibration, spec), held_events)
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=WEIGHT_DECAY)
    batches = sum(-(-int((phase == e % DECISION_HOURS).sum()) // BATCH) for e in range(EPOCHS))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=batches, pct_start=0.2)
    log(f"{spec['id']}: {len(train)} training hours, {len(calibration)} held back, "
        f"{sum(p.numel() for p in net.parameters())} parameters, prior {prior_loss:.5f}", flush=True)
    for epoch in range(EPOCHS):
        started = time.perf_counter()
        net.train()
        total = 0.0
        order = shuffle.permutation(train[phase == epoch % DECISION_HOURS])
        for i in range(0, len(order), BATCH):
            batch = order[i : i + BATCH]
            window = hide_steps(torch.from_numpy(panel.windows(batch, spec["steps"], spec["stride"])), generator)
            logits, variance = net.logits(window)
            target = torch.from_numpy(panel.log_variance24[batch, None].astype(np.float32))
            loss = bce(logits, torch.from_numpy(panel.events(batch))) + AUXILIARY * qlike(variance, target)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        log(f"  epoch {epoch + 1}: loss {total / len(order):.5f} ({time.perf_counter() - started:.0f} s)", flush=True)
    held = evaluate_logits(net, panel, calibration, spec)
    held_loss = cross_entropy(held, held_events)
    slope, offset = fit_calibration(held, held_events)
    net.calibration.copy_(torch.tensor([slope, offset]))
    net.eval()
    log(f"  held back: prior {prior_loss:.5f}, net {held_loss:.5f}; calibration slope {slope:.3f} offset {offset:.3f}", flush=True)
    notes = {"priorLoss": prior_loss, "heldBackLoss": held_loss, "slope": slope, "offset": offset}
    return net, notes | {"trainingHours": len(train), "calibrationHours": len(calibration)}


def qlike(variance: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """QLIKE of log variances, its error clipped at +3.5 so that one crash does not own a batch."""
    error = torch.clamp(target - variance, max=3.5)
    return (torch.exp(error) - error - 1.0).mean()
