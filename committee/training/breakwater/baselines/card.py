"""committee/baselines/README.md, written from the manifests and the files themselves."""

import json
from pathlib import Path

from .registry import BASELINES

HEAD = """# Baselines

Written by `python baselines.py --dataset build/dataset --out ../baselines` in committee/training; not edited by hand.

What the committee has to beat: the simple forecasts, each fitted on every date before 2023-07-01 less 72 h, exported to ONNX with the members' input and outputs, and evaluated by the same TypeScript that runs the members. They sign nothing and no node loads them.

- Every file gives `probability` (24 h), `probability72` and `logvol` (ln of the root mean squared hourly log return of the next 24 h). Probabilities fall with the depth and rise with the horizon, whatever the window; a file that breaks this, or that differs from the fitted module by more than 1e-5 on 3,000 windows, is not written.
- Shapes, inputs and penalties were chosen on the three years below, so that these figures flatter every tuned baseline a little. No figure of the test year entered a choice. `trainingBase` in a manifest is the climatology: event rates of the fitting rows.
- HAR forecasts of variance are the exponential of a log forecast with a bias correction; their falls come from one table of standardised lows, pooled over assets and dates (filtered historical simulation over the whole horizon, not hour by hour).
"""

DECISIONS = """
## Decisions and limits

- EWMA-VaR decays by 0.70 a day, not by RiskMetrics' 0.94, which lost 1.4 to 2.8 % of log loss in every year; its Gaussian tail is kept, which is what the name means. It reads 240 h in blocks of six; what is older weighs 3 % and takes the realised variance of the 168 h before. Against the recursion over the whole history its volatility differs by 1.6 % (root mean square; 99 of 100 hours by less than 3.9 %; the largest log difference is 0.65).
- GARCH is fitted by asset on hourly returns, the parameters are medians over assets, the long-run level is the asset's own month. Its persistence reaches the bound of 0.9995, so that forecasts hardly revert within a day: it loses on volatility by far, as in the literature.
- The features hold no quarticity of the day: HARQ bends the coefficients of 6 and 24 h by the week's kurtosis.
- Historical VaR sees ten days, the longest window that the feature engine holds, and six windows' worth of climatology beside it.
- LightGBM starts from the ridge logits and corrects them. With eight leaves and 200 rounds (tried from logits on volatilities and calendar) it gained in 2021-22 and lost in the other two years.
- The forest cannot extrapolate beyond the volatilities it has seen; it is the largest file because its leaves carry 19 numbers.
- The five volatilities of the logits are unpenalised but for 1e-5; deep falls (30 %, 45 %) have few events, all in a handful of crises, and their log-odds are worth accordingly little.
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *rows])


def write(out: Path) -> None:
    known = [b.id for b in BASELINES if (out / b.id / "manifest.json").is_file()]
    manifests = [json.loads((out / name / "manifest.json").read_text()) for name in known]
    files = table(
        ["id", "title", "method", "source", "window", "numbers fitted", "bytes", "sha256"],
        [
            [
                f"`{m['id']}`", m["title"], m["architecture"], m["source"], f"{m['steps']} x {m['strideHours']} h",
                str(m["parameters"]), str((out / m["id"] / m["file"]).stat().st_size), f"`{m['sha256'][:18]}`",
            ]
            for m in manifests
        ],
    )
    (out / "README.md").write_text(HEAD + "\n" + files + "\n" + walk_forward_tables(manifests) + DECISIONS)


SCORES = [
    ("logLoss", "log loss"), ("logLoss72", "log loss 72 h"), ("brier500", "Brier 5 %"), ("brier800", "Brier 8 %"),
    ("brier1200", "Brier 12 %"), ("prAuc500", "PR-AUC 5 %"), ("prAuc800", "PR-AUC 8 %"), ("prAuc1200", "PR-AUC 12 %"),
    ("ratio500", "mean / base 5 %"), ("ratio1200", "mean / base 12 %"), ("qlike", "QLIKE"),
]


def walk_forward_tables(manifests: list[dict]) -> str:
    """One table a year: log loss is the mean over the grid, every third hour of every asset is judged."""
    parts = ["\n## Walk-forward\n\nFitted before each year, judged on it; log loss is the mean over the grid.\n"]
    for index, year in enumerate(manifests[0]["walkForward"] if manifests else []):
        rows = [[f"`{m['id']}`"] + [f"{m['walkForward'][index][key]:.4f}" for key, _ in SCORES] for m in manifests]
        parts.append(f"\n### {year['from']} to {year['to']}\n\n{table(['id'] + [title for _, title in SCORES], rows)}\n")
    return "".join(parts)
