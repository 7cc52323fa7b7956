"""A monitor's card, written from its manifest and the feature table alone."""

from pathlib import Path

NON_USE = {
    "peg": "Not a valuation and not a bet on redemption: it knows prices alone, no reserves, no queue, no news. A peg that breaks in one hour, without a shaken week before it, comes without warning. It says nothing of assets without a reference feed.",
    "liquidations": "Not the size of bad debt: what is seized is not what is lost. The subgraph repeats quiet hours, and the history has few days beyond a million USD.",
    "utilisation": "Not a forecast of insolvency: suppliers who cannot withdraw for a day are not suppliers who lost. Few hours beyond 95 % exist, most of them in small or young reserves.",
    "liquidity": "Do not let it act alone. Three pools of two stablecoins and some forty onsets, most of them one provider who left: it is a rule that says which pools are thin and restless, not when they empty.",
}


def percent(value: float) -> str:
    return "-" if value != value else f"{100 * value:.1f} %"


def write_card(manifest: dict, features: list[dict], path: Path) -> None:
    events = [event["name"] for event in manifest["events"]]
    lines = [
        f"# {manifest['id']}", "", f"{manifest['title']}. {manifest['architecture']}. Written by the training command; not edited by hand.", "",
        f"- File: `{manifest['file']}`, {manifest['sha256']}, {manifest['parameters']} parameters, {manifest['steps']} hours of {len(manifest['features'])} inputs.",
        f"- Fitted on {manifest['trained']['rows']} hours of {len(manifest['trained']['series'])} series, {manifest['trained']['range']['from']} to {manifest['trained']['range']['to']} less {manifest['trained']['embargoHours']} h: {', '.join(manifest['trained']['series'])}.",
        f"- Non-use: {NON_USE[manifest['id']]}", "- How it is judged, and where it loses: docs/monitors.md.", "", "## Events", "",
        "| event | outcome | threshold | horizon | base rate in training |", "| --- | --- | --- | --- | --- |",
    ]
    for event in manifest["events"]:
        lines.append(f"| {event['name']} | {event['outcome']} | {event['threshold']:g} {event['unit']} | {event['horizonSeconds'] // 3600} h | {100 * event['baseRate']:.3f} % |")
    lines += ["", "## The rule", "", "Log-odds of an event: bias plus the weights times (input - mean) / scale of the newest hour. A sign of 1 or -1 was imposed.", ""]
    lines += [f"| input | sign | {' | '.join(events)} |", "| --- | --- |" + " --- |" * len(events)]
    for k, (name, entry) in enumerate(manifest["rule"]["inputs"].items()):
        lines.append(f"| {name} | {entry['sign'] or 'free'} | " + " | ".join(f"{row[k]:.3f}" for row in manifest["rule"]["weights"]) + " |")
    lines.append("| bias | | " + " | ".join(f"{value:.3f}" for value in manifest["rule"]["bias"]) + " |")
    lines += ["", "## Log skill out of fold", "", "Against the training base rate, rule alone / with the LSTM; a dash where the fold has no event.", ""]
    lines += [f"| fold | {' | '.join(events)} |", "| --- |" + " --- |" * len(events)]
    for fold in manifest["metrics"]["outOfFold"]:
        cells = [f"{percent(e['rule'])} / {percent(e['monitor'])}" if e["events"] else "-" for e in fold["events"]]
        lines.append(f"| {fold['name']} | " + " | ".join(cells) + " |")
    lines += ["", "## Inputs", "", "| input | unit | bounds | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| {f['name']} | {f['unit']} | {f['min']:g} to {f['max']:g} | {f['meaning'].replace('|', chr(92) + '|')} |" for f in features]
    path.write_text("\n".join(lines) + "\n")
