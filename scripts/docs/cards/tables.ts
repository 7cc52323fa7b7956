import { FEATURES } from "../../../committee/features/schema.ts";
import type { ModelManifest } from "../../../committee/inference/manifest.ts";
import type { EvaluationResult } from "../../evaluate/result.ts";
import type { ModelFigures } from "../../evaluate/sections/thresholds.ts";
import { COMMITTEE } from "../../evaluate/subjects.ts";
import type { ChallengerManifest } from "../../forecast/manifest.ts";

/** Baselines that stand on every card. */
const BESIDE = ["har-logit", "har-fhs"];

const percent = (share: string): string => `${Number(share) * 100} %`;
export const figure = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? "-" : value.toFixed(digits);

/** A markdown table, not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What a manifest says of its model. */
export function facts(manifest: ModelManifest | ChallengerManifest): string {
  const { trained } = manifest;
  const panel = "layout" in manifest && manifest.layout === "panel";
  const together = panel ? ", of all assets of the hour together, in any order" : "";
  const withheld = trained.withheld.map(({ name, from, to }) => `${name} (${from} to ${to})`).join(", ");
  return table(
    ["", ""],
    [
      ["architecture", manifest.architecture],
      ["parameters", String(manifest.parameters)],
      ["window", `${manifest.steps} steps of ${manifest.strideHours} h${together}`],
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

/** The model beside the committee, the best baseline and two fixed ones, at every threshold. */
export function judged(id: string, result: EvaluationResult): string {
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

/** The crises that the member had not seen, by all members that had not. */
export function leftOut(id: string, result: EvaluationResult): string {
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

/** The crises that a challenger had not seen, beside the members that had not either. */
export function leftOutBeside(id: string, result: EvaluationResult): string {
  const rows = result.leftOut.flatMap(({ name, from, to, thresholds }) =>
    Object.entries(thresholds).flatMap(([threshold, { base, models }]) => {
      if (models[id] === undefined) return [];
      const cells = [id, COMMITTEE, ...BESIDE].map(
        (who) => `${figure(models[who]?.lift, 2)}, ${figure(models[who]?.brierSkill)}`,
      );
      return [[`${name} (${from} to ${to})`, percent(threshold), figure(base, 4), ...cells]];
    }),
  );
  return table(
    ["crisis", "fall", "base rate", "it: lift, Brier skill", "members that had not seen it", ...BESIDE],
    rows,
  );
}

/** The columns of a window's rows. */
export function inputs(): string {
  return table(
    ["feature", "unit", "range", "meaning"],
    FEATURES.map(({ name, unit, min, max, meaning }) => [name, unit, `${min} to ${max}`, meaning]),
  );
}
