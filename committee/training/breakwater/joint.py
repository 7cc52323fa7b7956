"""
A Transformer over the joint panel: every asset of an hour is a token and attends to the others of that hour. Tokens have
no identity: another order of the assets is another order of the outputs, and an asset that was never seen can take part.
"""

import numpy as np
import torch
from torch import nn

from .fit import DECISION_HOURS, EPOCHS, HORIZON72_WEIGHT, VARIANCE_WEIGHT, Forecast, Targets, bce
from .nets import CORRECTIONS, VARIANCE_CAP, correct, families, probability
from .panel import GRID_BPS, HOUR, Panel
from .priors import build_prior, fit_prior, qlike

HOURS_PER_BATCH = 48
WIDTH, HEADS = 16, 2
RATE, WEIGHT_DECAY = 1e-3, 1e-2


class JointTransformer(nn.Module):
    """panel [hours, assets, steps, features] -> probability and probability72 [hours, assets, grid], logvol [hours, assets, 1]."""

    def __init__(self, spec: dict, names: list[str]) -> None:
        super().__init__()
        self.prior = build_prior(names, spec["prior"], spec["prior_inputs"])
        columns = families(names, "all")[0]
        self.columns = [names.index(name) for name in columns]
        self.register_buffer("mean", torch.zeros(len(columns)))
        self.register_buffer("scale", torch.ones(len(columns)))
        self.embed = nn.Linear(len(columns) * spec["steps"], WIDTH)
        layer = nn.TransformerEncoderLayer(WIDTH, HEADS, 2 * WIDTH, dropout=spec["dropout"], batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(WIDTH, CORRECTIONS)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.register_buffer("calibration", torch.tensor([1.0, 0.0]))  # slope > 0, offset

    def tokens(self, window: torch.Tensor) -> torch.Tensor:
        x = torch.clamp((window[..., self.columns] - self.mean) / self.scale, -6.0, 6.0) * (1.0 - window[..., :1])
        return self.embed(x.flatten(2))

    def corrected(self, newest: torch.Tensor, z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """newest rows [tokens, features], z [tokens, corrections] -> as RiskNet.logits, a line a token."""
        day, three, variance = self.prior(newest)
        variance = variance + VARIANCE_CAP * torch.tanh(z[:, 6:] / VARIANCE_CAP)
        return correct(day, z[:, :3]), correct(three, z[:, 3:6]), variance

    def logits(self, window: torch.Tensor, padding: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """window [hours, assets, steps, features] -> as RiskNet.logits, for the tokens that are no padding."""
        z = self.head(self.encoder(self.tokens(window), src_key_padding_mask=padding))
        return self.corrected(window[~padding][:, -1], z[~padding])

    def forward(self, panel: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Without padding: whoever runs it groups hours that have as many assets."""
        hours, assets = panel.shape[:2]
        x = self.tokens(panel)
        for layer in self.encoder.layers:
            x = encode(layer, x)
        day, three, variance = self.corrected(panel[:, :, -1].flatten(0, 1), self.head(x).flatten(0, 1))
        slope, offset = self.calibration[0], self.calibration[1]
        p24 = probability(slope * day + offset)
        p72 = torch.maximum(probability(slope * three + offset), p24)
        grid = len(GRID_BPS)
        return p24.reshape(hours, assets, grid), p72.reshape(hours, assets, grid), 0.5 * variance.reshape(hours, assets, 1)


def encode(layer: nn.TransformerEncoderLayer, x: torch.Tensor) -> torch.Tensor:
    """
    One layer as it evaluates, x [hours, assets, width]. Written out because nn.MultiheadAttention freezes the numbers of
    hours and of assets into the graph when it is traced; the parity test holds one to the other.
    """
    attention = layer.self_attn
    parts = nn.functional.linear(layer.norm1(x), attention.in_proj_weight, attention.in_proj_bias).chunk(3, dim=2)
    query, key, value = (part.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2) for part in parts)
    weights = torch.softmax(query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5, dim=3)
    x = x + attention.out_proj((weights @ value).transpose(1, 2).flatten(2))
    return x + layer.linear2(torch.relu(layer.linear1(layer.norm2(x))))


class Hours:
    """Rows grouped by hour: one line of row numbers per hour, -1 where an asset has no usable row."""

    def __init__(self, panel: Panel, rows: np.ndarray) -> None:
        hours, index = np.unique(panel.hour[rows], return_inverse=True)
        self.hours = hours
        self.table = np.full((len(hours), len(panel.assets)), -1)
        self.table[index, panel.asset[rows]] = rows

    def batch(self, panel: Panel, lines: np.ndarray, spec: dict) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        rows = self.table[lines]
        padding = rows < 0
        flat = panel.windows(np.maximum(rows, spec["steps"] * spec["stride"]).ravel(), spec["steps"], spec["stride"])
        window = flat.reshape(*rows.shape, spec["steps"], -1)
        return torch.from_numpy(window), torch.from_numpy(padding), rows[~padding]


def train_joint(panel: Panel, spec: dict, train: np.ndarray, seed: int) -> JointTransformer:
    torch.manual_seed(seed)
    net, shuffle = JointTransformer(spec, panel.names), np.random.default_rng(seed)
    rows = train[panel.hour[train] // HOUR % DECISION_HOURS == 0]
    events = (panel.events(rows), panel.events72(rows), panel.log_variance24[rows])
    fit_prior(net.prior, panel.features[rows], *events, spec["prior_inputs"])
    net.mean.copy_(torch.from_numpy(panel.features[rows][:, net.columns].mean(axis=0)))
    net.scale.copy_(torch.from_numpy(panel.features[rows][:, net.columns].std(axis=0)))
    groups = Hours(panel, train)
    phase = groups.hours // HOUR % DECISION_HOURS
    parameters = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=WEIGHT_DECAY)
    for epoch in range(EPOCHS):
        net.train()
        order = shuffle.permutation(np.flatnonzero(phase == epoch % DECISION_HOURS))
        for i in range(0, len(order), HOURS_PER_BATCH):
            window, padding, used = groups.batch(panel, order[i : i + HOURS_PER_BATCH], spec)
            targets = Targets.of(panel, used)
            day, three, variance = net.logits(window, padding)
            known = torch.isfinite(targets.three[:, 0])
            loss = bce(day, targets.day) + VARIANCE_WEIGHT * qlike(variance, targets.log_variance)
            loss = loss + HORIZON72_WEIGHT * bce(three[known], targets.three[known]) if known.any() else loss
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
    return net.eval()


def forecast_joint(net: JointTransformer, panel: Panel, rows: np.ndarray, spec: dict) -> Forecast:
    """Of rows that rise, in their order."""
    groups = Hours(panel, rows)
    day, three = np.empty((len(rows), len(GRID_BPS))), np.empty((len(rows), len(GRID_BPS)))
    variance = np.empty((len(rows), 1))
    with torch.no_grad():
        for i in range(0, len(groups.hours), 512):
            window, padding, used = groups.batch(panel, np.arange(i, min(i + 512, len(groups.hours))), spec)
            at = np.searchsorted(rows, used)
            day[at], three[at], variance[at] = (part.numpy() for part in net.logits(window, padding))
    return Forecast(day, three, variance[:, 0])
