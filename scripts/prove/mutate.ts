// Changes the contracts in one place at a time and sees whether a test notices. A run can be stopped and goes on where
// it was; `--sample 40 --seed 1` tries a few, the same for the same seed; `--write` puts the outcome into docs/mutation.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProveError, runCommand } from "./errors.ts";
import { reasonOf } from "./mutate/equivalents.ts";
import { applyTo, mutantsOf, sampleOf } from "./mutate/mutants.ts";
import type { Mutant } from "./mutate/mutants.ts";
import { Results } from "./mutate/results.ts";
import type { Outcome } from "./mutate/results.ts";
import { scoreOf, writePage } from "./mutate/page.ts";
import type { Judged } from "./mutate/page.ts";
import { TARGETS } from "./mutate/targets.ts";
import type { Stage, Target } from "./mutate/targets.ts";
import { Workspace } from "./mutate/workspace.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = join(ROOT, ".breakwater", "prove");
/** Of the mutants that compile and that nobody showed to be equivalent. */
const GOAL = 0.95;

function targetOf(mutant: Mutant): Target {
  const target = TARGETS.find(({ file }) => file === mutant.file);
  if (!target) throw new ProveError(`${mutant.file} is no target.`);
  return target;
}

async function judge(workspace: Workspace, target: Target, mutant: Mutant): Promise<Outcome> {
  const source = readFileSync(join(ROOT, mutant.file), "utf8");
  workspace.write(mutant.file, applyTo(source, mutant));
  try {
    if (!(await workspace.builds(target))) return "invalid";
    for (const stage of target.stages) if (await workspace.kills(stage)) return "killed";
    return "survived";
  } finally {
    workspace.restore(mutant.file);
  }
}

/** The tests must pass on what is not mutated, or every mutant would seem killed. */
async function checkUnspoilt(workspace: Workspace, targets: ReadonlySet<Target>): Promise<void> {
  const passed = new Set<Stage>();
  for (const target of targets) {
    if (!(await workspace.builds(target))) throw new ProveError("The contracts do not compile unmutated.");
    for (const stage of target.stages.filter((each) => !passed.has(each))) {
      if (await workspace.kills(stage))
        throw new ProveError(`Tests of ${target.file} fail without any mutant.`);
      passed.add(stage);
    }
  }
}

async function runAll(mutants: readonly Mutant[], results: Results, jobs: number): Promise<void> {
  const waiting = mutants.filter(({ id, file }) => results.of(id, file) === undefined);
  const total = waiting.length;
  process.stdout.write(`${mutants.length} mutants, ${total} to try.\n`);
  if (total === 0) return;
  const targets = new Set(waiting.map(targetOf));
  const workers = Array.from({ length: jobs }, async (_, worker) => {
    const workspace = new Workspace(ROOT, join(FOLDER, `mutant-${worker}`));
    workspace.prepare();
    if (worker === 0) await checkUnspoilt(workspace, targets);
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const outcome = await judge(workspace, targetOf(mutant), mutant);
      results.set(mutant.id, mutant.file, outcome);
      const { file, line, original, replacement } = mutant;
      const change = `${original} -> ${replacement}`.replaceAll(/\s+/g, " ");
      process.stdout.write(`${total - waiting.length}/${total} ${outcome} ${file}:${line} ${change}\n`);
    }
  });
  await Promise.all(workers);
}

/** All mutants but those that nobody can notice. */
function possible(only = ""): readonly Mutant[] {
  const files = TARGETS.map(({ file }) => file).filter((file) => file.includes(only));
  const all = files.flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")));
  return all.filter((mutant) => reasonOf(mutant) === undefined);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sample: { type: "string" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      jobs: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const open = possible(values.only);
  const mutants =
    values.sample === undefined ? open : sampleOf(open, Number(values.sample), Number(values.seed));
  if (values.list) {
    for (const { file, line, operator, original, replacement } of mutants) {
      process.stdout.write(`${file}:${line} ${operator}: ${original} -> ${replacement}\n`);
    }
    return;
  }
  const results = new Results(ROOT, join(FOLDER, "mutation.json"));
  await runAll(mutants, results, Number(values.jobs));
  const judged: Judged[] = mutants.map((mutant) => ({ mutant, outcome: results.of(mutant.id, mutant.file) }));
  if (values.write) writePage(ROOT, judged, open.length);
  const { killed, counted } = scoreOf(judged);
  process.stdout.write(`${killed} of ${counted} mutants killed.\n`);
  if (killed < GOAL * counted) {
    throw new ProveError(`Fewer than ${100 * GOAL} % of the mutants are killed: tests are missing.`);
  }
}

await runCommand(main);
