import { expect } from "chai";
import { network } from "hardhat";
import { ZeroHash, concat, dataSlice, id } from "ethers";
import { packScores } from "../fixtures/anObservation.ts";
import { modelHashOf } from "../fixtures/deployOracle.ts";
import { oracleInRound } from "../fixtures/oracleInRound.ts";

const { ethers, networkHelpers } = await network.create();

const { one, three, report } = oracleInRound({ ethers, networkHelpers });

describe("RiskOracle.submit: time and block", () => {
  it("R3 reverts with WrongRound when the round is not observedAt / roundLength", async () => {
    const suite = await one();
    const good = await report(suite);
    for (const round of [good.round - 1n, good.round + 1n]) {
      await expect(suite.oracle.submit({ ...good, round }))
        .to.be.revertedWithCustomError(suite.oracle, "WrongRound")
        .withArgs(round, good.round);
    }
  });

  it("R4 reverts with ObservedInFuture more than 60 s ahead, and takes 60 s", async () => {
    const suite = await one();
    const latest = BigInt(await networkHelpers.time.latest());
    const ahead = await report(suite, { observation: { observedAt: latest + 71n } });
    await networkHelpers.time.setNextBlockTimestamp(latest + 10n);
    await expect(suite.oracle.submit(ahead))
      .to.be.revertedWithCustomError(suite.oracle, "ObservedInFuture")
      .withArgs(latest + 71n, latest + 70n);
    const within = await report(suite, { observation: { observedAt: latest + 80n } });
    await networkHelpers.time.setNextBlockTimestamp(latest + 20n);
    await expect(suite.oracle.submit(within)).to.emit(suite.oracle, "ReportAccepted");
  });

  it("R4 reverts with ReportTooOld past maxAge, and takes maxAge", async () => {
    const suite = await one();
    const good = await report(suite);
    await networkHelpers.time.setNextBlockTimestamp(good.observedAt + 7_201n);
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.oracle, "ReportTooOld")
      .withArgs(good.observedAt, good.observedAt + 1n);
    const fresh = await one();
    const again = await report(fresh);
    await networkHelpers.time.setNextBlockTimestamp(again.observedAt + 7_200n);
    await expect(fresh.oracle.submit(again)).to.emit(fresh.oracle, "ReportAccepted");
  });

  it("R2 reverts with BlockNotPast for a block that is not mined", async () => {
    const suite = await one();
    const next = BigInt(await ethers.provider.getBlockNumber()) + 1n;
    await expect(suite.oracle.submit(await report(suite, { observation: { blockNumber: next } })))
      .to.be.revertedWithCustomError(suite.oracle, "BlockNotPast")
      .withArgs(next, next);
  });

  it("R3 reverts with WrongBlockHash for a block of another fork", async () => {
    const suite = await one();
    const block = await ethers.provider.getBlock("latest");
    const blockHash = id("another fork");
    await expect(suite.oracle.submit(await report(suite, { observation: { blockHash } })))
      .to.be.revertedWithCustomError(suite.oracle, "WrongBlockHash")
      .withArgs(block!.number, blockHash, block!.hash);
  });

  it("R3 takes the quorum's word for a block that the chain no longer knows", async () => {
    const suite = await one();
    const good = await report(suite);
    await networkHelpers.mine(300);
    await expect(suite.oracle.submit(good)).to.emit(suite.oracle, "ReportAccepted");
  });
});

describe("RiskOracle.submit: shape", () => {
  it("R5 reverts with MarketMaskEmpty when no market is named", async () => {
    const suite = await one();
    await expect(suite.oracle.submit(await report(suite, { marketMask: 0n }))).to.be.revertedWithCustomError(
      suite.oracle,
      "MarketMaskEmpty",
    );
  });

  it("R5 reverts with MarketMaskOutOfRange for a market that is not listed", async () => {
    const suite = await three();
    await expect(suite.oracle.submit(await report(suite, { marketMask: 0b1001n })))
      .to.be.revertedWithCustomError(suite.oracle, "MarketMaskOutOfRange")
      .withArgs(0b1001n, 3n);
  });

  it("R5 reverts with WrongCalldataLength for trailing calldata, be it one byte", async () => {
    const suite = await one();
    const data = suite.oracle.interface.encodeFunctionData("submit", [await report(suite)]);
    const length = BigInt((data.length - 2) / 2);
    for (const tail of ["0x00", ZeroHash]) {
      const trailing = { to: await suite.oracle.getAddress(), data: concat([data, tail]) };
      await expect(suite.admin.sendTransaction(trailing))
        .to.be.revertedWithCustomError(suite.oracle, "WrongCalldataLength")
        .withArgs(length + BigInt((tail.length - 2) / 2), length);
    }
  });

  it("R5 reverts with WrongCalldataLength for observations that share their bytes", async () => {
    const suite = await one();
    const good = await report(suite);
    const data = suite.oracle.interface.encodeFunctionData("submit", [good]);
    // The last observation's words are cut off, and its offset made that of the one before it.
    const observation = 8 * 32;
    const offsets = 4 + 32 + 6 * 32 + 32;
    const shared = concat([
      dataSlice(data, 0, offsets + 4 * 32),
      dataSlice(data, offsets + 3 * 32, offsets + 4 * 32),
      dataSlice(data, offsets + 5 * 32, (data.length - 2) / 2 - observation),
    ]);
    const length = BigInt((data.length - 2) / 2);
    await expect(suite.admin.sendTransaction({ to: await suite.oracle.getAddress(), data: shared }))
      .to.be.revertedWithCustomError(suite.oracle, "WrongCalldataLength")
      .withArgs(length - BigInt(observation), length);
  });

  it("R5 reverts with WrongScoresLength when a vector is a market short", async () => {
    const suite = await three();
    const scores = packScores([{ scoreBps: 1 }, { scoreBps: 2 }]);
    await expect(suite.oracle.submit(await report(suite, { observation: { scores } })))
      .to.be.revertedWithCustomError(suite.oracle, "WrongScoresLength")
      .withArgs(0n, 4n, 6n);
  });

  it("R5 reverts with ScoreOutOfRange for a value that is neither a score nor an abstention", async () => {
    const suite = await three();
    for (const value of [100_01, 0x3ffe]) {
      for (const market of [0, 1, 2]) {
        const entry = (m: number, k: number) => ({ scoreBps: m === 3 && k === market ? value : 100_00 });
        await expect(suite.oracle.submit(await report(suite, { entry, marketMask: 1n })))
          .to.be.revertedWithCustomError(suite.oracle, "ScoreOutOfRange")
          .withArgs(3n, BigInt(market), BigInt(value));
      }
    }
  });
});

