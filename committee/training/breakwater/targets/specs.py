"""The monitors: their events, the inputs of the logit with the sign each may have, and the size of the LSTM."""

import math

DAY, THREE_DAYS = 86_400, 259_200
THIRD = math.log(1.5)  # a fall by a third, as the log of before over after


def _event(name: str, outcome: str, threshold: float, unit: str, horizon: int, at_risk: bool) -> dict:
    """at_risk: rows whose state is already beyond the threshold are neither trained on nor judged."""
    return {"name": name, "outcome": outcome, "threshold": threshold, "unit": unit, "horizonSeconds": horizon, "atRisk": at_risk}


MONITORS = [
    {
        "id": "peg", "kind": "peg", "title": "Peg: a sustained fall below the reference", "steps": 48, "units": 12, "cap": 1.0,
        "events": [
            _event(f"below{bps}in{hours}h", f"worst{hours}", bps, "bps", hours * 3600, True)
            for hours in (24, 72) for bps in (100, 200, 500)
        ],
        "prior": {
            "depth": 1, "worst24": 1, "worst168": 1, "logVol24": 1, "logVol168": 1,
            "run20": 1, "run50": 1, "run100": 1, "change6": -1, "change24": -1,
        },
    },
    {
        "id": "liquidations", "kind": "reserve", "title": "Lending: an hour of liquidations above a threshold", "steps": 48, "units": 12, "cap": 0.8,
        "events": [
            _event(f"liquidated{label}in24h", "liquidated24", usd, "USD in an hour", DAY, False)
            for label, usd in (("10k", 1e4), ("100k", 1e5), ("1m", 1e6))
        ],
        "prior": {
            "liquidated24": 1, "liquidated168": 1, "worstHour168": 1, "supplied": 1, "utilisation": 0,
            "etherVolRatio24": 1, "etherVolRatio168": 0, "etherLogVol720": 1, "etherReturn24": 0,
            "etherDrawdown24": 0, "etherDrawdown168": 0,
        },
    },
    {
        "id": "utilisation", "kind": "reserve", "title": "Lending: utilisation above 95 %", "steps": 48, "units": 12, "cap": 0.8,
        "events": [_event("above95in24h", "utilisation24", 0.95, "share", DAY, True)],
        "prior": {
            "tightness": 1, "tightest24": 1, "tightest168": 1, "borrowRate": 0, "utilisationChange6": 0,
            "utilisationChange24": 0, "suppliedChange24": 0, "supplied": 0, "etherVolRatio24": 1,
        },
    },
    {
        "id": "liquidity", "kind": "pool", "title": "Liquidity: a pool loses a third", "steps": 1, "units": 8, "cap": 0.5,
        "residual": False,  # 7 onsets of 24 h before 2022-07: walk-forward the LSTM gave nothing, the rule stands alone
        "events": [
            _event("third24h", "fall24", THIRD, "log fall", DAY, False),
            _event("third72h", "fall72", THIRD, "log fall", THREE_DAYS, False),
        ],
        "prior": {"size": -1, "logVol168": 1},
    },
]

SEED = 20230701
EMBARGO_HOURS = 72
FIT_UNTIL = "2023-07-01"
