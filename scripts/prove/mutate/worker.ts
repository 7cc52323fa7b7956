// A process that holds the tests and the merged contracts, and judges one mutant after the other as its parent asks.
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { globSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../sources.ts";
import { MutantArtifacts } from "./artifacts.ts";
import { Chains } from "./chains.ts";
import type { Measured, Reply, Request, Verdict } from "./messages.ts";
import { Order } from "./order.ts";
import { readPlan } from "./plan.ts";
import { MOCHA, Reach } from "./reach.ts";
import { SolidityTests } from "./solidity.ts";
import { Suites } from "./suites.ts";
import type { Failure } from "./suites.ts";

const [folder = "", reachPath = ""] = process.argv.slice(2);
process.env["HARDHAT_CONFIG"] = join(import.meta.dirname, "hardhat.config.ts");
const { default: hre } = (await import("hardhat")) as { default: HardhatRuntimeEnvironment };

const tell = (reply: Reply): void => {
  process.send?.(reply);
};

// A mutant may leave a promise behind that nobody waits for.
process.on("unhandledRejection", () => undefined);

const plan = readPlan(join(folder, "plan.json"));
const byId = new Map(plan.mutants.map((mutant) => [mutant.id, mutant]));
const artifacts = new MutantArtifacts(plan, folder);
const chains = new Chains(hre);
const suites = new Suites();
const solidity = new SolidityTests(hre, artifacts, join(folder, `solidity-${process.pid}`));
let order: Order | undefined;

async function run(names: readonly string[]): Promise<Failure | undefined> {
  const [first = ""] = names;
  if (!first.endsWith(".t.sol")) return suites.run(new Set(names));
  const failure = { name: first, message: "A Solidity test fails." };
  try {
    return (await solidity.pass(first)) ? undefined : failure;
  } catch (error) {
    if (artifacts.invalid) return failure;
    throw error;
  }
}

/** A Mocha test alone, or a file of Solidity tests. */
async function measureOne(name: string): Promise<Measured> {
  await chains.reset();
  chains.takeReached();
  artifacts.takeRead();
  const compiled = artifacts.compileMs;
  const start = performance.now();
  const failed = await run([name]);
  const ms = Math.round(performance.now() - start);
  tell({ kind: "alive" });
  // What was compiled for it may have taken longer than Mocha waits.
  if (failed !== undefined && artifacts.compileMs > compiled) return measureOne(name);
  const own = ms - (artifacts.compileMs - compiled);
  const result = { name, ms: Math.max(0, Math.round(own)), failure: failed?.message };
  if (name.endsWith(".t.sol")) return { ...result, sources: [name] };
  return { ...result, reached: chains.takeReached(), sources: artifacts.takeRead() };
}

async function measure(file: string): Promise<readonly Measured[]> {
  const isSolidity = file.endsWith(".t.sol");
  // A fuzzed test reaches what it reaches too often to be told.
  if (isSolidity) artifacts.chooseNone();
  else artifacts.chooseAll();
  const names = isSolidity ? [file] : suites.names.filter((each) => each.startsWith(`${file}:`));
  const tests: Measured[] = [];
  for (const name of names) tests.push(await measureOne(name));
  return tests;
}

/** Mocha's tests in growing batches, since most mutants fall at once; then each file of Solidity tests. */
function* batchesOf(tests: readonly Measured[]): Generator<readonly Measured[]> {
  const isSolidity = ({ name }: Measured): boolean => name.endsWith(".t.sol");
  const mocha = tests.filter((test) => !isSolidity(test));
  for (let from = 0, size = 1; from < mocha.length; from += size, size *= 2) yield mocha.slice(from, from + size);
  for (const test of tests.filter(isSolidity)) yield [test];
}

async function judge(id: string): Promise<Verdict> {
  const mutant = byId.get(id);
  if (!mutant) throw new Error(`There is no mutant ${id}.`);
  order ??= new Order(new Reach(reachPath, plan.digest).tests());
  const tests = order.of(mutant, plan.numbers.get(id));
  artifacts.choose(mutant);
  if (artifacts.invalid) return { outcome: "invalid" };
  await chains.reset();
  for (const batch of batchesOf(tests)) {
    const killer = await run(batch.map(({ name }) => name));
    tell({ kind: "alive" });
    if (artifacts.invalid) return { outcome: "invalid" };
    order.note(mutant.file, batch, killer?.name);
    if (killer) return { outcome: "killed", by: killer.name };
  }
  return { outcome: "survived" };
}

async function answer(request: Request): Promise<Reply> {
  try {
    if (request.kind === "measure") return { kind: "measured", tests: await measure(request.file) };
    return { kind: "judged", verdict: await judge(request.id) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

artifacts.install(hre);
chains.watch();
await suites.load(globSync(MOCHA, { cwd: ROOT }).map((file) => join(ROOT, file)));
await chains.keep();
process.on("message", (request: Request) => {
  void answer(request).then(tell);
});
tell({ kind: "ready" });