describe("RiskOracle.submit: members", () => {
  it("R5 reverts with MembersNotAscending for unordered members", async () => {
    const suite = await one();
    await expect(suite.oracle.submit(await report(suite, { members: [0, 2, 1, 3, 4] })))
      .to.be.revertedWithCustomError(suite.oracle, "MembersNotAscending")
      .withArgs(2n, 1n);
  });

  it("R1 reverts with MembersNotAscending for a member counted twice", async () => {
    const suite = await one();
    await expect(suite.oracle.submit(await report(suite, { members: [0, 1, 1, 2, 3] })))
      .to.be.revertedWithCustomError(suite.oracle, "MembersNotAscending")
      .withArgs(1n, 1n);
  });

  it("R1 reverts with UnknownMember for an index beyond the committee", async () => {
    const suite = await one();
    const good = await report(suite);
    good.observations[4]!.member = 7;
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.committee, "UnknownMember")
      .withArgs(7n, 7n);
  });

  it("R1 reverts with MembersSuspended for a suspended member", async () => {
    const suite = await one();
    await suite.committee.suspend(4);
    await expect(suite.oracle.submit(await report(suite)))
      .to.be.revertedWithCustomError(suite.committee, "MembersSuspended")
      .withArgs(1n << 4n);
  });

  it("C2 reverts with ModelNotActive for a member whose model is retired", async () => {
    const suite = await one();
    const good = await report(suite);
    await suite.registry.retire(modelHashOf(2));
    await expect(suite.oracle.submit(good))
      .to.be.revertedWithCustomError(suite.committee, "ModelNotActive")
      .withArgs(modelHashOf(2));
  });

  it("R1 reverts with TooFewObservations one below 2f + 1", async () => {
    const suite = await one();
    await expect(suite.oracle.submit(await report(suite, { members: [0, 1, 2, 3] })))
      .to.be.revertedWithCustomError(suite.oracle, "TooFewObservations")
      .withArgs(4n, 5n);
  });

  it("R1 reverts with TooFewObservations for none", async () => {
    const suite = await one();
    await expect(suite.oracle.submit(await report(suite, { members: [] })))
      .to.be.revertedWithCustomError(suite.oracle, "TooFewObservations")
      .withArgs(0n, 5n);
  });

  it("C1 accepts nothing once suspensions leave fewer than the quorum", async () => {
    const suite = await one();
    for (const member of [4, 5, 6]) await suite.committee.suspend(member);
    await expect(suite.oracle.submit(await report(suite, { members: [0, 1, 2, 3] })))
      .to.be.revertedWithCustomError(suite.oracle, "TooFewObservations")
      .withArgs(4n, 5n);
  });

  it("C2 reverts with TooFewModels when the members run too few distinct models", async () => {
    const suite = await one();
    const members = suite.memberInputs.map((m, i) => ({ ...m, modelHash: modelHashOf(i < 5 ? 0 : 1) }));
    await suite.committee.configure(members, 2, 2, 1);
    await expect(suite.oracle.submit(await report({ ...suite, memberInputs: members })))
      .to.be.revertedWithCustomError(suite.oracle, "TooFewModels")
      .withArgs(1n, 2n);
  });

  it("C2 reverts with TooFewOperators when one operator fills the quorum", async () => {
    const suite = await one();
    const [first] = suite.memberInputs;
    const members = suite.memberInputs.map((m, i) => (i < 5 ? { ...m, operator: first!.operator } : m));
    await suite.committee.configure(members, 2, 2, 2);
    await expect(suite.oracle.submit(await report(suite)))
      .to.be.revertedWithCustomError(suite.oracle, "TooFewOperators")
      .withArgs(1n, 2n);
    const withAnother = await report(suite, { members: [0, 1, 2, 3, 5] });
    await expect(suite.oracle.submit(withAnother)).to.emit(suite.oracle, "ReportAccepted");
  });
});
