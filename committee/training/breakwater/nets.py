"""The member networks: a monotone prior, corrected within bounds by an LSTM, calibrated, in one graph."""

import torch
from torch import nn

from .panel import GRID_BPS
from .priors import CONTEXT, build_prior

GRID = len(GRID_BPS)
PIVOT = GRID_BPS.index(500)  # corrections lift the curve here and stretch it on both sides
LEVEL_CAP, STRETCH_CAP, VARIANCE_CAP = 0.5, 0.2, 0.6
CORRECTIONS = 7  # level, stretch of smaller falls, of larger ones; twice; and the variance
# The level of volatility is for the prior alone: a net that reads it learns the level of its last regime.
HIDDEN_FROM_NETS = ("missing", "logVol720")


def own_names(names: list[str]) -> list[str]:
    return [n for n in names if n not in HIDDEN_FROM_NETS and not n.startswith(("market", "relative", CONTEXT))]


def market_names(names: list[str]) -> list[str]:
    return [n for n in names if n.startswith(("market", "relative", "weekend"))]


def families(names: list[str], inputs: str) -> list[list[str]]:
    """The columns of each branch of a net."""
    own, market = own_names(names), market_names(names)
    joint = own + [n for n in market if n not in own]
    timeless = [n for n in joint if not n.startswith("weekend")]
    return {"all": [joint], "own": [own], "two-branch": [own, market], "no-weekend": [timeless]}[inputs]


