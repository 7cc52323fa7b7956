import type { CrisisResult } from "../backtest.ts";
import { DAMAGES, curveOf } from "../judge/curve.ts";
import type { CurvePoint, Damage } from "../judge/curve.ts";

const TITLES: Readonly<Record<Damage, string>> = {
  badDebtUsd: "Bad debt at the end",
  peakBadDebtUsd: "Bad debt at its worst hour",
  liquidatedUsd: "Collateral liquidated",
};
const COLORS = ["#0b6e4f", "#c0392b", "#8e44ad", "#d68910", "#2471a3", "#7b7d7d", "#a04000", "#17202a"];
/** Beyond this share of capacity no DAO would follow. */
const WIDEST = 0.12;
const [PANEL, HEIGHT, LEFT, TOP, GAP] = [330, 300, 60, 96, 60];
const INK = "#1f2933";
const FAINT = "#d5dbe1";

/** The curves of all forecasters: capacity withheld against damage left, one panel a damage, as SVG. */
export function drawCurves(crises: readonly CrisisResult[]): string {
  const ids = Object.keys(crises[0]?.forecasters ?? {});
  const width = LEFT + DAMAGES.length * (PANEL + GAP);
  const height = TOP + HEIGHT + 54;
  const panels = DAMAGES.map((damage, i) => {
    const left = LEFT + i * (PANEL + GAP);
    const curves = ids.map((id, k) => drawCurve(curveOf(crises, id, damage) ?? [], left, COLORS[k] ?? INK));
    return [drawAxes(left, TITLES[damage]), ...curves].join("\n");
  });
  const legend = ids.map((id, k) => text(LEFT + k * 165, 58, `— ${id}`, 13, COLORS[k] ?? INK));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(
      LEFT,
      30,
      `What is left of the damage, against the borrow capacity withheld: ${crises.length} crises`,
      17,
    ),
    ...legend,
    ...panels,
    "</svg>\n",
  ].join("\n");
}

const xOf = (left: number, share: number): number => left + (PANEL * share) / WIDEST;
const yOf = (share: number): number => TOP + HEIGHT * (1 - Math.min(1.05, share));

function drawAxes(left: number, title: string): string {
  const rows = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    [
      `<line x1="${left}" y1="${yOf(share)}" x2="${left + PANEL}" y2="${yOf(share)}" stroke="${FAINT}"/>`,
      text(left - 6, yOf(share) + 4, `${share * 100} %`, 11, INK, "end"),
    ].join(""),
  );
  const columns = [0, 0.03, 0.06, 0.09, 0.12].map((share) =>
    text(xOf(left, share), TOP + HEIGHT + 18, `${(share * 100).toFixed(0)} %`, 11, INK, "middle"),
  );
  return [
    ...rows,
    ...columns,
    text(left, TOP - 12, title, 13),
    text(left + PANEL / 2, TOP + HEIGHT + 40, "borrow capacity withheld", 12, INK, "middle"),
  ].join("\n");
}

function drawCurve(curve: readonly CurvePoint[], left: number, color: string): string {
  const points = [{ capacityShare: 0, damageShare: 1 }, ...curve]
    .filter(({ capacityShare }) => capacityShare <= WIDEST)
    .sort((a, b) => a.capacityShare - b.capacityShare)
    .map(({ capacityShare, damageShare }) => [
      xOf(left, capacityShare).toFixed(1),
      yOf(damageShare).toFixed(1),
    ]);
  const dots = points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.5" fill="${color}"/>`).join("");
  const path = points.map((point) => point.join(",")).join(" ");
  return `<polyline fill="none" stroke="${color}" stroke-width="2" points="${path}"/>${dots}`;
}

function text(x: number, y: number, content: string, size: number, color = INK, anchor = "start"): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${color}" text-anchor="${anchor}">${content}</text>`;
}
