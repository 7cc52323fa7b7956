"""Fits one monitor on the rows of a mask: the logit by L-BFGS, then the LSTM's correction to it by Adam."""

import numpy as np
import torch

from .history import History
from .nets import MonitorNet

KEEP_ONE_IN = 6
BATCH, RATE, DECAY, EPOCHS, RIDGE = 512, 2e-3, 1e-2, 4, 1e-4


def fit(history: History, spec: dict, mask: np.ndarray, seed: int) -> MonitorNet:
    """mask: [n] rows that may be learned from. Returns the net in evaluation mode."""
    torch.manual_seed(seed)
    labels = history.labels(spec["events"])
    usable = mask & history.usable(spec["steps"]) & ~np.isnan(labels).all(axis=1)
    ends, weight = thinned(history, labels, np.flatnonzero(usable), seed)
    net = MonitorNet(spec, history.features)
    rows = history.rows[usable]
    net.mean[:] = torch.from_numpy(rows.mean(axis=0))
    net.scale[:] = torch.from_numpy(np.maximum(rows.std(axis=0), 1e-3))
    net.mean[0], net.scale[0] = 0.0, 1.0
    y = torch.from_numpy(np.nan_to_num(labels[ends]))
    w = torch.from_numpy(np.where(np.isnan(labels[ends]), 0.0, weight[:, None]).astype(np.float32))
    fit_prior(net, torch.from_numpy(history.rows[ends]), y, w)
    if net.residual:
        fit_residual(net, history, spec, ends, y, w, seed)
    return net.eval()


def thinned(history: History, labels: np.ndarray, rows: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Every row with an event or a disturbed state, and one in six of the calm ones, which then count six times: the loss
    stays that of all rows.
    """
    positive = np.nan_to_num(labels[rows]).any(axis=1)
    disturbed = history.rows[rows][:, 1] >= np.quantile(history.rows[rows][:, 1], 0.9)
    drawn = np.random.default_rng(seed).random(len(rows)) < 1 / KEEP_ONE_IN
    keep = positive | disturbed | drawn
    weight = np.where(positive | disturbed, 1.0, KEEP_ONE_IN)
    return rows[keep], weight[keep].astype(np.float32)


def loss_of(logits: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, weighted only by how rows were drawn; unknown labels weigh nothing."""
    losses = nn_bce(logits, y) * w
    return losses.sum() / w.sum().clamp(min=1.0)


def nn_bce(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="none")


def fit_prior(net: MonitorNet, rows: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> None:
    z = net.standardise(rows)
    parameters = list(net.prior.parameters())
    optimiser = torch.optim.LBFGS(parameters, max_iter=200, line_search_fn="strong_wolfe", tolerance_grad=1e-7)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = loss_of(net.prior(z), y, w) + RIDGE * (net.prior.weights() ** 2).mean()
        loss.backward()
        return loss

    optimiser.step(closure)
    for parameter in parameters:
        parameter.requires_grad_(False)


def fit_residual(
    net: MonitorNet, history: History, spec: dict, ends: np.ndarray, y: torch.Tensor, w: torch.Tensor, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    learned = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    mean_weight = w.mean()
    net.train()
    for _ in range(spec.get("epochs", EPOCHS)):
        order = generator.permutation(len(ends))
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            logits, _ = net.logits(torch.from_numpy(history.windows(ends[batch], spec["steps"])))
            loss = (nn_bce(logits, y[batch]) * w[batch]).mean() / mean_weight
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()


def forecast(net: MonitorNet, history: History, ends: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of the net and of its prior. [len(ends), events] each"""
    parts = []
    with torch.no_grad():
        for at in range(0, len(ends), 4096):
            window = torch.from_numpy(history.windows(ends[at : at + 4096], steps))
            parts.append([tensor.numpy() for tensor in net(window)])
    return np.concatenate([p for p, _ in parts]), np.concatenate([q for _, q in parts])
