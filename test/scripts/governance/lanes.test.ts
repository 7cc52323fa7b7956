import { expect } from "chai";
import { drawLanes } from "../../../scripts/governance/screen/lanes.ts";
import type { LaneChart } from "../../../scripts/governance/screen/lanes.ts";

const CHART: LaneChart = {
  title: "Four proposals",
  subtitles: ["One line.", "Another line."],
  legend: [
    { label: "vote", color: "#7b9df0", sign: "bar" },
    { label: "defeated", color: "#1f2933", sign: "cross" },
    { label: "executed", color: "#12805c", sign: "diamond" },
    { label: "class is fixed", color: "#1f2933", sign: "dot" },
  ],
  bands: ["First", "Second"].map((title) => ({
    title,
    lanes: [
      {
        spans: [{ from: 10, to: 60, color: "#7b9df0" }],
        marks: [{ at: 60, sign: "cross", color: "#1f2933" }],
        caption: "Strict (78.0 %), needs 80,000 votes: defeated, 15,000 votes short",
      },
      {
        spans: [{ from: 10, to: 90, color: "#7b9df0" }],
        marks: [{ at: 90, sign: "diamond", color: "#c2362b" }],
        caption: "without the gate: executed after 169 h; a < b & c",
      },
    ],
  })),
  score: {
    title: "Score of WETH",
    points: [
      { at: 0, percent: 20 },
      { at: 100, percent: 60 },
    ],
    bound: { percent: 43, label: "bound of the condition, 43.0 %" },
  },
  from: 0,
  to: 100,
  ticks: [
    { at: 20, label: "06 Mar" },
    { at: 80, label: "12 Mar" },
  ],
};

interface Label {
  readonly words: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A letter of DejaVu Sans is 0.62 of its size wide on average, in bold 0.69: enough to see labels touch. */
function labelsOf(svg: string): Label[] {
  const pattern =
    /<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)" font-weight="(\d+)" text-anchor="(\w+)"[^>]*>([^<]*)</g;
  return [...svg.matchAll(pattern)].map(([, x, y, size, weight, anchor, words = ""]) => {
    const width = words.length * Number(size) * (weight === "700" ? 0.69 : 0.62);
    const left = Number(x) - (anchor === "middle" ? width / 2 : 0);
    return { words, left, right: left + width, top: Number(y) - Number(size), bottom: Number(y) };
  });
}

const overlap = (a: Label, b: Label): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe("drawLanes", () => {
  const svg = drawLanes(CHART);

  it("lets no label touch another, nor leave the picture", () => {
    const labels = labelsOf(svg).filter(({ words }) => words !== "");
    expect(labels.length).to.equal(21);
    const touching = labels.flatMap((a, i) =>
      labels.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`${a.words} / ${b.words}`] : [])),
    );
    expect(touching).to.deep.equal([]);
    const [, width = "0"] = /viewBox="0 0 (\d+)/.exec(svg) ?? [];
    expect(labels.filter(({ left, right }) => left < 0 || right > Number(width))).to.deep.equal([]);
  });

  it("puts the bound's label where the score does not run", () => {
    const placed = (from: number, to: number): string => {
      const points = [
        { at: 0, percent: from },
        { at: 100, percent: to },
      ];
      const drawn = drawLanes({ ...CHART, score: { ...CHART.score, points } });
      const [, y = "0", anchor = ""] =
        /<text x="[\d.]+" y="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>bound of/.exec(drawn) ?? [];
      const [, level = "0"] = /y1="([\d.]+)"[^>]*stroke-dasharray/.exec(drawn) ?? [];
      return `${Number(y) < Number(level) ? "above" : "below"} ${anchor}`;
    };
    expect([placed(20, 20), placed(60, 20), placed(48, 48)]).to.deep.equal([
      ...["above start", "above end", "below start"],
    ]);
  });

  it("escapes what a proposal may say", () => {
    expect(svg).to.include("a &lt; b &amp; c").and.not.include("a < b");
  });

  it("draws every span and mark on one axis", () => {
    const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)];
    // One of the legend, two of each band.
    expect(bars.map(([, x, width]) => [Number(x), Number(width)])).to.deep.equal([
      ...[[40, 22]],
      ...[1, 2].flatMap(() => [
        [128, 440],
        [128, 704],
      ]),
    ]);
    expect(svg.match(/<polygon/g)).to.have.lengthOf(3);
  });
});
