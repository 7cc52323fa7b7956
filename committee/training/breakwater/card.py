"""Model cards, written from manifests and measured figures alone."""

from pathlib import Path

from .evaluation import COMMITTEE, EWMA, HAR

NAMES = {EWMA: "EWMA-VaR", HAR: "HAR prior alone", COMMITTEE: "committee"}


def percent(bps: str | int) -> str:
    return f"{int(bps) / 100:g} %"


def number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None or value != value else f"{value:.{digits}f}"


def interval(entry: dict, key: str) -> str:
    found = entry.get(key)
    if found is None:
        return "-"
    mean, low, high = (100 * v for v in found["brier"])
    return f"{mean:+.1f} % [{low:+.1f}, {high:+.1f}]"


def threshold_table(thresholds: dict, rows: list[str]) -> list[str]:
    lines = [
        "| fall | base rate | events | forecast | PR-AUC | Brier skill | mean / base | Brier against EWMA-VaR | Brier against HAR prior |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for bps, cell in thresholds.items():
        for row in rows:
            entry = cell["models"].get(row)
            if entry is None:
                continue
            lines.append(
                f"| {percent(bps)} | {cell['base']:.4f} | {cell['events']} | {NAMES.get(row, row)} | {number(entry['prAuc'])} | "
                f"{number(entry['brierSkill'])} | {number(entry['meanOverBase'], 2)} | "
                f"{interval(entry, 'against-' + EWMA)} | {interval(entry, 'against-' + HAR)} |"
            )
    return lines


def crisis_table(crises: dict, member: str) -> list[str]:
    lines = [
        "| withheld crisis | fall | base rate | PR-AUC: member / HAR / EWMA-VaR | Brier skill: member / HAR / EWMA-VaR | rows out of distribution |",
        "|---|---|---|---|---|---|",
    ]
    for name, crisis in crises.items():
        if member not in crisis["outOfDistribution"]:
            continue
        for bps in ("500", "800", "1200", "2000"):
            cell = crisis["thresholds"][bps]
            of = lambda key, digits: " / ".join(number(cell["models"][m][key], digits) for m in (member, HAR, EWMA))
            lines.append(
                f"| {name} ({crisis['from']} to {crisis['to']}) | {percent(bps)} | {cell['base']:.4f} | {of('prAuc', 3)} | "
                f"{of('brierSkill', 3)} | {100 * crisis['outOfDistribution'][member]:.1f} % |"
            )
    return lines


def losses(thresholds: dict, member: str) -> list[str]:
    """Says where the member does worse, or is not surely better."""
    found = []
    for other in (EWMA, HAR):
        for bps, cell in thresholds.items():
            entry = cell["models"][member].get("against-" + other)
            if entry is None:
                continue
            mean, low, _ = entry["brier"]
            verdict = "worse than" if mean < 0 else "not surely better than" if low <= 0 else None
            if verdict:
                found.append(f"- {percent(bps)}: {verdict} {NAMES[other]} by Brier ({100 * mean:+.1f} %).")
    return found or ["- Nowhere on this table, by Brier and within its 90 % intervals."]


def model_card(manifest: dict, features: list[dict], test: dict, crises: dict) -> str:
    trained = manifest["trained"]
    withheld = ", ".join(f"{w['name']} ({w['from']} to {w['to']})" for w in trained["withheld"])
    lines = [
        f"# {manifest['id']}: {manifest['title']}",
        "",
        "Written by the evaluation command from the manifest and the measured figures; not edited by hand.",
        "",
        f"Forecasts, for one asset and the next {manifest['horizonSeconds'] // 3600} h, the probability that the lowest hourly close lies at "
        f"least d below the close now, d in {', '.join(percent(b) for b in manifest['gridBps'])}. Falling in d by construction.",
        "",
        "| | |", "|---|---|",
        f"| architecture | {manifest['architecture']} |",
        f"| parameters | {manifest['parameters']} |",
        f"| window | {manifest['steps']} steps of {manifest['strideHours']} h |",
        f"| sha256 | `{manifest['sha256']}` |",
        f"| feature schema | `{manifest['featureSchema']}` |",
        f"| trained on | {trained['range']['from']} to {trained['range']['to']}, {len(trained['assets'])} assets: {', '.join(trained['assets'])} |",
        f"| never seen | {withheld}; every split with {trained['embargoHours']} h of embargo |",
        f"| calibrated on | {len(trained['calibration'])} held-back months, one in seven |",
        f"| data set | `{trained['datasetSha256']}` |",
        f"| seed, torch | {trained['seed']}, {trained['torch']} |",
        "",
        "## Use and non-use",
        "",
        "Use: one member's forecast for a liquid collateral asset with an hourly price feed, as input of a median. Not for "
        "stablecoins (a peg has another event), not for assets with less than 31 days of prices, not as a price forecast, not "
        "alone: a single member is not a score. Price is all it sees: an exploit or a depeg that has not moved the price yet is invisible.",
        "",
        "## Test year", "",
        f"{test['from']} to {test['to']}, never trained or calibrated on (one earlier set was evaluated on it first, see ../../training/README.md): {test['rows']} hourly rows of {len(test['assets'])} assets. "
        "Skill is Brier skill against the training base rate; differences are relative Brier improvements with 90 % month-block-bootstrap intervals "
        "(twelve months: wide, and a calm year).",
        "",
        *threshold_table(test["thresholds"], [EWMA, HAR, manifest["id"], COMMITTEE]),
        "",
        "Where it loses:", "",
        *losses(test["thresholds"], manifest["id"]),
        "",
        "## Crises it has not seen", "",
        "The HAR prior of this table is fitted without that crisis too. Skill is against the training base rate, which a crisis exceeds by far.", "",
        *crisis_table(crises, manifest["id"]),
        "",
        "## Inputs", "",
        "| feature | unit | bounds | meaning |", "|---|---|---|---|",
        *[f"| {f['name']} | {f['unit']} | {f['min']} to {f['max']} | {f['meaning']} |" for f in features],
        "",
        "## Limits", "",
        "Labels overlap: hours are not independent, and some 60 market-wide clusters are the sample. The grid ends at 3 % and 30 %. "
        "Hourly closes miss wicks. Trained on exchange prices; an on-chain feed lags them. Retrain: ../../training/README.md.",
        "",
    ]
    return "\n".join(lines)


def crisis_counts(crises: dict) -> list[str]:
    """In how many crises the members that withheld it beat each baseline by Brier score."""
    lines = []
    for bps in ("500", "800", "1200", "2000"):
        wins = {EWMA: 0, HAR: 0}
        for crisis in crises.values():
            held = list(crisis["outOfDistribution"])
            models = crisis["thresholds"][bps]["models"]
            ours = models[COMMITTEE if len(held) > 1 else held[0]]["brierSkill"]
            for other in wins:
                wins[other] += ours > models[other]["brierSkill"]
        lines.append(f"- {percent(bps)}: better Brier score than HAR in {wins[HAR]} and than EWMA-VaR in {wins[EWMA]} of {len(crises)} crises.")
    return lines


def committee_card(manifests: dict, test: dict, crises: dict, corrections: dict) -> str:
    members = list(manifests)
    lines = [
        "# Models", "",
        "Written by the evaluation command; not edited by hand. The committee is the median of its members in bps, the upper value at a tie, as the contract takes it.",
        "",
        f"## Test year, {test['from']} to {test['to']}", "",
        f"{test['rows']} hourly rows of {len(test['assets'])} assets: {', '.join(test['assets'])}. Never trained or calibrated on; one earlier set was evaluated on it first (../training/README.md). "
        "Differences are relative Brier improvements with 90 % month-block-bootstrap intervals.", "",
        *threshold_table(test["thresholds"], [EWMA, HAR, *members, COMMITTEE]),
        "", "## Crises, by the members that withheld them", "",
        "| crisis | fall | base rate | PR-AUC: withheld members / HAR / EWMA-VaR | Brier skill: withheld members / HAR / EWMA-VaR | members |", "|---|---|---|---|---|---|",
    ]
    for name, crisis in crises.items():
        held = list(crisis["outOfDistribution"])
        ours = COMMITTEE if len(held) > 1 else held[0]
        for bps in ("500", "800", "1200", "2000"):
            cell = crisis["thresholds"][bps]
            of = lambda key: " / ".join(number(cell["models"][m][key]) for m in (ours, HAR, EWMA))
            lines.append(f"| {name} | {percent(bps)} | {cell['base']:.4f} | {of('prAuc')} | {of('brierSkill')} | {', '.join(held)} |")
    lines += ["", *crisis_counts(crises)]
    lines += ["", "## Correlation of the members' corrections to the HAR prior", "", "Log-odds at 5 %, test year.", ""]
    lines += ["| | " + " | ".join(corrections["members"]) + " |", "|---" * (len(members) + 1) + "|"]
    lines += [f"| {m} | " + " | ".join(f"{v:.2f}" for v in row) + " |" for m, row in zip(corrections["members"], corrections["matrix"])]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)
