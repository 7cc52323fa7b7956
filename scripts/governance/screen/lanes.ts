import { FAINT, INK, line, svg, text } from "../../demo/screen/svg.ts";

/** Part of a lane, between two moments. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

/** A sign on a lane. */
export interface Mark {
  readonly at: number;
  readonly sign: "dot" | "ring" | "diamond" | "cross";
  readonly color: string;
}

/** One proposal on one DAO; the caption stands under the lane, across the whole width. */
export interface Lane {
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
  readonly caption: string;
}

export interface Band {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

/** A line over time, in per cent, with a level that it is compared with. */
export interface ScorePanel {
  readonly title: string;
  readonly points: readonly { readonly at: number; readonly percent: number }[];
  readonly bound: { readonly percent: number; readonly label: string };
}

export interface LaneChart {
  readonly title: string;
  readonly subtitles: readonly string[];
  readonly legend: readonly {
    readonly label: string;
    readonly color: string;
    readonly sign: Mark["sign"] | "bar";
  }[];
  readonly bands: readonly Band[];
  readonly score: ScorePanel;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** Narrow, with large letters: a phone shows it at less than half its size. */
const WIDTH = 960;
const SIDE = 40;
const LETTERS = { title: 30, subtitle: 19, band: 23, caption: 19, axis: 18, scale: 14 };
/** Of DejaVu Sans, as a share of the size. */
const LETTER_WIDTH = 0.62;
const LINE = 28;
const LEGEND_COLUMNS = 3;
const BAR = 18;
const LANE = BAR + 36;
const BAND_HEAD = 40;
const BAND_GAP = 14;
const PANEL = 170;
const PANEL_HEAD = 44;
/** Not at half: a bound is labelled there. */
const GRID = [0, 25, 75, 100];
const SCORE_COLOR = "#3056d3";
const BOUND_COLOR = "#c2362b";

/** Draws lanes above each other and a score below them, all on one time axis, as SVG. */
export function drawLanes(chart: LaneChart): string {
  const x = (at: number): number => SIDE + ((WIDTH - 2 * SIDE) * (at - chart.from)) / (chart.to - chart.from);
  const head = drawHead(chart);
  let top = head.height;
  const grid = top;
  const body: string[] = [];
  for (const band of chart.bands) {
    body.push(...drawBand(band, top, x));
    top += bandHeight(band);
  }
  const panel = top + PANEL_HEAD;
  const bottom = panel + PANEL;
  const ticks = chart.ticks.flatMap(({ at, label }) => [
    line(x(at), grid, x(at), bottom, FAINT),
    text(x(at), bottom + LINE, label, LETTERS.axis, "400", "middle"),
  ]);
  return svg(WIDTH, bottom + 2 * LINE - 8, [
    ...ticks,
    ...head.body,
    ...body,
    ...drawScore(chart.score, panel, x),
  ]);
}

const bandHeight = ({ lanes }: Band): number => BAND_HEAD + lanes.length * LANE + BAND_GAP;

function drawHead({ title, subtitles, legend }: LaneChart): { body: string[]; height: number } {
  const body = [text(SIDE, 48, title, LETTERS.title, "700")];
  let y = 52;
  for (const subtitle of subtitles) body.push(text(SIDE, (y += LINE), subtitle, LETTERS.subtitle));
  const column = (WIDTH - 2 * SIDE) / LEGEND_COLUMNS;
  y += 14;
  legend.forEach(({ label, color, sign }, i) => {
    const [left, line_] = [
      SIDE + (i % LEGEND_COLUMNS) * column,
      y + LINE * (1 + Math.floor(i / LEGEND_COLUMNS)),
    ];
    body.push(
      sign === "bar" ? bar(left, line_ - 15, 22, color) : drawSign(sign, left + 11, line_ - 7, color),
    );
    body.push(text(left + 32, line_, label, LETTERS.caption));
  });
  return { body, height: y + LINE * Math.ceil(legend.length / LEGEND_COLUMNS) + 20 };
}

function drawBand({ title, lanes }: Band, top: number, x: (at: number) => number): string[] {
  return [
    text(SIDE, top + 28, title, LETTERS.band, "700"),
    ...lanes.flatMap((lane, i) => drawLane(lane, top + BAND_HEAD + i * LANE, x)),
  ];
}

function drawLane({ spans, marks, caption }: Lane, top: number, x: (at: number) => number): string[] {
  return [
    ...spans.map(({ from, to, color }) => bar(x(from), top, Math.max(2, x(to) - x(from)), color)),
    ...marks.map(({ at, sign, color }) => drawSign(sign, x(at), top + BAR / 2, color)),
    text(SIDE, top + BAR + 21, caption, LETTERS.caption),
  ];
}

function drawScore({ title, points, bound }: ScorePanel, top: number, x: (at: number) => number): string[] {
  const y = (percent: number): number => top + PANEL * (1 - percent / 100);
  const path = points.map(({ at, percent }): Point => [x(at), y(percent)]);
  const place = freePlace(path, y(bound.percent), bound.label.length * LETTERS.caption * LETTER_WIDTH);
  return [
    text(SIDE, top - 14, title, LETTERS.band, "700"),
    ...GRID.flatMap((percent) => [
      line(SIDE, y(percent), WIDTH - SIDE, y(percent), FAINT),
      text(SIDE - 6, y(percent) + 5, String(percent), LETTERS.scale, "400", "end"),
    ]),
    line(SIDE, y(bound.percent), WIDTH - SIDE, y(bound.percent), BOUND_COLOR, 'stroke-dasharray="8 5"'),
    text(place.x, place.y, bound.label, LETTERS.caption, "400", place.anchor, BOUND_COLOR),
    `<polyline fill="none" stroke="${SCORE_COLOR}" stroke-width="3" points="${path.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ")}"/>`,
  ];
}

type Point = readonly [number, number];

interface Place {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end";
}

/** Where beside a level its label meets no part of the path: above or below it, left or right; above left where none does. */
function freePlace(path: readonly Point[], level: number, width: number): Place {
  const places: Place[] = [level - 7, level + LETTERS.caption + 3].flatMap((baseline): Place[] => [
    { x: SIDE + 6, y: baseline, anchor: "start" },
    { x: WIDTH - SIDE - 6, y: baseline, anchor: "end" },
  ]);
  const isFree = ({ x: at, y: baseline, anchor }: Place): boolean => {
    const left = anchor === "start" ? at : at - width;
    return path.every((end, i) => {
      const heights = heightsWithin(path[i - 1] ?? end, end, left, left + width);
      return heights.every((y) => y < baseline - LETTERS.caption) || heights.every((y) => y > baseline + 5);
    });
  };
  return places.find(isFree) ?? { x: SIDE + 6, y: level - 7, anchor: "start" };
}

/** Where a straight line enters and leaves a stretch of the axis; nothing where it lies beside it. */
function heightsWithin([x0, y0]: Point, [x1, y1]: Point, left: number, right: number): number[] {
  const [from, to] = [Math.max(x0, left), Math.min(x1, right)];
  if (from > to) return [];
  const at = (x: number): number => (x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
  return [at(from), at(to)];
}

const bar = (x: number, y: number, width: number, color: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${BAR}" fill="${color}"/>`;

function drawSign(sign: Mark["sign"], x: number, y: number, color: string): string {
  const at = (dx: number, dy: number): string => `${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}`;
  switch (sign) {
    case "dot":
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="6" fill="${color}"/>`;
    case "ring":
      return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="6" fill="#ffffff" stroke="${color}" stroke-width="3"/>`;
    case "diamond":
      return `<polygon points="${at(0, -13)} ${at(13, 0)} ${at(0, 13)} ${at(-13, 0)}" fill="${color}" stroke="#ffffff" stroke-width="2"/>`;
    case "cross":
      return `<path d="M${at(-9, -9)} L${at(9, 9)} M${at(-9, 9)} L${at(9, -9)}" stroke="${color}" stroke-width="5"/>`;
  }
}

/** Of a cross: the ink of everything without a colour of its own. */
export const CROSS_COLOR = INK;
