// Explains the members' scores of one asset at one hour of a data folder, as their nodes would have.
import { weightedMedian } from "../committee/quorum/aggregate.ts";
import { BreakwaterError } from "../committee/lib/errors.ts";
import { readManifest } from "../committee/inference/manifest.ts";
import { readVerifiedModel } from "../committee/inference/model.ts";
import { DatasetError } from "./dataset/errors.ts";
import { readArguments, USAGE } from "./explain/arguments.ts";
import type { ExplainOptions } from "./explain/arguments.ts";
import { explainMember, memberFolders, withModel } from "./explain/members.ts";
import type { MemberExplanation } from "./explain/members.ts";
import { describeMembers, describeSanity } from "./explain/report.ts";
import type { MemberSanity } from "./explain/report.ts";
import { sampleWindows } from "./explain/sample.ts";
import { checkSanity } from "./explain/sanity.ts";
import { readAssetPrices, situationAt } from "./explain/situation.ts";
import type { AssetPrices } from "./explain/situation.ts";
import { timeExplanation } from "./explain/timing.ts";

async function main(options: ExplainOptions): Promise<void> {
  const folders = memberFolders(options.model);
  const prices = await readAssetPrices(options.data, options.asset);
  const situation = situationAt(prices, options.at);
  const members: MemberExplanation[] = [];
  for (const folder of folders) {
    members.push(await withModel(folder, (model) => explainMember(model, situation, options)));
  }
  const committeeBps = weightedMedian(members.map(({ scoreBps }) => ({ value: scoreBps, weight: 1 })));
  const checks = options.sanity ? await checkAll(folders, prices, options) : [];
  if (options.json) {
    const { asset, at, thresholdBps } = options;
    const sanity = options.sanity ? { sanity: checks } : {};
    process.stdout.write(
      `${JSON.stringify({ asset, at, thresholdBps, committeeBps, members, ...sanity })}\n`,
    );
    return;
  }
  process.stdout.write(describeMembers(members, committeeBps, options));
  if (options.sanity) process.stdout.write(`\n${describeSanity(checks)}`);
}

async function checkAll(
  folders: readonly string[],
  prices: AssetPrices,
  { at, windows: count, thresholdBps }: ExplainOptions,
): Promise<MemberSanity[]> {
  const checks: MemberSanity[] = [];
  for (const folder of folders) {
    const manifest = readManifest(folder);
    process.stderr.write(`${manifest.id}: checking ${count} windows.\n`);
    const windows = sampleWindows(prices, manifest, at, count);
    const bytes = readVerifiedModel(folder, manifest);
    const check = await withModel(folder, async (model) => ({
      model: model.id,
      explainMs: await timeExplanation(model, windows),
      ...(await checkSanity({ model, bytes, windows, thresholdBps })),
    }));
    checks.push(check);
  }
  return checks;
}

try {
  const options = readArguments(process.argv.slice(2));
  if (options === null) process.stdout.write(`${USAGE}\n`);
  else await main(options);
} catch (error) {
  if (!(error instanceof BreakwaterError) && !(error instanceof DatasetError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
