import { expect } from "chai";
import { network } from "hardhat";
import {
  DAY,
  GAP_LIMIT,
  HOUR,
  OUTCOME,
  PRICE,
  aFallOf,
  aWitnessedRound,
  deployLedger,
  passWindow,
  roundId,
  writeHours,
} from "../fixtures/deployLedger.ts";
import type { LedgerSuite, WitnessedRound } from "../fixtures/deployLedger.ts";

const { ethers, networkHelpers } = await network.create();

const deploy = () => deployLedger(ethers);
const load = () => networkHelpers.loadFixture(deploy);

const settle = (
  suite: LedgerSuite,
  round: WitnessedRound,
  startRoundId = round.startRoundId,
  maxRounds = 100,
) =>
  suite.ledger.settle(
    round.marketsDigest,
    suite.marketIds[0]!,
    round.report.observedAt,
    startRoundId,
    maxRounds,
  );

const outcomeOf = async (suite: LedgerSuite, round: WitnessedRound) =>
  (await suite.ledger.outcomeOf(round.marketsDigest, suite.marketIds[0]!, round.report.observedAt))[0];

/** A round whose window is over, on a feed that said `prices` hour by hour. */
async function over(suite: LedgerSuite, prices?: readonly bigint[]): Promise<WitnessedRound> {
  const round = await aWitnessedRound(ethers, suite, prices ? { prices } : {});
  await passWindow(ethers, round);
  return round;
}

/** Rounds of the feed at these seconds after the observation, all at one price but where told. */
async function overAt(
  suite: LedgerSuite,
  seconds: readonly number[],
  prices: Readonly<Record<number, bigint>> = {},
): Promise<WitnessedRound> {
  const round = await aWitnessedRound(ethers, suite, { prices: [] });
  await suite.aggregator.push(
    seconds.map((second) => prices[second] ?? PRICE),
    seconds.map((second) => round.report.observedAt + BigInt(second)),
  );
  await passWindow(ethers, round);
  return { ...round, startRoundId: roundId(1, 1) };
}

