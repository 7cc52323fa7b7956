"""
The committee's seven, each an LSTM's corrections to a prior: they differ in prior, its inputs, architecture, resolution,
input family, and in the crises that they have not seen. Chosen walk-forward before the test year (walk_forward.py).
"""

MEMBERS = [
    {
        "id": "har-lstm-12h-20", "title": "LSTM over ten days of half-day steps on a HAR prior",
        "prior": "har", "prior_inputs": "wide", "inputs": "all",
        "steps": 20, "stride": 12, "units": 12, "pooling": "last", "dropout": 0.35,
        "withheld": ["black-thursday-2020", "january-2021", "ftx-2022"],
    },
    {
        "id": "scale-lstm-24h-10", "title": "LSTM over nine days of daily steps on a scale prior",
        "prior": "scale", "prior_inputs": "wide", "inputs": "all",
        "steps": 10, "stride": 24, "units": 16, "pooling": "last", "dropout": 0.35,
        "withheld": ["september-2020", "may-2021", "usdc-2023"],
    },
    {
        "id": "branches-24h-10", "title": "Two LSTMs, own inputs and the market's, daily steps, on a HAR prior",
        "prior": "har", "prior_inputs": "wide", "inputs": "two-branch",
        "steps": 10, "stride": 24, "units": 8, "pooling": "last", "dropout": 0.35,
        "withheld": ["september-2019", "december-2021", "terra-2022"],
    },
    {
        "id": "attention-24h-10", "title": "Attention-pooled LSTM over nine days of daily steps on a scale prior",
        "prior": "scale", "prior_inputs": "wide", "inputs": "all",
        "steps": 10, "stride": 24, "units": 12, "pooling": "attention", "dropout": 0.35,
        "withheld": ["hash-war-2018", "april-2021", "three-arrows-2022"],
    },
    {
        "id": "conv-lstm-6h-40", "title": "Convolution of a day under an LSTM, ten days of six-hour steps, on a HAR prior",
        "prior": "har", "prior_inputs": "wide", "inputs": "all", "convolution": 4,
        "steps": 40, "stride": 6, "units": 12, "pooling": "last", "dropout": 0.35,
        "withheld": ["may-2021", "ftx-2022", "june-2023"],
    },
    {
        "id": "scale-lstm-12h-20", "title": "LSTM over ten days of half-day steps on a scale prior",
        "prior": "scale", "prior_inputs": "wide", "inputs": "all",
        "steps": 20, "stride": 12, "units": 12, "pooling": "last", "dropout": 0.35,
        "withheld": ["black-thursday-2020", "september-2021", "usdc-2023"],
    },
    {
        "id": "attention-6h-40", "title": "Attention-pooled LSTM over ten days of six-hour steps on a HAR prior",
        "prior": "har", "prior_inputs": "wide", "inputs": "all",
        "steps": 40, "stride": 6, "units": 12, "pooling": "attention", "dropout": 0.35,
        "withheld": ["january-2022", "terra-2022", "three-arrows-2022"],
    },
]
