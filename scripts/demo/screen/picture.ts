import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { DAY_HOURS, speakHour } from "../hours.ts";
import type { Collateral } from "../path/price-path.ts";
import { COLLATERALS } from "../path/price-path.ts";
import type { Plot } from "../plot.ts";
import type { HourRecord } from "../record.ts";
import { writeWhole } from "../run-folder.ts";
import type { AlarmLevel } from "../warnings.ts";
import { drawChart } from "./chart.ts";
import type { Chart, Line, Panel } from "./chart.ts";
import { short } from "./words.ts";

const COLORS: Record<Collateral, string> = {
  WETH: "#3056d3",
  WBTC: "#e08a1e",
  wstETH: "#18a0a8",
  LINK: "#8b5cf6",
};
const GUARDED = "#12805c";
const ALONE = "#c2362b";
const MEMBER = "#a9b4c0";
const ALARM = "#c2362b";

/** Draws the run as SVG and PNG beside each other; returns both paths. */
export function drawPicture(
  plot: Plot,
  records: readonly HourRecord[],
  levels: Readonly<Record<Collateral, AlarmLevel>>,
  base: string,
): string[] {
  const svg = drawChart(chartOf(plot, records, levels));
  const files = [`${base}.svg`, `${base}.png`];
  writeWhole(`${base}.svg`, svg);
  writeWhole(`${base}.png`, renderPng(svg));
  return files;
}

/** Rasterises with a font that comes along: no machine needs one of its own. */
export function renderPng(svg: string): Uint8Array {
  const fonts = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const fontFiles = [join(fonts, "DejaVuSans.ttf"), join(fonts, "DejaVuSans-Bold.ttf")];
  return new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans" },
  })
    .render()
    .asPng();
}

function chartOf(
  plot: Plot,
  records: readonly HourRecord[],
  levels: Readonly<Record<Collateral, AlarmLevel>>,
): Chart {
  const source = plot.source === "data" ? "real hourly prices" : "reconstructed prices";
  const every = Math.max(1, Math.round(DAY_HOURS / 2 / plot.stepHours));
  return {
    title: plot.title,
    subtitle: `${source}; scores, LTV and bad debt as they came out on two local Aave v3.6 markets; upright lines: the guardian acts`,
    ticks: records.flatMap(({ hour }, at) => (at % every === 0 ? [{ at, label: speakHour(hour) }] : [])),
    marks: records.flatMap(({ actions }, at) =>
      actions.some(({ by }) => by === "guardian") ? [{ at, color: ALARM }] : [],
    ),
    panels: [
      pricePanel(records),
      scorePanel(plot.focus, records, levels[plot.focus]),
      ltvPanel(plot.focus, records, levels[plot.focus]),
      badDebtPanel(records),
    ],
  };
}

function pricePanel(records: readonly HourRecord[]): Panel {
  const first = records[0];
  const lines = COLLATERALS.map((asset): Line => ({
    name: asset,
    color: COLORS[asset],
    values: records.map(({ prices }) => (prices[asset] / (first?.prices[asset] ?? 1)) * 100),
  }));
  return { title: "Price, first hour = 100", lines, format: (value) => value.toFixed(0) };
}

function scorePanel(focus: Collateral, records: readonly HourRecord[], level: AlarmLevel): Panel {
  const members = [
    ...new Set(records.flatMap((record) => record.markets[focus].votes.map(({ member }) => member))),
  ];
  const votes = members.map((member): Line => ({
    name: "",
    color: MEMBER,
    width: 1,
    values: records.map((record) => {
      const bps = record.markets[focus].votes.find((vote) => vote.member === member)?.scoreBps;
      return bps === undefined ? undefined : bps / 100;
    }),
  }));
  const heard = (record: HourRecord): boolean => ["fresh", "degraded"].includes(record.markets[focus].status);
  const score = records.map((record) => (heard(record) ? record.markets[focus].scoreBps / 100 : undefined));
  return {
    title: `${focus}: probability of a fall of ${(level.thresholdBps / 100).toFixed(1)} % within 24 h`,
    range: [0, 100],
    format: (value) => `${value.toFixed(0)} %`,
    lines: [
      ...votes,
      { name: "score", color: COLORS[focus], values: score, width: 2.5 },
      {
        name: "alarm level",
        color: ALARM,
        dash: "6 4",
        width: 1,
        values: records.map(() => level.riskBps / 100),
      },
    ],
  };
}

function ltvPanel(focus: Collateral, records: readonly HourRecord[], level: AlarmLevel): Panel {
  const guarded = records.map((record) => record.markets[focus].ltvBps / 100);
  return {
    title: `${focus}: LTV at which a new loan may be opened`,
    range: [0, 100],
    format: (value) => `${value.toFixed(0)} %`,
    lines: [
      { name: "guarded", color: GUARDED, values: guarded },
      {
        name: "left alone",
        color: ALONE,
        dash: "6 4",
        width: 1.5,
        values: records.map(() => level.anchorLtvBps / 100),
      },
    ],
  };
}

function badDebtPanel(records: readonly HourRecord[]): Panel {
  return {
    title: "Bad debt, USD",
    format: short,
    lines: [
      { name: "left alone", color: ALONE, values: records.map(({ control }) => control.badDebtUsd) },
      {
        name: "guarded",
        color: GUARDED,
        dash: "5 3",
        values: records.map(({ guarded }) => guarded.badDebtUsd),
      },
    ],
  };
}
