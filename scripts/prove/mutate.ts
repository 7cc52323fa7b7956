// Changes the contracts in one place at a time and sees whether a test notices. A run can be stopped and goes on where
// it was; `--minutes 30` stops it by itself, `--minutes 0` before it starts; `--sample 40 --seed 1` tries a few, the same
// for the same seed; `--write` puts what is known into docs/mutation.md.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProveError, runCommand } from "./errors.ts";
import { ARGUED } from "./mutate/argued.ts";
import { EQUIVALENTS } from "./mutate/equivalents.ts";
import { sampleOf } from "./mutate/mutants.ts";
import type { Mutant } from "./mutate/mutants.ts";
import { scoreOf, writePage } from "./mutate/page.ts";
import type { Judged } from "./mutate/page.ts";
import { makePlan } from "./mutate/plan.ts";
import type { Plan } from "./mutate/plan.ts";
import { Worker } from "./mutate/pool.ts";
import { Reach } from "./mutate/reach.ts";
import { nameOf, reasonIn, speaksOf } from "./mutate/reasoned.ts";
import { Results } from "./mutate/results.ts";
import { writeVerdicts } from "./mutate/verdicts.ts";
import type { Outcome, Verdict } from "./mutate/messages.ts";
import { ROOT } from "./sources.ts";

const FOLDER = join(ROOT, ".breakwater", "prove", "mutate");
const REACH = join(FOLDER, "reach.json");
/** Of the mutants that compile and that nobody showed to be equivalent. */
const GOAL = 0.95;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * What each test reaches. A test that fails alone on the merged contracts without any mutant judges none; together all
 * others must pass.
 */
async function measure(worker: Worker, plan: Plan): Promise<void> {
  const reach = new Reach(REACH, plan.digest);
  const missing = reach.missing();
  if (missing.length > 0) await worker.ask({ kind: "compile" });
  for (const file of missing) {
    const reply = await worker.ask({ kind: "measure", file });
    if (reply?.kind !== "measured") throw new ProveError(`The tests of ${file} could not be measured.`);
    reach.set(file, reply.tests);
    print(`Measured ${reply.tests.length} tests of ${file}.`);
    for (const { name, failure } of reply.tests) {
      if (failure !== undefined) print(`Left out, since it fails without any mutant: ${name} (${failure})`);
    }
  }
  if (missing.length > 0) {
    const reply = await worker.ask({ kind: "control" });
    if (reply?.kind !== "judged") throw new ProveError("The tests do not come to an end without any mutant.");
    const { by } = reply.verdict;
    if (by !== undefined)
      throw new ProveError(`Together with others this test fails without any mutant: ${by}`);
  }
  // Workers read anew what was measured: what no longer holds would reach nothing, and every mutant survive.
  if (new Reach(REACH, plan.digest).missing().length > 0)
    throw new ProveError("The tests changed while they were measured: run this again.");
  // The next question is asked of a worker that knows what was measured.
  worker.stop();
}

/** A worker may die of something else than the mutant: only where a second one has no answer either was it that. */
async function judge(worker: Worker, mutant: Mutant): Promise<Verdict> {
  for (let tries = 0; tries < 2; ++tries) {
    const reply = await worker.ask({ kind: "judge", id: mutant.id });
    if (reply?.kind === "judged") return reply.verdict;
  }
  return { outcome: "killed", by: "It did not come to an end, twice." };
}

/** Those that are merged come first: each of the others takes a compilation. */
async function runAll(
  mutants: readonly Mutant[],
  { numbers }: Plan,
  results: Results,
  { jobs, minutes }: { readonly jobs: number; readonly minutes: number },
): Promise<void> {
  const until = performance.now() + minutes * 60_000;
  const open = mutants.filter(({ id, file }) => results.of(id, file) === undefined);
  const waiting = open.toSorted((a, b) => Number(numbers.has(b.id)) - Number(numbers.has(a.id)));
  const total = waiting.length;
  print(`${mutants.length} mutants, ${total} to try.`);
  const workers = Array.from({ length: jobs }, async () => {
    const worker = new Worker(FOLDER, REACH, "judge");
    while (performance.now() < until) {
      const mutant = waiting.shift();
      if (!mutant) break;
      const start = performance.now();
      const verdict = await judge(worker, mutant);
      results.set(mutant.id, mutant.file, verdict);
      const { file, line, original, replacement } = mutant;
      const change = `${original} -> ${replacement}`.replaceAll(/\s+/g, " ");
      const ms = Math.round(performance.now() - start);
      print(`${total - waiting.length}/${total} ${verdict.outcome} ${file}:${line} ${change} (${ms} ms)`);
    }
    worker.stop();
  });
  await Promise.all(workers);
}

/** Entries that speak of no mutant stand for a line that has changed since. */
function checkReasons({ mutants }: Plan): void {
  const baseless = [...EQUIVALENTS, ...ARGUED].filter(
    (entry) => !mutants.some((each) => speaksOf(entry, each)),
  );
  if (baseless.length > 0)
    throw new ProveError(`There is no mutant of this kind: ${baseless.map(nameOf).join("; ")}.`);
}

/** Says what survives without an argument, and holds the run to its goal. */
function conclude(judged: readonly Judged[]): void {
  const having = (outcome: Outcome): readonly Mutant[] =>
    judged.filter((each) => each.outcome === outcome).map(({ mutant }) => mutant);
  const refuted = ARGUED.filter((entry) => having("killed").some((each) => speaksOf(entry, each)));
  if (refuted.length > 0)
    throw new ProveError(`A test kills what is argued: ${refuted.map(nameOf).join("; ")}.`);
  for (const mutant of having("survived")) {
    const { file, line, original, replacement } = mutant;
    if (reasonIn(ARGUED, mutant) === undefined)
      print(`Survives without an argument: ${file}:${line} ${original} -> ${replacement}`);
  }
  const { killed, counted } = scoreOf(judged);
  print(`${killed} of ${counted} mutants killed.`);
  if (killed < GOAL * counted) {
    throw new ProveError(`Fewer than ${100 * GOAL} % of the mutants are killed: tests are missing.`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sample: { type: "string" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      jobs: { type: "string", default: "1" },
      minutes: { type: "string", default: "Infinity" },
      write: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const plan = makePlan(join(FOLDER, "plan.json"));
  checkReasons(plan);
  const only = new RegExp(values.only ?? "");
  const open = plan.mutants.filter(
    (each) => only.test(each.file) && reasonIn(EQUIVALENTS, each) === undefined,
  );
  const mutants =
    values.sample === undefined ? open : sampleOf(open, Number(values.sample), Number(values.seed));
  if (values.list) {
    for (const { file, line, operator, original, replacement } of mutants) {
      print(`${file}:${line} ${operator}: ${original} -> ${replacement}`);
    }
    return;
  }
  if (!existsSync(join(ROOT, "artifacts"))) throw new ProveError("Build the contracts first: npm run build.");
  const minutes = Number(values.minutes);
  if (minutes > 0) await measure(new Worker(FOLDER, REACH, "measure"), plan);
  const results = new Results(ROOT, join(FOLDER, "results.json"));
  await runAll(mutants, plan, results, { jobs: Number(values.jobs), minutes });
  const judged: Judged[] = mutants.map((mutant) => ({ mutant, outcome: results.of(mutant.id, mutant.file) }));
  if (values.write) {
    writePage(ROOT, judged, open.length);
    writeVerdicts(ROOT, judged);
  }
  conclude(judged);
}

await runCommand(main);