class LstmEncoder(nn.Module):
    """An LSTM over the standardised window: its last state, or attention over all states beside the last."""

    def __init__(self, inputs: int, spec: dict) -> None:
        super().__init__()
        layers, units = spec.get("layers", 1), spec["units"]
        self.kernel = spec.get("convolution")
        self.convolution = nn.Conv1d(inputs, units, kernel_size=self.kernel, stride=self.kernel) if self.kernel else None
        self.lstm = nn.LSTM(
            units if self.kernel else inputs, units, num_layers=layers, batch_first=True,
            dropout=spec["dropout"] if layers > 1 else 0.0,
        )
        self.attention = nn.Linear(units, 1) if spec["pooling"] == "attention" else None
        self.dropout = nn.Dropout(spec["dropout"])
        self.width = units * (2 if self.attention is not None else 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.convolution is not None:
            x = torch.relu(self.convolution(x.transpose(1, 2))).transpose(1, 2)
        states, _ = self.lstm(x)
        if self.attention is None:
            return self.dropout(states[:, -1])
        weights = torch.softmax(self.attention(states), dim=1)
        return self.dropout(torch.cat([(weights * states).sum(dim=1), states[:, -1]], dim=1))


class GafEncoder(nn.Module):
    """
    A CNN on a Gramian angular summation field (Wang and Oates 2015) of the asset's cumulated returns and of the
    market's, with an LSTM over the same window beside it when the specification asks for one.
    """

    def __init__(self, inputs: int, spec: dict, own: int, market: int) -> None:
        super().__init__()
        self.paths = [own, market]
        self.images = nn.Sequential(
            nn.Conv2d(2, 8, 5, stride=2), nn.ReLU(), nn.Conv2d(8, 12, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        )
        self.lstm = LstmEncoder(inputs, spec) if spec.get("beside_lstm") else None
        self.dropout = nn.Dropout(spec["dropout"])
        self.width = 12 + (self.lstm.width if self.lstm is not None else 0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        path = torch.cumsum(x[:, :, self.paths], dim=1)
        low, high = path.amin(dim=1, keepdim=True), path.amax(dim=1, keepdim=True)
        cosine = (2.0 * (path - low) / (high - low + 1e-3) - 1.0).clamp(-1.0, 1.0).transpose(1, 2)
        sine = torch.sqrt((1.0 - cosine * cosine).clamp(min=1e-6))
        field = cosine[:, :, :, None] * cosine[:, :, None, :] - sine[:, :, :, None] * sine[:, :, None, :]
        image = self.dropout(self.images(field))
        return image if self.lstm is None else torch.cat([image, self.lstm(x)], dim=1)


def build_encoder(columns: list[str], spec: dict) -> nn.Module:
    if not spec.get("gaf"):
        return LstmEncoder(len(columns) + 1, spec)
    market = columns.index("marketReturn6") if "marketReturn6" in columns else columns.index("return6")
    return GafEncoder(len(columns) + 1, spec, 1 + columns.index("return6"), 1 + market)


def correct(prior: torch.Tensor, z: torch.Tensor, factor: float = 1.0) -> torch.Tensor:
    """
    Lifts a falling curve of log-odds by a bounded level at the pivot and stretches it on both sides by bounded
    factors: it stays falling. prior [batch, grid], z [batch, 3]; `factor` scales the bounds.
    """
    level_cap, stretch_cap = factor * LEVEL_CAP, factor * STRETCH_CAP
    level = level_cap * torch.tanh(z[:, :1] / level_cap)
    stretch = torch.exp(stretch_cap * torch.tanh(z[:, 1:3] / stretch_cap))
    pivot = prior[:, PIVOT : PIVOT + 1]
    small = (prior[:, :PIVOT] - pivot) * stretch[:, :1]
    large = (prior[:, PIVOT:] - pivot) * stretch[:, 1:]
    return pivot + level + torch.cat([small, large], dim=1)


def probability(log_odds: torch.Tensor) -> torch.Tensor:
    """A sigmoid that keeps its relative precision near zero: ONNX Runtime's own rises and falls there by 3e-8."""
    return torch.exp(-nn.functional.softplus(-log_odds))


class RiskNet(nn.Module):
    """window [batch, steps, features] -> probability [batch, grid], probability72 [batch, grid], logvol [batch, 1]."""

    HEAD = CORRECTIONS

    def __init__(self, spec: dict, names: list[str]) -> None:
        super().__init__()
        self.prior = build_prior(names, spec["prior"], spec["prior_inputs"])
        self.cap_factor = spec.get("cap_factor", 1.0)
        self.columns = [[0] + [names.index(name) for name in branch] for branch in families(names, spec["inputs"])]
        self.register_buffer("mean", torch.zeros(len(names) - 1))
        self.register_buffer("scale", torch.ones(len(names) - 1))
        self.encoders = nn.ModuleList(build_encoder(branch, spec) for branch in families(names, spec["inputs"]))
        self.head = nn.Linear(sum(encoder.width for encoder in self.encoders), self.HEAD)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.register_buffer("calibration", torch.tensor([1.0, 0.0]))  # slope > 0, offset

    def standardise(self, window: torch.Tensor) -> torch.Tensor:
        """A missing row is the training mean and its flag, whatever its columns hold."""
        missing = window[:, :, :1]
        z = torch.clamp((window[:, :, 1:] - self.mean) / self.scale, -6.0, 6.0)
        return torch.cat([missing, z * (1.0 - missing)], dim=2)

    def corrections(self, window: torch.Tensor) -> torch.Tensor:
        """What the head gives for the windows, [batch, HEAD], not yet bounded."""
        x = self.standardise(window)
        return self.head(torch.cat([encode(x[:, :, c]) for encode, c in zip(self.encoders, self.columns)], dim=1))

    def logits(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Log-odds of 24 h and 72 h before calibration, and the log variance of the next 24 h."""
        day, three, variance = self.prior(window[:, -1])
        z = self.corrections(window)
        variance = variance + VARIANCE_CAP * torch.tanh(z[:, 6:] / VARIANCE_CAP)
        return correct(day, z[:, :3], self.cap_factor), correct(three, z[:, 3:6], self.cap_factor), variance

    def forward(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        day, three, variance = self.logits(window)
        slope, offset = self.calibration[0], self.calibration[1]
        p24 = probability(slope * day + offset)
        p72 = torch.maximum(probability(slope * three + offset), p24)
        return p24, p72, 0.5 * variance
