"""What was tried beside the members, on the same walk-forward folds: other encoders, and the members without a part."""

from .members import MEMBERS

BASE = next(spec for spec in MEMBERS if spec["id"] == "scale-lstm-24h-10")
CONVOLUTION = next(spec for spec in MEMBERS if spec["id"] == "conv-lstm-6h-40")


def variant(name: str, title: str, **changes: object) -> dict:
    return BASE | {"id": name, "title": title} | changes


VARIANTS = [
    variant("units-4", "the daily LSTM with 4 units", units=4),
    variant("units-32", "the daily LSTM with 32 units", units=32),
    variant("volatility-prior", "on a scale prior that knows five volatilities alone", prior_inputs="volatility"),
    variant("no-weekend", "without the time of week in prior and net", prior_inputs="no-weekend", inputs="no-weekend"),
    variant("wide-caps", "corrections bounded at twice the caps", cap_factor=2.0),
    variant("stacked", "two layers over a week of daily steps, HAR prior", prior="har", steps=7, layers=2, units=12),
    variant("own-inputs", "the asset's own inputs alone in the net", inputs="own", units=12),
    variant("hourly", "on hours instead of days", steps=96, stride=1, prior="har"),
    variant("epochs-1", "one epoch", epochs=1),
    variant("epochs-6", "six epochs", epochs=6),
    variant("gaf-cnn", "CNN on Gramian angular fields, no LSTM", steps=40, stride=6, gaf=True),
    variant("gaf-cnn-lstm", "CNN on Gramian angular fields beside an LSTM", steps=40, stride=6, gaf=True, beside_lstm=True),
    variant("joint-transformer", "Transformer over the joint panel, four days a token", steps=4, stride=24, joint=True),
    variant("quantile-lstm", "the daily LSTM with a head of quantiles, pinball loss", head="quantile"),
    CONVOLUTION | {"id": "quantile-conv-lstm", "title": "conv-lstm-6h-40 with a head of quantiles, pinball loss", "head": "quantile"},
]
