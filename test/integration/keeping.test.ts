import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually as within, statusOf } from "../fixtures/committee/aCommittee.ts";
import {
  KEEPER,
  LIAR,
  createKeptCommittee,
  deployKeptChain,
  lateInTheRound,
  letHoursPass,
  nextHour,
} from "../fixtures/committee/aKeptCommittee.ts";
import type { KeepingState } from "../../committee/ledger-keeper.ts";
import type { KeptChain } from "../fixtures/committee/aKeptCommittee.ts";
import { followCommittee } from "../fixtures/aMirror.ts";
import { OUTCOME } from "../fixtures/deployLedger.ts";
import { memberKey } from "../fixtures/deployOracle.ts";

/** Long enough for any machine: nothing here is about time. */
const eventually = (what: string, condition: () => boolean | Promise<boolean>) =>
  within(what, condition, 240_000);

/** One story on one chain: each test goes on where the one before ended. */
describe("A committee that keeps its own ledger", function () {
  this.timeout(900_000);
  let chain: KeptChain;
  let committee: ReturnType<typeof createKeptCommittee>;
  let folder: string;
  const rounds: bigint[] = [];

  const storedRound = async () => (await chain.oracle.score(chain.marketIds[0]!)).record.round;
  const mirrored = async () => (await chain.mirror.oracle.score(chain.marketIds[0]!)).record.round;
  const keeper = () => committee.nodes.get(KEEPER)!;

  const keeping = () => (keeper().status() as { keeping: KeepingState }).keeping;

  /** A round is stored, what follows it is seen to, and in its second half the ledger is kept. */
  const aRound = async (shares?: readonly number[]): Promise<bigint> => {
    const round = await nextHour(chain, shares);
    await eventually(`round ${round} is stored`, async () => (await storedRound()) === round);
    if (committee.nodes.has(KEEPER)) {
      await eventually(`round ${round} is seen to`, () => keeping().round === round);
      await lateInTheRound(chain);
      await eventually(`the ledger is kept in ${round}`, () => keeping().keptIn === round);
    }
    rounds.push(round);
    return round;
  };
  const outcomeOf = async (round: bigint, market: number) => {
    const digest = await chain.oracle.marketsDigest();
    const { outcome } = await chain.ledger.outcomeOf(digest, chain.marketIds[market]!, round * 3_600n);
    return outcome;
  };
  const attendance = async (round: bigint, market = 0) => {
    const version = await chain.suite.committee.configuredVersion();
    return (await chain.ledger.attendanceOf(version, chain.marketIds[market]!, round)).members;
  };
  const witnesses = () => chain.ledger.queryFilter(chain.ledger.filters.Witnessed());

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-keeper-"));
    chain = await deployKeptChain();
    await letHoursPass(chain, 12);
    committee = createKeptCommittee(chain, join(folder, "keeper.sqlite"));
    for (let member = 0; member < 7; member++) await committee.start(member);
  });
  after(async () => {
    await committee.close();
    rmSync(folder, { recursive: true });
  });

  it("R12 has a round witnessed by one of the seven, in time", async () => {
    const round = await aRound();
    // The nodes started within a round, which is the first.
    await eventually("both rounds are witnessed", async () => (await witnesses()).length >= 2);
    await eventually("the keeper has finished", async () => (await mirrored()) === round);
    const events = await witnesses();
    expect(events.length, "not seven a round").to.be.below(2 * 7);
    const [report] = await chain.oracle.queryFilter(chain.oracle.filters.ReportAccepted(round));
    const transactions = await Promise.all(events.map((event) => event.getTransaction()));
    const beside = transactions.findIndex(
      ({ from, blockNumber }) => from === report!.args.submitter && blockNumber! > report!.blockNumber,
    );
    expect(beside, "one is of whoever sent the report").to.not.equal(-1);
    const { witnessedAt } = events[beside]!.args;
    expect(witnessedAt - round * 3_600n <= (await chain.oracle.maxAge())).to.equal(true);
  });

  it("carries the report to the mirror on another chain, and records it", async () => {
    const round = rounds[0]!;
    const [home, away] = [
      await chain.oracle.score(chain.marketIds[1]!),
      await chain.mirror.oracle.score(chain.marketIds[1]!),
    ];
    expect(away.record).to.deep.equal(home.record);
    await eventually(
      "it is recorded",
      async () => (await chain.history.latestRound(chain.marketIds[0]!)) === round,
    );
  });

  it("R12 settles windows both ways, and counts them, after the keeper was away for two rounds", async () => {
    const second = await aRound();
    await aRound([0.9]);
    await committee.stop(KEEPER);
    await aRound([0.9]);
    await aRound([0.9]);
    await committee.start(KEEPER);
    await eventually("it has joined the round that lasts", () => keeping().round === rounds[4]);
    const [first] = rounds;
    await aRound([0.9]);
    await eventually("the first round is counted", async () => (await attendance(first!, 1)) === 0b1111111n);
    await eventually("so is the second", async () => (await attendance(second)) === 0b1111111n);
    expect(await outcomeOf(first!, 0), "it fell by a tenth within two hours").to.equal(OUTCOME.Yes);
    expect(await outcomeOf(first!, 1), "it did not").to.equal(OUTCOME.No);
  });

  it("R12 reads back from the chain what was reported while the keeper was away", async () => {
    const [missed, late] = [rounds[3]!, rounds[4]!];
    await aRound([0.9]);
    await aRound([0.9]);
    await eventually("the missed round is counted", async () => (await attendance(missed)) === 0b1111110n);
    expect(await outcomeOf(missed, 0)).to.equal(OUTCOME.No);
    // It came back while the next one lasted, signed it, and had its own observation witnessed.
    await eventually(
      "the late one too, with the keeper's",
      async () => (await attendance(late)) === 0b1111111n,
    );
  });

  it("R11 has a member suspended whose bond is on its way out", async () => {
    const { bonds, owner } = chain.bonding;
    await bonds.connect(owner).requestExit(memberKey(5));
    await aRound([0.9]);
    const { committee: roster } = chain.suite;
    await eventually("it is suspended", async () => (await roster.memberAt(5)).suspended);
    const [event] = await roster.queryFilter(roster.filters.MemberSuspended());
    expect(event!.args.member).to.equal(5n);
    const leaving = committee.nodes.get(5)!;
    await eventually("its own node says so", () =>
      leaving.checks().some(({ name, ok }) => name === "bond" && !ok),
    );
    const { advice } = leaving.checks().find(({ name }) => name === "bond")!;
    expect(advice).to.equal(
      "The bond of 0 is below the minimum of 1000: deposit the rest at once, or anybody may suspend this member.",
    );
  });

  it("says that a mirror does not follow, and carries on once it does", async () => {
    const before = await mirrored();
    const round = await aRound([0.9]);
    const check = () =>
      keeper()
        .checks()
        .find(({ name }) => name === "mirrors")!;
    await eventually("the keeper says so", () => !check().ok);
    expect(check().advice).to.include("8453 (it has not taken over the home's present configuration)");
    expect(await mirrored()).to.equal(before);
    expect((await chain.oracle.score(chain.marketIds[0]!)).record.contributors).to.equal(6n);
    await followCommittee(chain.suite, chain.mirror);
    const next = await aRound([0.9]);
    expect(next).to.equal(round + 1n);
    await eventually("the mirror has it", async () => (await mirrored()) === next);
    await eventually("all is well", () => check().ok);
  });

  it("R12 takes weight from the liar when the epoch ends, in the second half of a round, and loses no round by it", async () => {
    const { committee: roster } = chain.suite;
    const before = await roster.weights();
    const closed = () => chain.ledger.queryFilter(chain.ledger.filters.EpochClosed());
    // A day after the ledger's deployment, which was at any time of its hour.
    for (let hours = 0; hours < 3 && (await closed()).length === 0; hours++) await aRound([0.9]);
    const after = await roster.weights();
    expect(after[LIAR]! < before[LIAR]!).to.equal(true);
    const block = await (await closed())[0]!.getBlock();
    expect(block.timestamp % 3_600 >= 1_800).to.equal(true);
    const standing = await chain.ledger.standingOf(memberKey(KEEPER).address);
    expect(standing.missed, "one round of two markets").to.equal(2n);
    const round = await aRound([0.9]);
    const [record] = await chain.oracle.score(chain.marketIds[0]!);
    expect([record.round, record.contributors]).to.deep.equal([round, 6n]);
    expect(keeping().lag!.unsettled, "the keeper has nothing left to do").to.equal(0);
    expect(statusOf(keeper()).lastRound!.outcome).to.equal("accepted");
  });
});
