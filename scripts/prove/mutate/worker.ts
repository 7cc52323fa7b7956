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

const [folder = "", reachPath = "", task = ""] = process.argv.slice(2);
process.env["HARDHAT_CONFIG"] = join(import.meta.dirname, "hardhat.config.ts");
const { default: hre } = (await import("hardhat")) as { default: HardhatRuntimeEnvironment };

/** The simulated chains do not give back all that they used. */
const MOST_MEMORY = 3 * 2 ** 30;

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

/** Asked again and again: compiling for a batch of tests may show it. */
const isInvalid = (): boolean => artifacts.invalid;

async function run(names: readonly string[]): Promise<Failure | undefined> {
  const [first = ""] = names;
  if (!first.endsWith(".t.sol")) return suites.run(new Set(names));
  const failure = { name: first, message: "A Solidity test fails." };
  try {
    return (await solidity.pass(first)) ? undefined : failure;
  } catch (error) {
    if (isInvalid()) return failure;
    throw error;
  }
}

/** A Mocha test alone, or a file of Solidity tests. */
async function measureOne(name: string): Promise<Measured> {
  const isSolidity = name.endsWith(".t.sol");
  // A fuzzed test reaches what it reaches too often to be told.
  if (isSolidity) artifacts.chooseNone();
  else artifacts.chooseAll();
  await chains.reset();
  chains.takeReached();
  artifacts.takeRead();
  const start = performance.now();
  let failed = await run([name]);
  const ms = Math.round(performance.now() - start);
  const reached = chains.takeReached();
  if (failed && !isSolidity) {
    // Telling takes gas; what fails for want of it may pass untold.
    artifacts.chooseNone();
    await chains.reset();
    failed = await run([name]);
  }
  tell({ kind: "alive" });
  const result = { name, ms, failure: failed?.message };
  if (isSolidity) return { ...result, contracts: [`${name}:`] };
  return { ...result, reached, contracts: artifacts.takeRead() };
}

async function measure(file: string): Promise<readonly Measured[]> {
  const names = file.endsWith(".t.sol") ? [file] : suites.names.filter((each) => each.startsWith(`${file}:`));
  const tests: Measured[] = [];
  for (const name of names) tests.push(await measureOne(name));
  return tests;
}

/** Before any test waits for them. */
async function compileAll(): Promise<void> {
  artifacts.chooseNone();
  for (const name of await hre.artifacts.getAllFullyQualifiedNames()) {
    if (!/^(?:contracts|test\/mocks)\//.test(name)) continue;
    await hre.artifacts.readArtifact(name);
    tell({ kind: "alive" });
  }
}

/** Mocha's tests in growing batches, since most mutants fall at once; then each file of Solidity tests. */
function* batchesOf(tests: readonly Measured[]): Generator<readonly Measured[]> {
  const isSolidity = ({ name }: Measured): boolean => name.endsWith(".t.sol");
  const mocha = tests.filter((test) => !isSolidity(test));
  for (let from = 0, size = 1; from < mocha.length; from += size, size *= 2)
    yield mocha.slice(from, from + size);
  for (const test of tests.filter(isSolidity)) yield [test];
}

const readReach = (): readonly Measured[] => new Reach(reachPath, plan.digest).tests();

async function control(): Promise<Verdict> {
  artifacts.chooseNone();
  await chains.reset();
  const names = readReach().filter(({ failure, reached }) => failure === undefined && reached !== undefined);
  const killer = await run(names.map(({ name }) => name));
  return killer ? { outcome: "killed", by: killer.name } : { outcome: "survived" };
}

async function judge(id: string): Promise<Verdict> {
  const mutant = byId.get(id);
  if (!mutant) throw new Error(`There is no mutant ${id}.`);
  order ??= new Order(readReach());
  const tests = order.of(mutant, plan.numbers.get(id));
  artifacts.choose(mutant);
  if (isInvalid()) return { outcome: "invalid" };
  await chains.reset();
  for (const batch of batchesOf(tests)) {
    artifacts.compile(batch.flatMap(({ contracts }) => contracts));
    if (isInvalid()) return { outcome: "invalid" };
    const killer = await run(batch.map(({ name }) => name));
    tell({ kind: "alive" });
    if (isInvalid()) return { outcome: "invalid" };
    order.note(mutant.file, batch, killer?.name);
    if (killer) return { outcome: "killed", by: killer.name };
  }
  return { outcome: "survived" };
}

async function answer(request: Request): Promise<Reply> {
  try {
    if (request.kind === "compile") {
      await compileAll();
      return { kind: "ready" };
    }
    if (request.kind === "measure") return { kind: "measured", tests: await measure(request.file) };
    const verdict = request.kind === "control" ? await control() : await judge(request.id);
    return { kind: "judged", verdict, spent: process.memoryUsage.rss() > MOST_MEMORY };
  } catch (error) {
    return {
      kind: "failed",
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

artifacts.install(hre);
chains.watch();
if (task === "measure") chains.listen();
await suites.load(globSync(MOCHA, { cwd: ROOT }).map((file) => join(ROOT, file)));
await chains.keep();
process.on("message", (request: Request) => {
  void answer(request).then(tell);
});
tell({ kind: "ready" });