describe("SkillLedger.settle", () => {
  it("reverts with KindNotSettled where the feed says nothing of the kind of event", async () => {
    const suite = await load();
    await suite.oracle.configureMarkets(suite.markets.map((market) => ({ ...market, kind: 2 })));
    const [marketId] = await suite.oracle.marketIds();
    await expect(suite.ledger.settle(await suite.oracle.marketsDigest(), marketId!, 1n, roundId(1, 1), 100))
      .to.be.revertedWithCustomError(suite.ledger, "KindNotSettled")
      .withArgs(marketId, 2n);
  });

  it("R12 settles a Peg market as it does Collateral", async () => {
    const suite = await load();
    await suite.oracle.configureMarkets(suite.markets.map((market) => ({ ...market, kind: 1 })));
    const peg = { ...suite, marketIds: [...(await suite.oracle.marketIds())] };
    const round = await over(peg, aFallOf(5_00n));
    await settle(peg, round);
    expect(await outcomeOf(peg, round)).to.equal(OUTCOME.Yes);
  });

  it("reverts with UnknownMarketsDigest and MarketNotListed where no set lists the market", async () => {
    const suite = await load();
    const digest = await suite.oracle.marketsDigest();
    const [marketId] = suite.marketIds;
    await expect(suite.ledger.settle(ethers.ZeroHash, marketId!, 1n, 1n, 1))
      .to.be.revertedWithCustomError(suite.oracle, "UnknownMarketsDigest")
      .withArgs(ethers.ZeroHash);
    await expect(suite.ledger.settle(digest, ethers.id("no market"), 1n, 1n, 1))
      .to.be.revertedWithCustomError(suite.oracle, "MarketNotListed")
      .withArgs(ethers.id("no market"));
  });

  it("R12 reverts with WindowNotOver in the window's last second", async () => {
    const suite = await load();
    const round = await aWitnessedRound(ethers, suite);
    const end = round.report.observedAt + BigInt(DAY);
    await networkHelpers.time.setNextBlockTimestamp(end);
    await expect(settle(suite, round))
      .to.be.revertedWithCustomError(suite.ledger, "WindowNotOver")
      .withArgs(end, end);
  });

  it("reverts with MaxRoundsZero for a walk of no step, which would store an unchecked start", async () => {
    const suite = await load();
    const round = await over(suite);
    await expect(settle(suite, round, round.startRoundId, 0)).to.be.revertedWithCustomError(
      suite.ledger,
      "MaxRoundsZero",
    );
  });

  it("R12 reverts with FeedRoundMissing for a start that is not there, whether the feed reverts or says zeros", async () => {
    const suite = await load();
    const round = await over(suite);
    for (const mode of [0, 1]) {
      await suite.aggregator.setMissing(mode);
      await expect(settle(suite, round, roundId(1, 99)))
        .to.be.revertedWithCustomError(suite.ledger, "FeedRoundMissing")
        .withArgs(roundId(1, 99));
    }
  });

  it("R12 reverts with RoundAfterObservation for a start behind the observation", async () => {
    const suite = await load();
    const round = await over(suite);
    const { observedAt } = round.report;
    await expect(settle(suite, round, round.startRoundId + 1n))
      .to.be.revertedWithCustomError(suite.ledger, "RoundAfterObservation")
      .withArgs(round.startRoundId + 1n, observedAt - 10n + BigInt(HOUR), observedAt);
  });

  it("R12 reverts with RoundNotInForce for a start that had been followed by another", async () => {
    const suite = await load();
    const round = await overAt(suite, [-100, -50, 3_600]);
    const { observedAt } = round.report;
    await expect(settle(suite, round, roundId(1, 1)))
      .to.be.revertedWithCustomError(suite.ledger, "RoundNotInForce")
      .withArgs(roundId(1, 1), roundId(1, 2), observedAt - 50n, observedAt);
  });

  it("R12 takes a round of the observation's very second as in force, and refuses the one before", async () => {
    const suite = await load();
    const round = await overAt(suite, [-100, 0, DAY / 2, DAY + 1]);
    await expect(settle(suite, round, roundId(1, 1))).to.be.revertedWithCustomError(
      suite.ledger,
      "RoundNotInForce",
    );
    await expect(settle(suite, round, roundId(1, 2)))
      .to.emit(suite.ledger, "EventSettled")
      .withArgs(
        suite.marketIds[0],
        round.marketsDigest,
        round.report.observedAt,
        roundId(1, 2),
        roundId(1, 4),
        OUTCOME.No,
      );
  });

  it("R12 says Yes at a fall of exactly the threshold, and No one unit above", async () => {
    for (const [price, outcome] of [
      [(PRICE * 95n) / 100n, OUTCOME.Yes],
      [(PRICE * 95n) / 100n + 1n, OUTCOME.No],
    ] as const) {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, DAY + 1], { 3_600: price });
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(outcome);
    }
  });

  it("R12 counts a round of the window's last second, and not one of the second after", async () => {
    for (const [second, outcome] of [
      [DAY, OUTCOME.Yes],
      [DAY + 1, OUTCOME.No],
    ] as const) {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, second, DAY + 5], { [second]: PRICE / 2n });
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(outcome);
    }
  });

  it("R12 finds a fall that the price made up for within the window", async () => {
    const suite = await load();
    const round = await overAt(suite, [-10, 3_600, 7_200, DAY + 1], { 3_600: PRICE / 2n });
    await settle(suite, round);
    expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Yes);
  });

  it("R12 settles once: the repeat reverts with AlreadySettled", async () => {
    const suite = await load();
    const round = await over(suite);
    await settle(suite, round);
    await expect(settle(suite, round))
      .to.be.revertedWithCustomError(suite.ledger, "AlreadySettled")
      .withArgs(suite.marketIds[0], round.report.observedAt, OUTCOME.No);
  });

  it("R12 goes on from where a walk stopped, whatever start is named then", async () => {
    const suite = await load();
    const round = await over(suite, aFallOf(5_00n));
    await expect(settle(suite, round, round.startRoundId, 3))
      .to.emit(suite.ledger, "WalkPaused")
      .withArgs(suite.marketIds[0], round.marketsDigest, round.report.observedAt, round.startRoundId + 3n);
    expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Unsettled);
    await expect(settle(suite, round, 0n, 3))
      .to.emit(suite.ledger, "EventSettled")
      .withArgs(
        suite.marketIds[0],
        round.marketsDigest,
        round.report.observedAt,
        round.startRoundId,
        round.startRoundId + 6n,
        OUTCOME.Yes,
      );
  });

  describe("a feed that cannot be relied on", () => {
    it("R12 is Void past a gap above the limit, and not at the limit", async () => {
      for (const [gap, outcome] of [
        [GAP_LIMIT, OUTCOME.No],
        [GAP_LIMIT + 1, OUTCOME.Void],
      ] as const) {
        const suite = await load();
        const round = await overAt(suite, [-10, gap - 10]);
        await settle(suite, round);
        expect(await outcomeOf(suite, round)).to.equal(outcome);
      }
    });

    it("R12 is Void where the price at observation or one within the window is not positive", async () => {
      for (const prices of [{ [-10]: 0n }, { 3_600: 0n }, { 3_600: -1n }]) {
        const suite = await load();
        const round = await overAt(suite, [-10, 3_600, DAY + 1], prices);
        await settle(suite, round);
        expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Void);
      }
    });

    it("R12 takes any positive price of at most 192 bits", async () => {
      const most = 2n ** 191n - 1n;
      for (const [prices, outcome] of [
        [{ [-10]: 2n, 3_600: 1n }, OUTCOME.Yes],
        [{ [-10]: 1n, 3_600: 1n, [DAY + 1]: 1n }, OUTCOME.No],
        [{ [-10]: most, 3_600: most, [DAY + 1]: most }, OUTCOME.No],
      ] as const) {
        const suite = await load();
        const round = await overAt(suite, [-10, 3_600, DAY + 1], prices);
        await settle(suite, round);
        expect(await outcomeOf(suite, round)).to.equal(outcome);
      }
    });

    it("R12 is Void where rounds go back in time, be it to before the observation", async () => {
      for (const back of [3_600, -5]) {
        const suite = await load();
        const round = await overAt(suite, [-10, 7_200, back, DAY + 1]);
        await settle(suite, round);
        expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Void);
      }
    });

    it("R12 is Void where the round that a walk began with is taken back", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, 7_200, DAY + 1]);
      await settle(suite, round, round.startRoundId, 1);
      await suite.aggregator.rewrite(1, 0n, 0n);
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Void);
    });

    it("R12 waits for a feed that is behind, with FeedBehindWindow, for as long as the limit, then is Void", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, DAY - 60]);
      const last = round.report.observedAt + BigInt(DAY - 60);
      await networkHelpers.time.setNextBlockTimestamp(last + BigInt(GAP_LIMIT));
      await expect(settle(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "FeedBehindWindow")
        .withArgs(roundId(1, 2), last, round.report.observedAt + BigInt(DAY));
      await networkHelpers.time.setNextBlockTimestamp(last + BigInt(GAP_LIMIT) + 1n);
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(OUTCOME.Void);
    });

    it("R12 reverts with FeedWithoutLatest where a proxy turned to an aggregator that says nothing", async () => {
      const suite = await load();
      const round = await over(suite);
      await suite.feed.turn(await ethers.deployContract("ScriptedAggregator"));
      await expect(settle(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "FeedWithoutLatest")
        .withArgs(await suite.feed.getAddress());
    });

    it("R12 cannot be brought to miss a round by too little gas: it reverts with NotEnoughGasToRead", async () => {
      const suite = await load();
      // The last round lies so far back that a missing successor would make the window Void.
      const round = await overAt(suite, [-10, 3_600, DAY + 1], { 3_600: PRICE / 2n });
      await networkHelpers.time.increase(GAP_LIMIT);
      for (let gasLimit = 60_000; gasLimit <= 300_000; gasLimit += 8_000) {
        const snapshot = await networkHelpers.takeSnapshot();
        await suite.ledger
          .settle(round.marketsDigest, suite.marketIds[0]!, round.report.observedAt, roundId(1, 1), 100, {
            gasLimit,
          })
          .catch(() => undefined);
        expect(await outcomeOf(suite, round)).to.be.oneOf([OUTCOME.Unsettled, OUTCOME.Yes]);
        await snapshot.restore();
      }
      await expect(
        suite.ledger.settle(
          round.marketsDigest,
          suite.marketIds[0]!,
          round.report.observedAt,
          roundId(1, 1),
          100,
          {
            gasLimit: 160_000,
          },
        ),
      ).to.be.revertedWithCustomError(suite.ledger, "NotEnoughGasToRead");
    });
  });

  describe("a feed that turns to another aggregator", () => {
    it("R12 follows it into the new phase, past one that never had a round", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600]);
      await suite.feed.turn(await ethers.deployContract("ScriptedAggregator"));
      const third = await ethers.deployContract("ScriptedAggregator");
      await suite.feed.turn(third);
      const { observedAt } = round.report;
      await third.push([PRICE / 2n, PRICE], [observedAt + 7_200n, observedAt + BigInt(DAY + 1)]);
      await expect(settle(suite, round))
        .to.emit(suite.ledger, "EventSettled")
        .withArgs(
          suite.marketIds[0],
          round.marketsDigest,
          observedAt,
          roundId(1, 1),
          roundId(3, 1),
          OUTCOME.Yes,
        );
    });

    it("R12 leaves what the old aggregator went on to write aside, from the new one's first round on", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, 10_800, DAY + 1], { 10_800: PRICE / 2n });
      const second = await ethers.deployContract("ScriptedAggregator");
      await suite.feed.turn(second);
      const { observedAt } = round.report;
      await second.push([PRICE, PRICE], [observedAt + 7_200n, observedAt + BigInt(DAY + 2)]);
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(OUTCOME.No);
    });

    it("R12 takes the new aggregator's round where both are of one second", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, DAY + 1], { 3_600: PRICE / 2n });
      const second = await ethers.deployContract("ScriptedAggregator");
      await suite.feed.turn(second);
      const { observedAt } = round.report;
      await second.push([PRICE, PRICE], [observedAt + 3_600n, observedAt + BigInt(DAY + 2)]);
      await settle(suite, round);
      expect(await outcomeOf(suite, round)).to.equal(OUTCOME.No);
    });

    it("R12 refuses a start in the old phase once the new one has begun", async () => {
      const suite = await load();
      const round = await overAt(suite, [-10, 3_600, DAY + 1]);
      const second = await ethers.deployContract("ScriptedAggregator");
      await suite.feed.turn(second);
      const { observedAt } = round.report;
      await second.push([PRICE, PRICE], [observedAt, observedAt + BigInt(DAY + 2)]);
      await expect(settle(suite, round))
        .to.be.revertedWithCustomError(suite.ledger, "RoundNotInForce")
        .withArgs(roundId(1, 1), roundId(2, 1), observedAt, observedAt);
    });
  });

  it("R12 settles hours that follow one another, each from its own start", async () => {
    const suite = await load();
    const first = await over(suite, aFallOf(4_99n));
    const second = await over(suite, aFallOf(5_01n));
    await settle(suite, first);
    await settle(suite, second);
    expect(await outcomeOf(suite, first)).to.equal(OUTCOME.No);
    expect(await outcomeOf(suite, second)).to.equal(OUTCOME.Yes);
    expect(await writeHours(suite, second.report.observedAt + BigInt(2 * DAY))).to.equal(roundId(1, 53));
  });
});
