import { FAINT, line, svg, text } from "./svg.ts";

/** A line on a panel: one value for each hour, undefined where there is none. */
export interface Line {
  readonly name: string;
  readonly color: string;
  readonly values: readonly (number | undefined)[];
  readonly width?: number;
  readonly dash?: string;
}

/** One panel of the picture; values share one axis. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Least and greatest value shown; the data's own where left away. */
  readonly range?: readonly [number, number];
  readonly format: (value: number) => string;
}

export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  /** A label for each hour that carries one. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Places that a thin upright line marks. */
  readonly marks: readonly { readonly at: number; readonly color: string }[];
  readonly panels: readonly Panel[];
}

const WIDTH = 1200;
const LEFT = 90;
const RIGHT = 60;
const TOP = 104;
const PANEL = 170;
const GAP = 58;
const BOTTOM = 40;
const MOST_LABELS = 9;

/** Draws panels above each other on one time axis, as SVG. */
export function drawChart(chart: Chart): string {
  const height = TOP + chart.panels.length * (PANEL + GAP) - GAP + BOTTOM;
  const count = Math.max(...chart.panels.flatMap(({ lines }) => lines.map(({ values }) => values.length)), 2);
  const x = (i: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * i) / (count - 1);
  const bottom = height - BOTTOM;
  const body = [
    text(LEFT, 32, chart.title, 20, "700"),
    text(LEFT, 54, chart.subtitle, 13),
    ...chart.marks.map(({ at, color }) => line(x(at), TOP, x(at), bottom, color, 'stroke-dasharray="2 3"')),
    ...chart.panels.map((panel, i) => drawPanel(panel, TOP + i * (PANEL + GAP), x)),
    ...thinned(chart.ticks).map(({ at, label }) => text(x(at), bottom + 22, label, 12, "400", "middle")),
  ];
  return svg(WIDTH, height, body);
}

/** As many of the labels as stand beside each other without touching. */
function thinned<T>(ticks: readonly T[]): readonly T[] {
  const every = Math.ceil(ticks.length / MOST_LABELS);
  return ticks.filter((_, i) => i % every === 0);
}

function drawPanel(panel: Panel, top: number, x: (i: number) => number): string {
  const [low, high] = panel.range ?? rangeOf(panel);
  const y = (value: number): number => top + PANEL * (1 - (value - low) / (high - low));
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part, i, parts) => {
    const value = low + part * (high - low);
    const before = i === 0 ? "" : panel.format(low + (parts[i - 1] ?? 0) * (high - low));
    // On a short axis two lines may round to the same words: said once.
    const words = panel.format(value) === before ? "" : panel.format(value);
    const label = text(LEFT - 8, y(value) + 4, words, 11, "400", "end");
    return `${line(LEFT, y(value), WIDTH - RIGHT, y(value), FAINT)}${label}`;
  });
  return [
    ...grid,
    text(LEFT, top - 10, panel.title, 13, "700"),
    ...legend(panel.lines, top - 10),
    ...panel.lines.map((one) => polyline(one, x, y)),
  ].join("\n");
}

function rangeOf({ lines }: Panel): [number, number] {
  const values = lines.flatMap((one) => one.values.filter((value) => value !== undefined));
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low, low + Math.max(1, Math.abs(low) * 0.1)];
}

/** Names of the lines, from the right; a line without a name is not listed. */
function legend(lines: readonly Line[], y: number): string[] {
  const named = lines.filter(({ name }) => name !== "");
  return named.map(({ name, color }, i) =>
    text(WIDTH - RIGHT - (named.length - 1 - i) * 110, y, `— ${name}`, 12, "400", "end", color),
  );
}

function polyline(one: Line, x: (i: number) => number, y: (value: number) => number): string {
  const runs: string[][] = [[]];
  one.values.forEach((value, i) => {
    if (value === undefined) runs.push([]);
    else runs.at(-1)?.push(`${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  });
  const style = `fill="none" stroke="${one.color}" stroke-width="${one.width ?? 2}"${one.dash === undefined ? "" : ` stroke-dasharray="${one.dash}"`}`;
  return runs
    .filter(({ length }) => length > 0)
    .map((points) => `<polyline ${style} points="${points.join(" ")}"/>`)
    .join("");
}
