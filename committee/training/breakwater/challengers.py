"""
What was tried against the committee and is not in it. Every challenger is a variant of one member and is fitted on that
member's dates, with its seed and calibration months, so that the net and its window alone differ.
"""

from typing import Callable

from torch import nn

from .fit import forecast, train_net
from .joint import JointTransformer, forecast_joint, train_joint
from .members import MEMBERS
from .quantile_net import build_net
from .zoo import VARIANTS

IDS = ("gaf-cnn", "gaf-cnn-lstm", "joint-transformer", "quantile-lstm")
CHALLENGERS = [next(spec for spec in VARIANTS if spec["id"] == name) for name in IDS]


def entries(challengers: bool) -> list[tuple[int, dict]]:
    """The members, or their challengers, each with the number of the member whose dates and seed it has."""
    number = {tuple(spec["withheld"]): i for i, spec in enumerate(MEMBERS)}
    return [(number[tuple(spec["withheld"])], spec) for spec in (CHALLENGERS if challengers else MEMBERS)]


def build(spec: dict, names: list[str]) -> nn.Module:
    return JointTransformer(spec, names) if spec.get("joint") else build_net(spec, names)


def learner(spec: dict) -> tuple[Callable, Callable]:
    """How its weights are fitted, and how the fitted net is asked."""
    return (train_joint, forecast_joint) if spec.get("joint") else (train_net, forecast)
