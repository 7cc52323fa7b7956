"""A logit with signed weights, and a bounded LSTM correction to it. Scaler, caps and order of the events are inside."""

import torch
from torch import nn


class SignedLogit(nn.Module):
    """
    Log-odds of each event, linear in the newest row's chosen inputs. A weight whose sign is given cannot leave it, so
    the score never falls as, say, the depth grows.
    """

    def __init__(self, features: list[str], inputs: dict[str, int], events: int) -> None:
        super().__init__()
        self.columns = [features.index(name) for name in inputs]
        self.register_buffer("sign", torch.tensor([float(sign) for sign in inputs.values()]))
        self.raw = nn.Parameter(torch.zeros(events, len(inputs)))
        self.bias = nn.Parameter(torch.full((events,), -4.0))

    def weights(self) -> torch.Tensor:
        """[events, inputs]"""
        signed = self.sign * nn.functional.softplus(self.raw - 2.0)
        return torch.where(self.sign == 0, self.raw, signed)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """standardised rows [batch, features] -> log-odds [batch, events]"""
        return z[:, self.columns] @ self.weights().T + self.bias


class MonitorNet(nn.Module):
    """window [batch, steps, features] -> probability [batch, events], prior [batch, events]."""

    def __init__(self, spec: dict, features: list[str]) -> None:
        super().__init__()
        events = len(spec["events"])
        self.cap, self.residual = spec["cap"], spec.get("residual", True)
        self.groups = group_sizes(spec["events"])
        self.register_buffer("mean", torch.zeros(len(features)))
        self.register_buffer("scale", torch.ones(len(features)))
        self.prior = SignedLogit(features, spec["prior"], events)
        self.lstm = nn.LSTM(len(features), spec["units"], batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(spec["units"], events)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def standardise(self, window: torch.Tensor) -> torch.Tensor:
        """A missing row is the training mean and its flag."""
        missing = window[..., :1]
        z = torch.clamp((window - self.mean) / self.scale, -6.0, 6.0)
        return torch.cat([missing, z[..., 1:] * (1.0 - missing)], dim=-1)

    def logits(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds with the correction, and of the prior alone; not yet ordered. [batch, events] each"""
        z = self.standardise(window)
        prior = self.prior(z[:, -1])
        if not self.residual:
            return prior, prior
        states, _ = self.lstm(z)
        correction = self.head(self.dropout(states[:, -1]))
        return prior + self.cap * torch.tanh(correction / self.cap), prior

    def ordered(self, logits: torch.Tensor) -> torch.Tensor:
        """A worse event of the same horizon is never likelier: the running minimum within each group."""
        columns, at = [], 0
        for size in self.groups:
            columns.append(logits[:, at : at + 1])
            for k in range(at + 1, at + size):
                columns.append(torch.minimum(columns[-1], logits[:, k : k + 1]))
            at += size
        return torch.cat(columns, dim=1)

    def forward(self, window: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits, prior = self.logits(window)
        return torch.sigmoid(self.ordered(logits)), torch.sigmoid(self.ordered(prior))


def group_sizes(events: list[dict]) -> list[int]:
    """Events of one outcome stand together, by rising threshold: how many in each group."""
    sizes: list[int] = []
    for index, event in enumerate(events):
        if index > 0 and events[index - 1]["outcome"] == event["outcome"]:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return sizes
