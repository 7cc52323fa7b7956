import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readManifest } from "../../committee/inference/manifest.ts";
import type { EvaluationResult } from "../evaluate/result.ts";
import { CHALLENGERS_FOLDER, MEMBERS_FOLDER, readForecasters } from "../forecast/forecasters.ts";
import type { ForecasterKind } from "../forecast/manifest.ts";
import { readChallenger } from "../forecast/manifest.ts";
import { challengerCard, challengersTable, memberCard, membersTable } from "./cards/card.ts";

const USAGE =
  "usage: node scripts/docs/cards.ts --evaluation FILE (what npm run evaluate -- --challengers --json printed)";
const BEGIN = "<!-- generated: node scripts/docs/cards.ts -->";
const END = "<!-- end -->";

function writeBetween(page: string, text: string): void {
  const [head, rest] = readFileSync(page, "utf8").split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`${page} has lost its markers ${BEGIN} and ${END}.`);
  writeFileSync(page, `${head}${BEGIN}\n\n${text}\n\n${END}${tail}`);
}

function writeMembers(ids: readonly string[], result: EvaluationResult): void {
  const manifests = ids.map((id) => readManifest(join(MEMBERS_FOLDER, id)));
  for (const manifest of manifests) {
    writeFileSync(join(MEMBERS_FOLDER, manifest.id, "README.md"), memberCard(manifest.id, manifest, result));
  }
  writeBetween(join(MEMBERS_FOLDER, "README.md"), membersTable(manifests, result));
}

function writeChallengers(ids: readonly string[], result: EvaluationResult): void {
  const judged = Object.values(result.thresholds).every(({ models }) =>
    ids.every((id) => models[id] !== undefined),
  );
  if (!judged) throw new Error(`The evaluation lacks challengers: run it with --challengers; ${USAGE}`);
  const manifests = ids.map((id) => readChallenger(join(CHALLENGERS_FOLDER, id)));
  for (const manifest of manifests) {
    const path = join(CHALLENGERS_FOLDER, manifest.id, "README.md");
    writeFileSync(path, challengerCard(manifest.id, manifest, result));
  }
  writeBetween(join(CHALLENGERS_FOLDER, "README.md"), challengersTable(manifests, result));
}

function main(): void {
  const { values } = parseArgs({ options: { evaluation: { type: "string" } } });
  if (values.evaluation === undefined) throw new Error(`--evaluation is missing; ${USAGE}`);
  const result = JSON.parse(readFileSync(values.evaluation, "utf8")) as EvaluationResult;
  const all = readForecasters(MEMBERS_FOLDER, "", CHALLENGERS_FOLDER);
  const of = (wanted: ForecasterKind): string[] =>
    all.flatMap(({ id, kind }) => (kind === wanted ? [id] : []));
  writeChallengers(of("challenger"), result);
  writeMembers(of("member"), result);
}

main();
