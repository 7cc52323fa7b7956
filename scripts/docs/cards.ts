import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FEATURES } from "../../committee/features/schema.ts";
import type { EvaluationResult } from "../evaluate/result.ts";
import type { ModelFigures } from "../evaluate/sections/thresholds.ts";
import { COMMITTEE } from "../evaluate/subjects.ts";
import { MEMBERS_FOLDER, readForecasters } from "../forecast/forecasters.ts";
import { readManifest } from "../../committee/inference/manifest.ts";
import type { ModelManifest } from "../../committee/inference/manifest.ts";

const USAGE = "usage: node scripts/docs/cards.ts --evaluation FILE (what npm run evaluate -- --json printed)";
const BESIDE = ["har-logit", "har-fhs"];
const BEGIN = "<!-- generated: node scripts/docs/cards.ts -->";
const END = "<!-- end -->";

const percent = (share: string): string => `${Number(share) * 100} %`;
const figure = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? "-" : value.toFixed(digits);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function facts(manifest: ModelManifest): string {
  const { trained } = manifest;
  const withheld = trained.withheld.map(({ name, from, to }) => `${name} (${from} to ${to})`).join(", ");
  return table(
    ["", ""],
    [
      ["architecture", manifest.architecture],
      ["parameters", String(manifest.parameters)],
      ["window", `${manifest.steps} steps of ${manifest.strideHours} h`],
      ["sha256", `\`${manifest.sha256}\``],
      ["feature schema", `\`${manifest.featureSchema}\``],
      [
        "trained on",
        `${trained.range.from} to ${trained.range.to}, ${trained.assets.length} assets: ${trained.assets.join(", ")}`,
      ],
      ["never seen", `${withheld}; ${trained.embargoHours} h of embargo around each`],
      ["calibrated on", `${trained.calibration.length} held-back months, one in seven`],
      ["data set", `\`${trained.datasetSha256}\``],
      ["seed, torch", `${trained.seed}, ${trained.torch}`],
    ],
  );
}

/** The member beside the committee, the best baseline and two fixed ones, at every threshold. */
function judged(id: string, result: EvaluationResult): string {
  const rows = Object.entries(result.thresholds).flatMap(([threshold, { base, bestBaseline, models }]) => {
    const shown = [...new Set([id, COMMITTEE, bestBaseline ?? "", ...BESIDE])];
    return shown.flatMap((name) => {
      const model: ModelFigures | undefined = models[name];
      if (model === undefined) return [];
      const figures = [model.prAuc, model.rocAuc, model.brierSkill];
      const label = name === bestBaseline ? `${name} (best baseline)` : name;
      const tail = [figure(model.slope, 2), figure(model.meanOverBase, 2)];
      return [
        [percent(threshold), figure(base, 4), label, ...figures.map((value) => figure(value)), ...tail],
      ];
    });
  });
  return table(
    ["fall", "base rate", "forecast", "PR-AUC", "ROC-AUC", "Brier skill", "slope", "mean / base"],
    rows,
  );
}

function leftOut(id: string, result: EvaluationResult): string {
  const rows = result.leftOut
    .filter(({ members }) => members.includes(id))
    .flatMap(({ name, from, to, members, thresholds }) =>
      Object.entries(thresholds).map(([threshold, { base, models }]) => {
        const cell = (who: string): string =>
          `${figure(models[who]?.lift, 2)}, ${figure(models[who]?.brierSkill)}`;
        return [
          `${name} (${from} to ${to})`,
          members.join(", "),
          percent(threshold),
          figure(base, 4),
          cell(COMMITTEE),
          ...BESIDE.map(cell),
        ];
      }),
    );
  return table(
    ["crisis", "members that had not seen it", "fall", "base rate", "they: lift, Brier skill", ...BESIDE],
    rows,
  );
}

function card(id: string, manifest: ModelManifest, result: EvaluationResult): string {
  const features = FEATURES.map(({ name, unit, min, max, meaning }) => [
    name,
    unit,
    `${min} to ${max}`,
    meaning,
  ]);
  return `# ${id}: ${manifest.title}

Written by \`node scripts/docs/cards.ts\` from the manifest and from what \`npm run evaluate\` printed; not edited by hand.

Forecasts, for one asset, the probability that the lowest hourly close of the next 24 h (and of 72 h) lies at least d below the close now, for ${manifest.gridBps.length} values of d from ${(manifest.gridBps[0] ?? 0) / 100} % to ${(manifest.gridBps.at(-1) ?? 0) / 100} %, and the volatility of the next 24 h. Falling in d by construction.

${facts(manifest)}

## Use and non-use

Use: one member's forecast for a liquid collateral asset with an hourly price feed, as input of a median. Not for stablecoins (a peg has another event), not for assets with less than 31 days of prices, not as a price forecast, not alone: a single member is not a score. Prices and the clock are all it sees: an exploit or a depeg that has not moved the price yet is invisible.

## ${result.from} to ${result.to}, after training

${judged(id, result)}

Skill is against always saying the training years' base rate. A slope below 1 is overconfidence; a mean over the base rate above 1 says too much on average.

## Crises that it had not seen

Lift is the area under the precision-recall curve over the base rate inside the crisis. The baselines were fitted with these crises in their data.

${leftOut(id, result)}

## Inputs

${table(["feature", "unit", "range", "meaning"], features)}

## Limits

The dates above are few and their hours overlap: read [docs/evaluation.md](../../../docs/evaluation.md) for intervals, for what failed, and for every model beside every baseline. Retrain with \`npm run train -- --data FOLDER --only members\`.
`;
}

function overview(ids: readonly string[], result: EvaluationResult): string {
  const rows = ids.map((id) => {
    const manifest = readManifest(join(MEMBERS_FOLDER, id));
    const skill = ["0.05", "0.08", "0.12"].map((key) =>
      figure(result.thresholds[key]?.models[id]?.brierSkill),
    );
    return [`[${id}](${id}/README.md)`, manifest.title, String(manifest.parameters), ...skill];
  });
  return table(["member", "what it is", "parameters", "Brier skill at 5 %", "8 %", "12 %"], rows);
}

function main(): void {
  const { values } = parseArgs({ options: { evaluation: { type: "string" } } });
  if (values.evaluation === undefined) throw new Error(`--evaluation is missing; ${USAGE}`);
  const result = JSON.parse(readFileSync(values.evaluation, "utf8")) as EvaluationResult;
  const ids = readForecasters().flatMap(({ id, kind }) => (kind === "member" ? [id] : []));
  for (const id of ids) {
    const manifest = readManifest(join(MEMBERS_FOLDER, id));
    writeFileSync(join(MEMBERS_FOLDER, id, "README.md"), card(id, manifest, result));
  }
  const page = join(MEMBERS_FOLDER, "README.md");
  const [head, rest] = readFileSync(page, "utf8").split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`${page} has lost its markers ${BEGIN} and ${END}.`);
  writeFileSync(page, `${head}${BEGIN}\n\n${overview(ids, result)}\n\n${END}${tail}`);
}

main();
