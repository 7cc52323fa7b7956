import { expect } from "chai";
import { createTimepoints } from "../../../committee/governance/timepoints.ts";
import { NEVER, blockAt } from "./aChainOfLogs.ts";

const READER = { block: (number: bigint) => Promise.resolve(blockAt(number)) };
const HEAD = blockAt(5_000n);
const timeOf = (number: bigint) => blockAt(number).timestamp;

describe("A governor's clock that counts seconds", () => {
  const times = createTimepoints(READER, HEAD, "timestamp");

  it("is the block's time, and its moments are itself", async () => {
    expect(times.now).to.equal(HEAD.timestamp);
    expect(await times.momentOf(7n, NEVER)).to.equal(7n);
    expect(await times.timepointOf(12n, NEVER)).to.equal(timeOf(12n));
  });

  it("finds the last block that counts as of a timepoint", async () => {
    expect(await times.blockAt(timeOf(100n), NEVER)).to.equal(100n);
    expect(await times.blockAt(timeOf(100n) + 11n, NEVER)).to.equal(100n);
    expect(await times.blockAt(timeOf(100n) - 1n, NEVER)).to.equal(99n);
    expect(await times.blockAt(HEAD.timestamp, NEVER)).to.equal(HEAD.number);
  });
});

describe("A governor's clock that counts blocks", () => {
  const times = createTimepoints(READER, HEAD, "blocknumber");

  it("is the block's number; past blocks have their own time", async () => {
    expect(times.now).to.equal(HEAD.number);
    expect(await times.blockAt(77n, NEVER)).to.equal(77n);
    expect(await times.timepointOf(77n, NEVER)).to.equal(77n);
    expect(await times.momentOf(77n, NEVER)).to.equal(timeOf(77n));
  });

  it("takes the pace of the last thousand blocks for those to come", async () => {
    expect(await times.momentOf(HEAD.number + 100n, NEVER)).to.equal(HEAD.timestamp + 1_200n);
    const young = createTimepoints(READER, blockAt(0n), "blocknumber");
    expect(await young.momentOf(5n, NEVER), "no pace yet").to.equal(timeOf(0n));
  });

  it("refuses a past block that the endpoint does not know", async () => {
    const lost = createTimepoints({ block: () => Promise.resolve(null) }, HEAD, "blocknumber");
    const error = await lost.timeOf(3n, NEVER).catch((caught: unknown) => caught);
    expect(error).to.have.property("code", "LOGS_INCOMPLETE");
  });

  it("asks again for what it was refused, and not for what it knows", async () => {
    let asked = 0;
    const reader = { block: (number: bigint) => Promise.resolve(++asked === 1 ? null : blockAt(number)) };
    const recovering = createTimepoints(reader, HEAD, "blocknumber");
    await recovering.timeOf(3n, NEVER).catch(() => undefined);
    expect(await recovering.timeOf(3n, NEVER)).to.equal(timeOf(3n));
    expect(await recovering.timeOf(3n, NEVER)).to.equal(timeOf(3n));
    expect(asked).to.equal(2);
  });
});
