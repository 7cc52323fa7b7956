import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { EvaluateError } from "./errors.ts";
import { renderReport } from "./report.ts";
import { drawSquares } from "./report/picture.ts";
import type { Curve, Square } from "./report/picture.ts";
import { percentName } from "./report/table.ts";
import type { EvaluationResult } from "./result.ts";
import type { ThresholdFigures } from "./sections/thresholds.ts";
import { COMMITTEE } from "./subjects.ts";

export const BEGIN = "<!-- generated: npm run evaluate -- --markdown -->";
export const END = "<!-- end -->";

const OURS = "#0b6e99";
const THEIRS = "#c2410c";
const DIAGONAL = "#7b8794";

/** What stands around the generated part of a page. Throws EvaluateError when the page or its markers are not there. */
export function readPage(file: string): { readonly head: string; readonly tail: string } {
  const page = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const [head, rest] = page?.split(BEGIN) ?? [];
  const tail = rest?.split(END)[1];
  if (head !== undefined && tail !== undefined) return { head, tail };
  const message = `${file} is not there or has lost its markers "${BEGIN}" and "${END}": put them back.`;
  throw new EvaluateError("EVALUATE_PAGE", message, { file });
}

/** Writes the tables between the page's markers and the pictures into pictures/ beside it; returns the files. */
export function writePage(file: string, result: EvaluationResult): string[] {
  const { head, tail } = readPage(file);
  const folder = join(dirname(file), "pictures");
  const name = basename(file, extname(file));
  mkdirSync(folder, { recursive: true });
  const pictures = [
    ["reliability", "Reliability: observed share over forecast", reliabilitySquare],
    ["precision-recall", "Precision and recall", precisionSquare],
  ] as const;
  const links = pictures.map(([kind, title, draw]) => {
    const squares = Object.entries(result.thresholds).map(([threshold, figures]) => draw(threshold, figures));
    const picture = `${name}-${kind}.svg`;
    writeFileSync(join(folder, picture), drawSquares(`${title}, ${result.from} to ${result.to}`, squares));
    return { path: join(folder, picture), link: `![${title}](pictures/${picture})` };
  });
  const block = [renderReport(result), ...links.map(({ link }) => link)].join("\n\n");
  writeFileSync(file, `${head}${BEGIN}\n\n${block}\n\n${END}${tail}`);
  return [file, ...links.map(({ path }) => path)];
}

const LEAST = 0.0003;

function reliabilitySquare(threshold: string, { reliability }: ThresholdFigures): Square {
  const curves = Object.entries(reliability).map(([id, bins]): Curve => ({
    name: id,
    color: colorOf(id),
    dots: true,
    points: bins.map(({ forecast, observed }) => [Math.max(forecast, LEAST), Math.max(observed, LEAST)]),
  }));
  const diagonal: Curve = {
    name: "",
    color: DIAGONAL,
    dash: "4 3",
    points: [
      [LEAST, LEAST],
      [1, 1],
    ],
  };
  return {
    title: `fall of ${percentName(threshold)}`,
    xLabel: "forecast",
    yLabel: "observed",
    scale: "log",
    xRange: [LEAST, 1],
    yRange: [LEAST, 1],
    curves: [diagonal, ...curves],
  };
}

function precisionSquare(threshold: string, { precisionRecall, base }: ThresholdFigures): Square {
  const curves = Object.entries(precisionRecall).map(([id, points]): Curve => ({
    name: id,
    color: colorOf(id),
    points,
  }));
  const rate = base ?? 0;
  const highest = Math.max(
    rate * 1.5,
    ...curves.flatMap(({ points }) => points.map(([, precision]) => precision)),
  );
  return {
    title: `fall of ${percentName(threshold)}`,
    xLabel: "recall",
    yLabel: "precision (dashed: base rate)",
    scale: "linear",
    xRange: [0, 1],
    yRange: [0, Math.min(1, Math.max(highest, 0.01))],
    curves: [
      {
        name: "",
        color: DIAGONAL,
        dash: "4 3",
        points: [
          [0, rate],
          [1, rate],
        ],
      },
      ...curves,
    ],
  };
}

const colorOf = (id: string): string => (id === COMMITTEE ? OURS : THEIRS);
