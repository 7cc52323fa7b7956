// Runs slither over the contracts and fails on the first finding that nobody explained, and on any compiler warning.
// `--write` puts the explained ones into docs/verification.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ProveError, runCommand } from "./errors.ts";
import { code, table, writeGenerated } from "./pages.ts";
import { pythonTool } from "./python.ts";
import { ROOT } from "./sources.ts";
import { ACCEPTED } from "./static/accepted.ts";
import type { Accepted } from "./static/finding.ts";
import { writeBuildInfo } from "./static/build-info.ts";

const FOLDER = join(ROOT, ".breakwater", "prove", "slither");
const PAGE = join(ROOT, "docs", "verification.md");

interface Element {
  readonly name: string;
  readonly type: string;
  readonly type_specific_fields?: { readonly parent?: Element | null | undefined } | undefined;
}

const elementSchema: z.ZodType<Element> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string(),
    type_specific_fields: z.object({ parent: elementSchema.nullish() }).optional(),
  }),
);
const outputSchema = z.object({
  success: z.boolean(),
  error: z.string().nullable(),
  results: z.object({
    detectors: z
      .array(
        z.object({
          check: z.string(),
          impact: z.string(),
          description: z.string(),
          elements: z.array(elementSchema),
        }),
      )
      .optional(),
  }),
});
type Finding = NonNullable<z.infer<typeof outputSchema>["results"]["detectors"]>[number];

/** `Contract.function` of what the finding is about. */
function elementOf({ elements }: Finding): string {
  const first = elements[0];
  const parent = first?.type_specific_fields?.parent;
  const outer = first?.type === "node" ? parent?.type_specific_fields?.parent : undefined;
  return first?.type === "node"
    ? [outer?.name, parent?.name].filter((name) => name !== undefined).join(".")
    : [parent?.type === "contract" ? parent.name : undefined, first?.name].filter(Boolean).join(".");
}

function findings(): readonly Finding[] {
  const slither = pythonTool("slither");
  writeBuildInfo(FOLDER);
  const json = join(FOLDER, "findings.json");
  rmSync(json, { force: true });
  const args = ["--ignore-compile", "--npx-disable", "--filter-paths", "node_modules", "--json", json];
  const { stderr } = spawnSync(slither, [FOLDER, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    // Without a Hardhat to ask, slither takes the folder's own build.
    env: { PATH: "/usr/bin:/bin" },
  });
  if (!existsSync(json)) throw new ProveError(`slither did not run:\n${stderr.slice(-2_000)}`);
  const output = outputSchema.parse(JSON.parse(readFileSync(json, "utf8")));
  if (!output.success) throw new ProveError(`slither failed: ${output.error ?? "without a word"}`);
  return output.results.detectors ?? [];
}

const explains = ({ check, element }: Accepted, finding: Finding): boolean =>
  check === finding.check && (element === undefined || element === elementOf(finding));

function render(found: readonly Finding[]): string {
  const rows = ACCEPTED.map((accepted) => [
    accepted.check,
    accepted.element === undefined ? "everywhere" : code(accepted.element),
    String(found.filter((finding) => explains(accepted, finding)).length),
    accepted.reason,
  ]);
  return table(["detector", "where", "findings", "why it stays"], rows);
}

function main(): void {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const found = findings();
  const open = found.filter((finding) => !ACCEPTED.some((accepted) => explains(accepted, finding)));
  for (const finding of open) {
    process.stderr.write(
      `${finding.impact} ${finding.check} in ${elementOf(finding)}: ${finding.description}\n`,
    );
  }
  const unused = ACCEPTED.filter((accepted) => !found.some((finding) => explains(accepted, finding)));
  if (values.write) writeGenerated(PAGE, "node scripts/prove/static.ts --write", render(found));
  if (unused.length > 0) {
    throw new ProveError(
      `Explained, and found no more: ${unused.map(({ check }) => check).join(", ")}. Delete them.`,
    );
  }
  if (open.length > 0) throw new ProveError(`${open.length} findings are unexplained.`);
  process.stdout.write(`${found.length} findings, each explained; no compiler warning.\n`);
}

await runCommand(main);
