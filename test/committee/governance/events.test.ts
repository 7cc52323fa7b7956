import { expect } from "chai";
import { ChainError } from "../../../committee/chain/errors.ts";
import { isBefore } from "../../../committee/governance/events.ts";
import { createGovernorLog } from "../../../committee/governance/governor-log.ts";
import { readLogs } from "../../../committee/governance/logs.ts";
import { pastOf, proposerOf } from "../../../committee/governance/past.ts";
import { GOVERNOR, NEVER, aChainOfLogs, created, executed, voted } from "./aChainOfLogs.ts";

const voter = (n: number) => `0x${n.toString(16).padStart(40, "0")}`;
const FILTER = { address: GOVERNOR, events: ["0x01"] };

describe("Logs of a contract", () => {
  it("are asked for at once, and in halves where an endpoint refuses the range", async () => {
    const logs = [created(3, 1n), created(40, 2n), created(99, 3n)];
    const all = aChainOfLogs(logs);
    expect(await readLogs(all.rpc, FILTER, 0n, 99n, NEVER)).to.have.length(3);
    expect(all.asked).to.deep.equal(["0-99"]);
    const narrow = aChainOfLogs(logs, 50);
    const read = await readLogs(narrow.rpc, FILTER, 0n, 99n, NEVER);
    expect(read.map(({ blockNumber }) => blockNumber)).to.deep.equal([3n, 40n, 99n]);
    expect(narrow.asked).to.deep.equal(["0-99", "0-49", "50-99"]);
  });

  it("are asked for ten thousand blocks at a time", async () => {
    const chain = aChainOfLogs([created(9_999, 1n), created(10_000, 2n), created(20_001, 3n)]);
    expect(await readLogs(chain.rpc, FILTER, 0n, 20_001n, NEVER)).to.have.length(3);
    expect(chain.asked).to.deep.equal(["0-9999", "10000-19999", "20000-20001"]);
  });

  it("are refused for good where a single block is, or the endpoint fails otherwise", async () => {
    const refusing = aChainOfLogs([], 0);
    let error = await readLogs(refusing.rpc, FILTER, 7n, 7n, NEVER).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ChainError).with.property("code", "RPC_REFUSED");
    const down = { send: () => Promise.reject(new ChainError("NO_ENDPOINT", "down")) };
    error = await readLogs(down, FILTER, 0n, 99n, NEVER).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ChainError).with.property("code", "NO_ENDPOINT");
    expect(await readLogs(refusing.rpc, FILTER, 8n, 7n, NEVER)).to.deep.equal([]);
  });
});

