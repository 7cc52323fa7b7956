/** A line, or points, on two numeric axes. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [number, number])[];
  readonly dash?: string;
  readonly dots?: boolean;
}

/** One square of a picture. */
export interface Square {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly scale: "linear" | "log";
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly curves: readonly Curve[];
}

const SIDE = 250;
const LEFT = 62;
const TOP = 66;
const GAP = 84;
const BOTTOM = 56;
const INK = "#1f2933";
const FAINT = "#d5dbe1";

/** Draws squares beside each other, as SVG. */
export function drawSquares(title: string, squares: readonly Square[]): string {
  const width = LEFT + squares.length * (SIDE + GAP) - GAP + 24;
  const height = TOP + SIDE + BOTTOM;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(LEFT, 26, title, 16, "start", "700"),
    ...squares.map((square, i) => drawSquare(square, LEFT + i * (SIDE + GAP))),
    "</svg>\n",
  ].join("\n");
}

function drawSquare(square: Square, left: number): string {
  const x = scaleOf(square.scale, square.xRange, left, left + SIDE);
  const y = scaleOf(square.scale, square.yRange, TOP + SIDE, TOP);
  const bottom = TOP + SIDE;
  return [
    text(left, TOP - 12, square.title, 13, "start", "700"),
    ...ticks(square.scale, square.xRange).map(
      (value) =>
        `${line(x(value), TOP, x(value), bottom, FAINT)}${text(x(value), bottom + 16, label(value), 10, "middle")}`,
    ),
    ...ticks(square.scale, square.yRange).map(
      (value) =>
        `${line(left, y(value), left + SIDE, y(value), FAINT)}${text(left - 6, y(value) + 3, label(value), 10, "end")}`,
    ),
    text(left + SIDE / 2, bottom + 36, square.xLabel, 11, "middle"),
    `<g transform="translate(${left - 44},${TOP + SIDE / 2}) rotate(-90)">${text(0, 0, square.yLabel, 11, "middle")}</g>`,
    ...square.curves.map((curve) => drawCurve(curve, square, x, y)),
    ...square.curves
      .filter(({ name }) => name !== "")
      .map(({ name, color }, i) => legend(square.scale, left, TOP + 16 + 15 * i, name, color)),
  ].join("\n");
}

type Scale = (value: number) => number;

function scaleOf(
  kind: Square["scale"],
  [low, high]: readonly [number, number],
  from: number,
  to: number,
): Scale {
  const at = (value: number): number => (kind === "log" ? Math.log(value) : value);
  return (value) => from + ((at(value) - at(low)) / (at(high) - at(low))) * (to - from);
}

function ticks(kind: Square["scale"], [low, high]: readonly [number, number]): number[] {
  if (kind === "linear") return [0, 0.25, 0.5, 0.75, 1].map((part) => low + part * (high - low));
  const decades = [0.0001, 0.001, 0.01, 0.1, 1].flatMap((decade) => [decade, 3 * decade]);
  return decades.filter((value) => value >= low && value <= high);
}

const label = (value: number): string => String(Number(value.toPrecision(2)));

/** A curve's name where its plot is empty: above the diagonal of a log plot, right of a linear one's fall. */
function legend(scale: Square["scale"], left: number, y: number, name: string, color: string): string {
  return scale === "log"
    ? text(left + 8, y, name, 11, "start", "400", color)
    : text(left + SIDE - 6, y, name, 11, "end", "400", color);
}

function drawCurve(
  { points, color, dash, dots }: Curve,
  { xRange, yRange }: Square,
  x: Scale,
  y: Scale,
): string {
  const inside = (value: number, [low, high]: readonly [number, number]): number =>
    Math.min(Math.max(value, low), high);
  const places = points.map(([a, b]) => [x(inside(a, xRange)), y(inside(b, yRange))] as const);
  const path = places.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
  const dashed = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
  const marks =
    dots === true
      ? places.map(([a, b]) => `<circle cx="${a.toFixed(1)}" cy="${b.toFixed(1)}" r="3" fill="${color}"/>`)
      : [];
  return [
    `<polyline fill="none" stroke="${color}" stroke-width="1.6"${dashed} points="${path}"/>`,
    ...marks,
  ].join("");
}

function line(x1: number, y1: number, x2: number, y2: number, color: string): string {
  const at = (value: number): string => value.toFixed(1);
  return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${color}"/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  size: number,
  anchor: string,
  weight = "400",
  color = INK,
): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${color}">${escaped}</text>`;
}
