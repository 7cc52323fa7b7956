import { byHorizon, HORIZONS } from "../../committee/calibration/horizons.ts";
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
  const members = models.map(({ id, stretches }) => [id, stretches["all"]] as const);
  const stretches = stretchNames(models).map((name) => [name, meanFigures(models, name)] as const);
  return [
    "## Members, all hours",
    "",
    horizonTables("member", members),
    "",
    "## Late shares of misses: exceeded in one hour of a hundred",
    "",
    table(
      ["member", ...headsOf(["5 %", "1 %"])],
      members.map(([id, figures]) => [id, ...highCells(figures)]),
    ),
    "",
    "## Stretches, mean over members",
    "",
    horizonTables("stretch", stretches),
    "",
    "## Online recalibration, the ablation: Brier score with an offset learnt online against without",
    "",
    table(
      ["member", ...FALLS_BPS.map((fall) => `${fall / 100} %`), "ratio at 5 %, with and without"],
      members.map(([id, figures]) => [id, ...recalibrationCells(figures)]),
    ),
    "",
  ].join("\n");
}

/** The quantiles of each horizon, then what does not depend on one. */
function horizonTables(
  unit: string,
  rows: readonly (readonly [name: string, figures: StretchFigures | undefined])[],
): string {
  const miss = ["5 % missed", "corrected", "1 % missed", "corrected", "drifting"];
  const ratios = FALLS_BPS.map((fall) => `p / base at ${fall / 100} %`);
  return [
    table(
      [unit, "hours", ...headsOf(miss), "flagged"],
      rows.map(([name, figures]) => [name, ...missCells(figures)]),
    ),
    "",
    table(
      [unit, "out of distribution", "abstained", ...ratios],
      rows.map(([name, figures]) => [name, ...otherCells(figures)]),
    ),
  ].join("\n");
}

/** All, stress and calm, the years, then the crises; months stand in the JSON only. */
function stretchNames(models: readonly ModelDrift[]): string[] {
  const names = Object.keys(models[0]?.stretches ?? {}).filter((name) => !MONTH.test(name));
  const first = ["all", "calm", "stress"];
  const years = names.filter((name) => YEAR.test(name));
  const crises = names.filter((name) => !first.includes(name) && !YEAR.test(name));
  return [...first.filter((name) => names.includes(name)), ...years, ...crises];
}

/** The same columns for each horizon. */
function headsOf(columns: readonly string[]): string[] {
  return [HORIZONS.near, HORIZONS.far].flatMap(({ hours }) => columns.map((head) => `${hours} h: ${head}`));
}

function highCells(figures: StretchFigures | undefined): string[] {
  if (figures === undefined) return [];
  const { near, far } = figures.horizons;
  return [...near.highMissRates, ...far.highMissRates].map((rate) => percent(rate));
}

function missCells(figures: StretchFigures | undefined): string[] {
  if (figures === undefined) return [];
  const { near, far } = figures.horizons;
  const cells = [near, far].flatMap(({ misses, drifting }) => [
    ...(misses.length > 0
      ? misses.flatMap(({ raw, corrected }) => [percent(raw), percent(corrected)])
      : ["-", "-", "-", "-"]),
    percent(drifting),
  ]);
  return [figures.hours.toFixed(0), ...cells, percent(figures.flagged)];
}

function otherCells(figures: StretchFigures | undefined): string[] {
  if (figures === undefined) return [];
  const { outOfDistribution, abstained, falls } = figures;
  return [percent(outOfDistribution, 2), percent(abstained, 2), ...falls.map(({ ratio }) => plain(ratio))];
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
    horizons: byHorizon((name) => ({
      judged: first.horizons[name].judged,
      misses: first.horizons[name].misses.map((_, i) => ({
        raw: mean(({ horizons }) => horizons[name].misses[i]?.raw ?? NaN),
        corrected: mean(({ horizons }) => horizons[name].misses[i]?.corrected ?? NaN),
      })),
      highMissRates: first.horizons[name].highMissRates.map((_, i) =>
        mean(({ horizons }) => horizons[name].highMissRates[i] ?? NaN),
      ),
      drifting: mean(({ horizons }) => horizons[name].drifting),
    })),
    flagged: mean(({ flagged }) => flagged),
    abstained: mean(({ abstained }) => abstained),
    outOfDistribution: mean(({ outOfDistribution }) => outOfDistribution),
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