describe("A governor's log", () => {
  it("reads proposals, votes and executions", async () => {
    const chain = aChainOfLogs([
      created(3, 1n),
      voted(5, 1n, voter(7), { support: 2, weight: 9n }),
      executed(6, 1n),
    ]);
    const history = await createGovernorLog(chain.rpc, GOVERNOR, 0n).read(chain.blockOf(10n), NEVER);
    expect(history.proposals).to.have.length(1);
    expect(history.proposals[0]).to.deep.include({
      ...{ id: 1n, description: "hello", voteStart: 100n, voteEnd: 200n, proposer: `0x${"a1".repeat(20)}` },
      ...{ signatures: [""], calldatas: ["0x12345678"], at: { blockNumber: 3n, index: 0 } },
    });
    expect(history.votes[0]).to.deep.include({ proposalId: 1n, voter: voter(7), support: 2, weight: 9n });
    expect([...history.executed]).to.deep.equal([1n]);
  });

  it("reads on past a text that is no UTF-8", async () => {
    const chain = aChainOfLogs([created(3, 1n, { text: "0xff41fe" }), created(4, 2n)]);
    const { proposals } = await createGovernorLog(chain.rpc, GOVERNOR, 0n).read(chain.blockOf(10n), NEVER);
    expect(proposals.map(({ description }) => description)).to.deep.equal(["\uFFFDA\uFFFD", "hello"]);
  });

  it("reads a long history whole, a slice at a time", async () => {
    const votes = Array.from({ length: 1_203 }, (_, i) => voted(4, 1n, voter(i), { logIndex: i }));
    const chain = aChainOfLogs([created(3, 1n), ...votes]);
    const log = createGovernorLog(chain.rpc, GOVERNOR, 0n);
    const { votes: read } = await log.read(chain.blockOf(10n), NEVER);
    expect(read.map(({ voter: who }) => who)).to.deep.equal(votes.map((_, i) => voter(i)));
  });

  it("keeps what is settled, and reads the last blocks again: an endpoint may have been behind", async () => {
    const chain = aChainOfLogs([created(3, 1n)]);
    const log = createGovernorLog(chain.rpc, GOVERNOR, 2n);
    await log.read(chain.blockOf(200n), NEVER);
    chain.logs.push(created(190, 2n), created(230, 3n));
    const { proposals } = await log.read(chain.blockOf(240n), NEVER);
    expect(proposals.map(({ id }) => id)).to.deep.equal([1n, 2n, 3n]);
    expect(chain.asked).to.deep.equal(["2-200", "137-240"]);
  });

  it("reads everything again after a reorg, and for an earlier block", async () => {
    const chain = aChainOfLogs([created(3, 1n), created(150, 2n)]);
    const log = createGovernorLog(chain.rpc, GOVERNOR, 0n);
    await log.read(chain.blockOf(200n), NEVER);
    chain.reorganise();
    chain.logs.splice(0, 2, created(4, 9n));
    const { proposals } = await log.read(chain.blockOf(210n), NEVER);
    expect(proposals.map(({ id }) => id)).to.deep.equal([9n]);
    await log.read(chain.blockOf(100n), NEVER);
    expect(chain.asked).to.deep.equal(["0-200", "0-210", "0-100"]);
  });

  it("gives nothing for a block that is no longer at its number", async () => {
    const chain = aChainOfLogs([created(3, 1n)]);
    const gone = chain.blockOf(10n);
    chain.reorganise();
    const error = await createGovernorLog(chain.rpc, GOVERNOR, 0n)
      .read(gone, NEVER)
      .catch((caught: unknown) => caught);
    expect(error).to.have.property("code", "ROUND_REORGED");
  });
});

describe("The DAO before a proposal", () => {
  const history = async () => {
    const chain = aChainOfLogs([
      created(1, 1n, { proposer: voter(1) }),
      ...[voted(2, 1n, voter(1)), voted(2, 1n, voter(2), { logIndex: 2 })],
      created(3, 2n),
      created(4, 3n, { proposer: voter(1) }),
      ...[1, 2, 3].map((n) => voted(5, 3n, voter(n), { logIndex: n })),
      created(6, 4n, { proposer: voter(1) }),
      voted(7, 4n, voter(1)),
    ]);
    return createGovernorLog(chain.rpc, GOVERNOR, 0n).read(chain.blockOf(10n), NEVER);
  };

  it("counts earlier proposals with votes, and the median of their voters", async () => {
    const all = await history();
    const [first, , , last] = all.proposals;
    expect(pastOf(first!, all)).to.deep.equal({ proposals: 0, medianVoters: 0 });
    expect(pastOf(last!, all)).to.deep.equal({ proposals: 2, medianVoters: 2.5 });
  });

  it("counts what the proposer did before, and not with or after it", async () => {
    const all = await history();
    expect(proposerOf(all.proposals[3]!, all)).to.deep.equal({
      ...{ address: voter(1), earlierProposals: 2, earlierVotes: 2 },
    });
  });

  it("orders by block and by place in it", () => {
    const at = (blockNumber: bigint, index: number) => ({ blockNumber, index });
    expect(isBefore(at(1n, 9), at(2n, 0))).to.equal(true);
    expect(isBefore(at(2n, 0), at(2n, 1))).to.equal(true);
    expect(isBefore(at(2n, 1), at(2n, 1))).to.equal(false);
  });
});
