"""Columns of the newest row by name, in the order that the data set's manifest gives: never by a position of our own."""

import torch

LOG_VOLATILITIES = (6, 24, 72, 168, 720)
CENTRE = 4.8  # minus the panel's mean log volatility: keeps fits well conditioned


class Columns:
    """Reads features by name from rows [batch, features]."""

    def __init__(self, names: list[str]) -> None:
        self.names = list(names)

    def at(self, rows: torch.Tensor, name: str) -> torch.Tensor:
        return rows[..., self.names.index(name)]

    def log_volatility(self, rows: torch.Tensor, hours: int) -> torch.Tensor:
        """ln of the root mean squared hourly log return of the last `hours`."""
        month = self.at(rows, "logVol720")
        if hours == 720:
            return month
        week = month + self.at(rows, "volRatio168")
        return week if hours == 168 else week + self.at(rows, f"volRatio{hours}")

    def har(self, rows: torch.Tensor, hours: tuple[int, ...] = LOG_VOLATILITIES) -> torch.Tensor:
        """Corsi's regressors in hours, centred: [batch, len(hours)]."""
        return torch.stack([self.log_volatility(rows, h) for h in hours], dim=-1) + CENTRE

    def stack(self, rows: torch.Tensor, names: list[str]) -> torch.Tensor:
        return torch.stack([self.at(rows, name) for name in names], dim=-1)
