import type { ModelDrift } from "./study.ts";
import { FALLS_BPS } from "./tally.ts";
import type { StretchFigures } from "./tally.ts";

const percent = (share: number, digits = 1): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : "-";
const plain = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "-");

const MONTH = /^\d{4}-\d{2}$/;
const YEAR = /^\d{4}$/;

/** Markdown tables of a study, the mean over members where a table has no column for them. */
export function describeDrift(models: readonly ModelDrift[]): string {
  return [
    "## Members, all hours",
    "",
    table(
      ["member", "hours", ...MISS_HEADS, "out of distribution", "abstained", "drifting", ...RATIO_HEADS],
      models.map(({ id, stretches }) => [id, ...cellsOf(stretches["all"])]),
    ),
    "",
    "## Stretches, mean over members",
    "",
    table(
      ["stretch", "hours", ...MISS_HEADS, "out of distribution", "abstained", "drifting", ...RATIO_HEADS],
      stretchNames(models).map((name) => [name, ...cellsOf(meanFigures(models, name))]),
    ),
    "",
    "## Online recalibration, the ablation: Brier score with an offset learnt online against without",
    "",
    table(
      ["member", ...FALLS_BPS.map((fall) => `${fall / 100} %`), "ratio at 5 %, with and without"],
      models.map(({ id, stretches }) => [id, ...recalibrationCells(stretches["all"])]),
    ),
    "",
  ].join("\n");
}

const MISS_HEADS = ["5 % missed", "corrected", "1 % missed", "corrected"];
const RATIO_HEADS = FALLS_BPS.map((fall) => `p / base at ${fall / 100} %`);

/** All, stress and calm, the years, then the crises; months stand in the JSON only. */
function stretchNames(models: readonly ModelDrift[]): string[] {
  const names = Object.keys(models[0]?.stretches ?? {}).filter((name) => !MONTH.test(name));
  const first = ["all", "calm", "stress"];
  const years = names.filter((name) => YEAR.test(name));
  const crises = names.filter((name) => !first.includes(name) && !YEAR.test(name));
  return [...first.filter((name) => names.includes(name)), ...years, ...crises];
}

function cellsOf(figures: StretchFigures | undefined): string[] {
  if (figures === undefined) return [];
  const misses = figures.misses.flatMap(({ raw, corrected }) => [percent(raw), percent(corrected)]);
  const filled = misses.length > 0 ? misses : MISS_HEADS.map(() => "-");
  return [
    figures.hours.toFixed(0),
    ...filled,
    percent(figures.outOfDistribution, 2),
    percent(figures.abstained, 2),
    percent(figures.drifting),
    ...figures.falls.map(({ ratio }) => plain(ratio)),
  ];
}

function recalibrationCells(figures: StretchFigures | undefined): string[] {
  if (figures === undefined) return [];
  const changes = figures.falls.map(({ brier, recalibratedBrier }) => {
    const better = 1 - recalibratedBrier / brier;
    return `${better >= 0 ? "+" : ""}${percent(better, 2)}`;
  });
  const [first] = figures.falls;
  return [...changes, `${plain(first?.recalibratedRatio ?? NaN)} / ${plain(first?.ratio ?? NaN)}`];
}

/** Members have the same hours to live through; their shares are averaged with equal weight. */
function meanFigures(models: readonly ModelDrift[], name: string): StretchFigures | undefined {
  const all = models.flatMap(({ stretches }) => stretches[name] ?? []);
  const [first] = all;
  if (first === undefined) return undefined;
  const mean = (of: (figures: StretchFigures) => number): number =>
    all.reduce((sum, figures) => sum + of(figures), 0) / all.length;
  return {
    hours: first.hours,
    judged: first.judged,
    misses: first.misses.map((_, i) => ({
      raw: mean(({ misses }) => misses[i]?.raw ?? NaN),
      corrected: mean(({ misses }) => misses[i]?.corrected ?? NaN),
    })),
    abstained: mean(({ abstained }) => abstained),
    outOfDistribution: mean(({ outOfDistribution }) => outOfDistribution),
    drifting: mean(({ drifting }) => drifting),
    falls: first.falls.map((_, i) => ({
      base: mean(({ falls }) => falls[i]?.base ?? NaN),
      ratio: mean(({ falls }) => falls[i]?.ratio ?? NaN),
      brier: mean(({ falls }) => falls[i]?.brier ?? NaN),
      recalibratedRatio: mean(({ falls }) => falls[i]?.recalibratedRatio ?? NaN),
      recalibratedBrier: mean(({ falls }) => falls[i]?.recalibratedBrier ?? NaN),
    })),
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
