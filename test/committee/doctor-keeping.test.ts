import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBeHex } from "ethers";
import { network } from "hardhat";
import { diagnoseKeeping } from "../../committee/doctor-keeping.ts";
import { healthChecks } from "../../committee/health.ts";
import type { HealthInput } from "../../committee/health.ts";
import { keepLedger } from "../../committee/keeping/cycle.ts";
import { measureLag } from "../../committee/keeping/lag.ts";
import { pinnedAt } from "../../committee/keeping/types.ts";
import type { KeepingState } from "../../committee/ledger-keeper.ts";
import { lowerHex } from "../../committee/lib/hex.ts";
import { readRoster } from "../../committee/market/roster.ts";
import { serveRpc } from "../../scripts/demo/chain/rpc-server.ts";
import { aCheck } from "../fixtures/committee/aCheck.ts";
import { aMirror, followCommittee } from "../fixtures/aMirror.ts";
import { aReport, mineNextRound } from "../fixtures/aReport.ts";
import { aConfig } from "../fixtures/committee/aConfig.ts";
import { gasKey } from "../fixtures/committee/aCommittee.ts";
import { aKeepingOn } from "../fixtures/committee/aKeeping.ts";
import { deployBonds } from "../fixtures/deployBonds.ts";
import { DAY, GAP_LIMIT, HOUR, batchHashOf, deployLedger, writeHours } from "../fixtures/deployLedger.ts";
import { memberKey } from "../fixtures/deployOracle.ts";
import { AWAY_CHAIN, HOME_CHAIN } from "../fixtures/twoChains.ts";

const NEVER = new AbortController().signal;

/** A bonded committee with a ledger, whose doctor says one line a check. */
const aPatient = async () => {
  const connection = await network.create();
  const { ethers } = connection;
  const bonding = await deployBonds(ethers);
  const { bonds, owner, terms } = bonding;
  for (let member = 0; member < 7; member++) {
    await bonds.connect(owner).deposit(memberKey(member), owner, terms.minimumBond);
  }
  const suite = await deployLedger(ethers, { markets: 2, bonds });
  const deps = await aKeepingOn(connection, suite);
  const examine = async (overrides: Record<string, unknown> = {}) => {
    const { lines, check } = aCheck();
    const { oracle, committee, multicall, ledger } = deps.contracts;
    const config = aConfig({
      chain: { oracle, committee, multicall },
      ledger: { address: ledger },
      ...overrides,
    });
    const at = pinnedAt(deps, await deps.rpc.head(NEVER));
    const roster = await readRoster(oracle, committee, at, NEVER);
    const signer = lowerHex(memberKey(0).address);
    await diagnoseKeeping({ config, rpc: deps.rpc, roster, signer, check }, NEVER);
    return lines;
  };
  const round = async ({ witness = true } = {}) => {
    await mineNextRound(ethers, suite);
    const report = await aReport(ethers, suite, { members: [0, 1, 2, 3, 4, 5, 6] });
    await suite.oracle.submit(report);
    if (witness) await suite.ledger.witness(await batchHashOf(ethers, suite, report));
    await writeHours(suite, report.observedAt);
    return report;
  };
  return { connection, suite, deps, bonding, examine, round };
};

