// Writes the generated parts of docs/data.md: what the schema says, and with --dataset FOLDER also what a data set's
// manifest says of its sources.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { format } from "prettier";
import {
  CONTEXT_FEATURES,
  CONTEXT_INPUTS,
  CONTEXT_SCHEMA_HASH,
} from "../../committee/features/context-schema.ts";
import { PANEL_FEATURES, PANEL_SCHEMA_HASH } from "../../committee/features/panel-schema.ts";
import type { DatasetManifest } from "../dataset/build.ts";
import { CONTEXT_SOURCES } from "../dataset/context/load.ts";

const PAGE = new URL("../../docs/data.md", import.meta.url);

export type DataSection = "schema" | "measured";

const BEGIN: Readonly<Record<DataSection, string>> = {
  schema: "<!-- generated: node scripts/generate/data.ts -->",
  measured: "<!-- generated: node scripts/generate/data.ts --dataset FOLDER -->",
};
const END = "<!-- end -->";

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Files and delays, inputs with their run-time source, and features. */
export function schemaSection(): string {
  return [
    "### Files and when a row is known",
    table(
      ["file", "known at"],
      CONTEXT_SOURCES.map(({ file, delay }) => [`\`${file}\``, delay]),
    ),
    "### Inputs and where a node reads them at run time",
    table(
      ["input", "group", "unit", "read from"],
      CONTEXT_INPUTS.map(({ name, group, unit, source }) => [`\`${name}\``, group, unit, source]),
    ),
    `### Features (schema \`${CONTEXT_SCHEMA_HASH}\`)`,
    table(
      ["feature", "group", "unit", "bounds", "meaning"],
      CONTEXT_FEATURES.map(({ name, group, unit, min, max, meaning }) => [
        `\`${name}\``,
        group,
        unit,
        `${min} to ${max}`,
        meaning,
      ]),
    ),
    `### Features of the assets among each other (schema \`${PANEL_SCHEMA_HASH}\`)`,
    table(
      ["feature", "group", "unit", "bounds", "meaning", "from"],
      PANEL_FEATURES.map(({ name, group, unit, min, max, meaning, source }) => [
        `\`${name}\``,
        group,
        unit,
        `${min} to ${max}`,
        meaning,
        source,
      ]),
    ),
  ].join("\n\n");
}

/** What of a data set's manifest is printed. */
export type MeasuredManifest = Pick<DatasetManifest, "context" | "panelContext">;

/** Spans, faults and missing groups of one data set. */
export function measuredSection({ context, panelContext }: MeasuredManifest): string {
  const { sources, rows } = context;
  const day = (moment: number | null): string =>
    moment === null ? "" : new Date(moment * 1000).toISOString().slice(0, 10);
  return [
    "### Faults found",
    ...sources.map((source) => {
      const title = `\`${source.file}\`: ${source.absent ? "absent" : `${source.rows} rows, ${day(source.from)} to ${day(source.to)}`}`;
      return [title, "", ...source.faults.map(({ fault, count }) => `- ${fault}: ${count}`)]
        .join("\n")
        .trimEnd();
    }),
    `### Share of the ${rows.rows} hours in which a group is missing`,
    missingTable(rows.missingShare),
    `### Share of the panel's ${panelContext.rows} asset-hours in which a group is missing`,
    missingTable(panelContext.missingShare),
  ].join("\n\n");
}

function missingTable(missingShare: Readonly<Record<string, number>>): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = Object.entries(missingShare).map(([name, share]) => [
    name.replace("missing_", ""),
    percent(share),
  ]);
  return table(["group", "missing"], rows);
}

/** Puts a section between its markers, as the formatter leaves the page. */
export async function withSection(page: string, name: DataSection, text: string): Promise<string> {
  const [head, rest] = page.split(BEGIN[name]);
  const end = rest?.indexOf(END) ?? -1;
  if (head === undefined || rest === undefined || end < 0) {
    throw new Error(`docs/data.md has lost its markers "${BEGIN[name]}" and "${END}": put them back.`);
  }
  return format(`${head}${BEGIN[name]}\n\n${text}\n\n${rest.slice(end)}`, {
    parser: "markdown",
    printWidth: 110,
  });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dataset: { type: "string" } } });
  let page = await withSection(readFileSync(PAGE, "utf8"), "schema", schemaSection());
  if (values.dataset !== undefined) {
    const manifest = JSON.parse(
      readFileSync(join(values.dataset, "dataset.json"), "utf8"),
    ) as MeasuredManifest;
    page = await withSection(page, "measured", measuredSection(manifest));
  }
  writeFileSync(PAGE, page);
  process.stdout.write("Wrote docs/data.md.\n");
}
