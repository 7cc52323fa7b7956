"""The committee's seven: they differ in architecture, resolution, inputs, prior, and in the crises they have not seen."""

MEMBERS = [
    {
        "id": "lstm-1h-96", "title": "LSTM over four days of hours",
        "steps": 96, "stride": 1, "inputs": "all", "market_prior": False,
        "units": 20, "pooling": "last", "dropout": 0.3,
        "withheld": ["black-thursday-2020", "january-2021", "ftx-2022"],
    },
    {
        "id": "lstm-6h-40", "title": "LSTM over ten days of six-hour steps",
        "steps": 40, "stride": 6, "inputs": "all", "market_prior": True,
        "units": 24, "pooling": "last", "dropout": 0.35,
        "withheld": ["september-2020", "may-2021", "usdc-2023"],
    },
    {
        "id": "attention-3h-64", "title": "Attention-pooled LSTM over eight days of three-hour steps",
        "steps": 64, "stride": 3, "inputs": "all", "market_prior": False,
        "units": 20, "pooling": "attention", "dropout": 0.3,
        "withheld": ["september-2019", "december-2021", "terra-2022"],
    },
    {
        "id": "conv-lstm-1h-144", "title": "Convolution of six hours under an LSTM, six days",
        "steps": 144, "stride": 1, "inputs": "all", "market_prior": True, "convolution": 6,
        "units": 20, "pooling": "last", "dropout": 0.3,
        "withheld": ["hash-war-2018", "april-2021", "three-arrows-2022"],
    },
    {
        "id": "stacked-4h-48", "title": "Two-layer LSTM over eight days of four-hour steps",
        "steps": 48, "stride": 4, "inputs": "all", "market_prior": False, "layers": 2,
        "units": 16, "pooling": "last", "dropout": 0.3,
        "withheld": ["black-thursday-2020", "september-2021", "usdc-2023"],
    },
    {
        "id": "branches-12h-20", "title": "Two LSTMs, own inputs and the market's, ten days of half-day steps",
        "steps": 20, "stride": 12, "inputs": "two-branch", "market_prior": True,
        "units": 16, "pooling": "last", "dropout": 0.35,
        "withheld": ["may-2021", "ftx-2022", "june-2023"],
    },
    {
        "id": "own-attention-6h-40", "title": "Attention-pooled LSTM on the asset's own inputs, six-hour steps",
        "steps": 40, "stride": 6, "inputs": "own", "market_prior": False,
        "units": 20, "pooling": "attention", "dropout": 0.3, "cap": 0.8,
        "withheld": ["january-2022", "terra-2022", "three-arrows-2022"],
    },
]