describe("The doctor of what follows a round", function () {
  this.timeout(180_000);

  it("R11 reads the own bond, and says what to do about it", async () => {
    const { bonding, examine } = await aPatient();
    const { bonds, owner, admin } = bonding;
    expect((await examine())[0]).to.equal("ok own bond: 1000, at least 1000 is needed");
    await bonds.connect(admin).setMinimumBond(2_000n);
    expect((await examine())[0]).to.match(/^FAIL own bond: The minimum bond rises to 2000 at \d+, and this/);
    await bonds.connect(owner).requestExit(memberKey(0));
    expect((await examine())[0]).to.match(/^FAIL own bond: The bond of 0 is below the minimum of 1000/);
  });

  it("R12 finds rounds without a witness, windows that nobody settled, and a ledger without its role", async () => {
    const { connection, suite, deps, examine, round } = await aPatient();
    const first = await round();
    await round({ witness: false });
    await mineNextRound(connection.ethers, suite);
    expect((await examine())[1]).to.equal(
      'FAIL ledger: 2 rounds were reported in the last day and 1 batches witnessed: set "ledger.address" on every node',
    );
    await connection.networkHelpers.time.increaseTo(Number(first.observedAt) + DAY + GAP_LIMIT + HOUR / 2);
    expect((await examine())[1]).to.equal(
      'FAIL ledger: 2 windows are over and not settled: set "ledger.keep" on one node, and give its account gas',
    );
    await keepLedger(deps, NEVER);
    expect((await examine())[1]).to.equal(
      "ok ledger: 0 rounds of the last day, 2 windows over, none left behind",
    );
    const { committee, ledger, memberInputs } = suite;
    await committee.revokeRole(await committee.WEIGHER_ROLE(), ledger);
    await committee.configure([...memberInputs], 2, 2, 2);
    const at = await deps.rpc.head(NEVER);
    const roster = await readRoster(
      deps.contracts.oracle,
      deps.contracts.committee,
      pinnedAt(deps, at),
      NEVER,
    );
    const lag = await measureLag(deps, roster, at, NEVER);
    expect([lag.authorised, lag.termOutdated]).to.deep.equal([false, true]);
    expect((await examine())[1])
      .to.include("it WEIGHER_ROLE")
      .and.to.include("call closeEpoch");
  });

  describe("of a mirror", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "breakwater-doctor-"));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("wants money there, its home's configuration, and the newest rounds", async () => {
      const { suite, examine, round } = await aPatient();
      const away = await network.create({ override: { chainId: Number(AWAY_CHAIN) } });
      const { committee, oracle } = await aMirror(away.ethers, suite, HOME_CHAIN);
      const multicall = await away.ethers.deployContract("Multicall3");
      const server = await serveRpc(away.provider, 0);
      try {
        const { key, address } = gasKey(0);
        writeFileSync(join(folder, "gas"), key.privateKey, { mode: 0o600 });
        const mirror = {
          chainId: Number(AWAY_CHAIN),
          rpcUrls: [`http://127.0.0.1:${server.port}`],
          oracle: await oracle.getAddress(),
          multicall: await multicall.getAddress(),
          gas: `file://${join(folder, "gas")}`,
        };
        const line = async () => (await examine({ mirrors: [mirror] }))[2];
        expect(await line()).to.match(/^FAIL mirror 8453: the account 0x[0-9a-f]{40} is empty/);
        await away.ethers.provider.send("hardhat_setBalance", [address, toBeHex(10n ** 18n)]);
        expect(await line()).to.equal("ok mirror 8453: it has the newest round");
        await suite.committee.suspend(6);
        expect(await line()).to.match(/^FAIL mirror 8453: it does not follow its home: its timelock must/);
        await followCommittee(suite, { committee, oracle });
        await suite.committee.reinstate(6);
        await followCommittee(suite, { committee, oracle });
        await round();
        expect(await line()).to.match(/^FAIL mirror 8453: it is \d+ rounds behind its home/);
      } finally {
        await server.close();
      }
    });
  });
});

describe("Health checks of what follows a round", () => {
  const input = (keeping: Partial<KeepingState>): HealthInput => ({
    ...{ started: true, healthyEndpoints: 1, endpoints: 1, connectedPeers: 6, quorum: 5, lastRound: null },
    ...{ headAgeMs: 0, headMaxAgeMs: 1, membership: null },
    keeping: { bond: null, lag: null, mirrors: [], round: null, keptIn: null, failure: null, ...keeping },
    proposals: null,
  });
  const failing = (keeping: Partial<KeepingState>) =>
    healthChecks(input(keeping))
      .filter(({ ok }) => !ok)
      .map(({ name, advice }) => `${name}: ${advice}`);

  it("pass while nothing is wrong, or nothing is asked of the node", () => {
    expect(failing({})).to.deep.equal([]);
    const lag = { unsettled: 0, unwitnessed: 2, epochEnd: 0n };
    const mirrors = [{ chainId: 10, round: 5n, outcome: "there" as const }];
    expect(failing({ lag, mirrors })).to.deep.equal([]);
  });

  it("name each mirror that took no report, with its reason", () => {
    const mirrors = [
      { chainId: 10, round: 5n, outcome: "relayed" as const },
      { chainId: 8_453, round: 5n, outcome: "failed" as const, reason: "no answer" },
    ];
    expect(failing({ mirrors })).to.have.length(1);
    expect(failing({ mirrors })[0]).to.match(/^mirrors: Mirrors that took no report: 8453 \(no answer\)\. /);
  });

  it("say how far the ledger is behind, and why the last turn failed", () => {
    const lag = { unsettled: 4, unwitnessed: 3, epochEnd: 0n };
    const found = failing({ lag, failure: "the account is empty" });
    expect(found[0]).to.equal(
      "keeping: What follows a round was not finished: the account is empty. It is tried again after the next one.",
    );
    expect(found[1]).to.match(/^ledger: 4 windows wait to be settled and 3 rounds of a day have no witness/);
  });

  it("R11 fail when the own bond does not cover the member, now or soon", () => {
    const bond = { covered: false, bond: 0n, exiting: 0n, minimum: 1_000n, next: null };
    expect(failing({ bond })[0]).to.match(/^bond: The bond of 0 is below the minimum of 1000/);
    const soon = { ...bond, covered: true, bond: 1_000n, next: { minimum: 2_000n, effectiveAt: 7n } };
    expect(failing({ bond: soon })[0]).to.match(/^bond: The minimum bond rises to 2000 at 7/);
  });
});
