import { expect } from "chai";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ZeroHash } from "ethers";
import { explainMember, memberFolders, withModel } from "../../../scripts/explain/members.ts";
import type { MemberExplanation } from "../../../scripts/explain/members.ts";
import { iso, readAssetPrices, situationAt } from "../../../scripts/explain/situation.ts";
import { FIRST_HOUR } from "../../committee/features/synthetic.ts";
import { shippedModels } from "../../committee/inference/fixtures.ts";
import { aDataFolder, HOURS } from "./aFolder.ts";

const COMMAND = fileURLToPath(new URL("../../../scripts/explain.ts", import.meta.url));
const run = promisify(execFile);

describe("npm run explain", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = aDataFolder();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const explained = (...args: string[]) =>
    run(process.execPath, ["--disable-warning=ExperimentalWarning", COMMAND, "--data", folder, ...args]);
  const failure = async (...args: string[]): Promise<{ code: number; stderr: string }> =>
    explained(...args).then(
      () => ({ code: 0, stderr: "" }),
      (error: unknown) => error as { code: number; stderr: string },
    );
  const hour = FIRST_HOUR + 1_400 * 3600;

  it("prints every member's groups, summing to its score, and the leaf for the market asked for", async () => {
    const market = `0x${"ab".repeat(32)}`;
    const { stdout } = await explained("--asset", "LINK", "--at", iso(hour), "--market", market, "--json");
    const { members, committeeBps } = JSON.parse(stdout) as {
      members: MemberExplanation[];
      committeeBps: number;
    };
    expect(members.map(({ model }) => model)).to.deep.equal(shippedModels().sort());
    expect(members.map(({ scoreBps }) => scoreBps).sort((a, b) => a - b)[3]).to.equal(committeeBps);
    for (const { attributions, scoreBps, baselineBps } of members) {
      const sum = attributions.reduce((total, { bps }) => total + bps, 0);
      expect(sum).to.equal(scoreBps - baselineBps);
    }
    const prices = await readAssetPrices(folder, "LINK");
    const again = await withModel(memberFolders(members[0]!.model)[0]!, (model) =>
      explainMember(model, situationAt(prices, hour), { market, thresholdBps: 500 }),
    );
    expect(members[0]).to.deep.equal(again);
  });

  it("reads nothing after the hour", async () => {
    const prices = await readAssetPrices(folder, "LINK");
    const cut = (hour - prices.table.firstHour) / 3600 + 1;
    const closes = new Map(
      [...prices.table.closes].map(([name, values]) => [
        name,
        values.map((value, i) => (i < cut ? value : 1e-6)),
      ]),
    );
    const changed = { ...prices, table: { ...prices.table, closes } };
    const event = { market: ZeroHash, thresholdBps: 500 };
    const [whole, blind] = await withModel(memberFolders()[0]!, async (model) => [
      await explainMember(model, situationAt(prices, hour), event),
      await explainMember(model, situationAt(changed, hour), event),
    ]);
    expect(blind).to.deep.equal(whole);
  });

  it("prints a table for people, with the sentence", async () => {
    const { stdout } = await explained("--asset", "LINK", "--at", iso(hour), "--model", shippedModels()[0]!);
    expect(stdout).to.match(/^LINK falls 5 % or more within 24 h of \d{4}-\d{2}-\d{2}T\d{2} UTC: /);
    expect(stdout).to.match(/(BTC|ETH|LINK) (fell|rose) [\d.]+ % in \d+ h/);
    expect(stdout).to.match(/volatility level +[+-]?\d+\.\d\d %/);
  });

  it("refuses what it cannot explain in a sentence, with exit code 1", async () => {
    const cases: readonly [RegExp, ...string[]][] = [
      [/--at is missing/, "--asset", "LINK"],
      [/--at noon is no hour such as 2022-06-12T20/, "--asset", "LINK", "--at", "noon"],
      [/has no column "DOGE"/, "--asset", "DOGE", "--at", iso(hour)],
      [/not 2031-01-01T00: name an hour within/, "--asset", "LINK", "--at", "2031-01-01T00"],
      [/abstains on LINK at/, "--asset", "LINK", "--at", iso(FIRST_HOUR + 300 * 3600)],
      [/There is no member "gpt"/, "--asset", "LINK", "--at", iso(hour), "--model", "gpt"],
      [/--threshold 2 is no fall/, "--asset", "LINK", "--at", iso(hour), "--threshold", "2"],
    ];
    expect(HOURS).to.be.greaterThan(1_400);
    for (const [sentence, ...args] of cases) {
      const { code, stderr } = await failure(...args);
      expect(stderr).to.match(sentence);
      expect(code).to.equal(1);
      expect(stderr).to.not.match(/\n\s+at /);
    }
  });
});
