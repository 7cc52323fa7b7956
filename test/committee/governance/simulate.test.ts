import { expect } from "chai";
import { Interface, parseEther } from "ethers";
import { ChainError } from "../../../committee/chain/errors.ts";
import { createSimulator } from "../../../committee/governance/simulate.ts";
import type { SimulationInput } from "../../../committee/governance/simulate.ts";
import { lowerHex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import { loadCalibration } from "../../../committee/proposal-setup.ts";
import { scoreProposal } from "../../../committee/proposals/score.ts";
import { describeSimulation } from "../../../committee/proposals/simulation.ts";
import type { ProposalSnapshot } from "../../../committee/proposals/snapshot.ts";
import type { Tamper } from "../../fixtures/committee/hardhatEndpoint.ts";
import type { Action } from "../../fixtures/deployGovernance.ts";
import { NEVER } from "./aChainOfLogs.ts";
import { ETHER, ethers, inSeconds, networkHelpers, openRpc, take } from "./aReadDao.ts";
import type { World } from "./aReadDao.ts";

const HELD = parseEther("1000");
const CALIBRATION = loadCalibration();

/** A treasury that trusts a contract with an allowance, as it would a vault or a vesting contract. */
async function trusting() {
  const world = await inSeconds();
  const { dao, addresses } = world;
  const payload = await ethers.deployContract("HostilePayload");
  const hostile = lowerHex(await payload.getAddress());
  await dao.token.mint(addresses.timelock, HELD);
  await networkHelpers.impersonateAccount(addresses.timelock);
  await networkHelpers.setBalance(addresses.timelock, parseEther("1"));
  await dao.token.connect(await ethers.getSigner(addresses.timelock)).approve(hostile, HELD);
  await networkHelpers.stopImpersonatingAccount(addresses.timelock);
  const known = {
    functions: ["execute(address,address)", "transfer(address,uint256)", "setVotingDelay(uint48)"],
    ...{ verified: [hostile, addresses.token, addresses.governor], established: [hostile] },
  };
  const drain: Action = {
    target: hostile,
    data: payload.interface.encodeFunctionData("execute", [addresses.token, addresses.timelock]),
  };
  return { ...world, payload, hostile, drain, known };
}
const load = () => networkHelpers.loadFixture(trusting);

const outflowOf = (snapshot: ProposalSnapshot) =>
  scoreProposal(snapshot, CALIBRATION).contributions.find(({ rule }) => rule === "outflow");

const logged = () => {
  const events: unknown[] = [];
  return { events, log: { ...silentLogger, warn: (fields: object) => events.push({ ...fields }) } as never };
};

/** An endpoint that lets everything pass but a call with overrides. */
const onOverride =
  (answer: () => unknown): Tamper =>
  (method, params) =>
    method === "eth_call" && params.length > 2 ? answer() : undefined;

describe("A payload that looks harmless", () => {
  it("is seen by simulation alone when it spends an allowance that the treasury gave", async () => {
    const world = await load();
    await world.dao.propose([world.drain], "# Upkeep\nRuns the vault's upkeep.");
    const { snapshot } = await take(world, world.known);
    const { addresses } = world;
    expect(snapshot.simulation).to.deep.equal({
      ...{ reverts: null, skipped: [] },
      balances: [{ token: addresses.token, holder: addresses.timelock, before: HELD, after: 0n }],
    });
    const [seen, blind] = [outflowOf(snapshot), outflowOf({ ...snapshot, simulation: null })];
    expect([seen?.severity, blind?.severity]).to.deep.equal([1, 0]);
    expect(seen?.sentence).to.equal(
      "simulated, it takes 100.0 % of the treasury's value, where its calls say 0.0 %",
    );
    expect(scoreProposal(snapshot, CALIBRATION).scoreBps).to.be.greaterThan(
      scoreProposal({ ...snapshot, simulation: null }, CALIBRATION).scoreBps,
    );
  });

  it("gives two members that read it on their own the same text, root and score", async () => {
    const world = await load();
    await world.dao.propose([world.drain]);
    const [one, other] = [await take(world, world.known), await take(world, world.known)];
    expect(one.snapshot.simulation).not.to.equal(null);
    expect([one.json, one.root]).to.deep.equal([other.json, other.root]);
    expect(scoreProposal(one.snapshot, CALIBRATION)).to.deep.equal(
      scoreProposal(other.snapshot, CALIBRATION),
    );
  });

  it("is simulated at the block that is read, whatever came later", async () => {
    const world = await load();
    await world.dao.propose([world.drain]);
    const before = await ethers.provider.getBlock("latest");
    await world.payload.execute(world.addresses.token, world.addresses.timelock);
    const simulation = await simulateAt(world, [world.drain], before!.hash!);
    expect(simulation?.balances).to.deep.equal([
      {
        ...{ token: world.addresses.token, holder: world.addresses.timelock },
        ...{ before: HELD.toString(), after: "0" },
      },
    ]);
  });
});

function inputOf({ addresses }: World, actions: readonly Action[]): SimulationInput {
  return {
    ...{ proposalId: 1n, timelock: addresses.timelock, governor: addresses.governor },
    ...{ treasury: [addresses.timelock], tokens: [addresses.token, ETHER] },
    actions: actions.map(({ target, data, value }) => ({
      ...{ target: lowerHex(target), calldata: lowerHex(data), value: value ?? 0n },
      ...{ signature: null, encoding: "selector" as const, delegatecall: false },
    })),
  };
}

const simulateAt = async (
  world: World,
  actions: readonly Action[],
  blockHash: string,
  given: Partial<SimulationInput> = {},
) =>
  createSimulator(openRpc(), silentLogger).simulate(
    { ...inputOf(world, actions), ...given },
    { blockHash: lowerHex(blockHash) },
    NEVER,
  );

const latest = async () => (await ethers.provider.getBlock("latest"))!.hash!;

describe("What a simulation says beside balances", () => {
  it("names the call that reverts now, with its words, and takes no balance for changed", async () => {
    const world = await load();
    const { dao, payload, hostile, drain } = world;
    const angry = payload.interface.encodeFunctionData("revertWith", [7]);
    await dao.propose([drain, { target: hostile, data: angry }]);
    const { snapshot } = await take(world, world.known);
    const reason = payload.interface.encodeErrorResult("Angry", [7]);
    expect(snapshot.simulation).to.deep.equal({ reverts: { action: 2, reason }, skipped: [], balances: [] });
    expect(outflowOf(snapshot)?.severity).to.equal(0);
    expect(describeSimulation(snapshot)).to.deep.equal([
      `simulation: call 2 reverts now, with the error ${reason.slice(0, 10)}, so that what it would do is not seen`,
    ]);
  });

  it("leaves out calls to the governor, which takes them only while it executes, and numbers the others as proposed", async () => {
    const world = await load();
    const { addresses, payload, hostile } = world;
    const setDelay = new Interface(["function setVotingDelay(uint48)"]).encodeFunctionData(
      "setVotingDelay",
      [1],
    );
    const own = { target: addresses.governor, data: setDelay };
    const angry = { target: hostile, data: payload.interface.encodeFunctionData("revertWith", [7]) };
    const done = await simulateAt(world, [own, world.drain], await latest());
    expect([done?.reverts, done?.skipped, done?.balances.length]).to.deep.equal([null, [1], 1]);
    const failed = await simulateAt(world, [own, angry], await latest());
    expect([failed?.reverts?.action, failed?.skipped]).to.deep.equal([2, [1]]);
  });

  it("makes the calls of a governor without a timelock from the governor, and names a function that stands apart", async () => {
    const world = await load();
    const { addresses, token } = { ...world, token: world.dao.token };
    await token.mint(addresses.governor, 50n);
    const [action] = inputOf(world, [
      { target: addresses.token, data: `0x${"00".repeat(12)}${"5e".repeat(20)}${"32".padStart(64, "0")}` },
    ]).actions;
    const simulation = await simulateAt(world, [], await latest(), {
      ...{ timelock: null, treasury: [addresses.governor], tokens: [addresses.token] },
      actions: [{ ...action!, signature: "transfer(address,uint256)", encoding: "arguments" }],
    });
    expect(simulation).to.deep.equal({
      ...{ reverts: null, skipped: [] },
      balances: [{ token: addresses.token, holder: addresses.governor, before: "50", after: "0" }],
    });
  });
});

describe("Endpoints that simulate nothing", () => {
  it("leave the proposal unsimulated and its score as decoding alone gives it, and are said once", async () => {
    const world = await load();
    await world.dao.propose([world.drain]);
    const refused = () => {
      throw new ChainError("RPC_REFUSED", "too many arguments, want at most 2");
    };
    const reverted = () => {
      throw new ChainError("CALL_REVERTED", "eth_call reverts.");
    };
    const simulated = await take(world, world.known);
    for (const [answer, reason] of [
      [refused, "too many arguments, want at most 2"],
      [reverted, "eth_call reverts."],
      [() => "0x", "it answers as if there were no override"],
    ] as const) {
      const { events, log } = logged();
      const { snapshot } = await take(world, world.known, onOverride(answer), log);
      expect(snapshot).to.deep.equal({ ...simulated.snapshot, simulation: null });
      expect(events).to.deep.equal([{ event: "proposals.unsimulated", reason }]);
    }
  });

  it("are said once for all proposals and rounds", async () => {
    const world = await load();
    const { events, log } = logged();
    const simulator = createSimulator(openRpc(onOverride(() => "0x")), log);
    const at = { blockHash: lowerHex(await latest()) };
    for (const proposalId of [1n, 2n, 2n]) {
      expect(await simulator.simulate({ ...inputOf(world, [world.drain]), proposalId }, at, NEVER)).to.equal(
        null,
      );
    }
    expect(events).to.have.lengthOf(1);
  });

  it("are not asked again about a proposal whose calls took longer than they may", async () => {
    const world = await load();
    const { events, log } = logged();
    let asked = 0;
    const slow = onOverride(() => {
      asked += 1;
      throw new ChainError("RPC_TIMEOUT", "hardhat did not answer eth_call within 1 ms.");
    });
    const simulator = createSimulator(openRpc(slow), log);
    const at = { blockHash: lowerHex(await latest()) };
    const input = inputOf(world, [world.drain]);
    for (let i = 0; i < 3; i++) expect(await simulator.simulate(input, at, NEVER)).to.equal(null);
    expect(asked).to.equal(1);
    await simulator.simulate({ ...input, proposalId: 2n }, at, NEVER);
    expect(asked).to.equal(2);
    expect(events).to.deep.equal(
      [1, 2].map((proposal) => ({
        ...{ event: "proposals.simulation-too-long", key: `${world.addresses.governor} ${proposal}` },
        reason: "hardhat did not answer eth_call within 1 ms.",
      })),
    );
  });

  it("are asked again where the endpoint itself failed", async () => {
    const world = await load();
    const failing = onOverride(() => {
      throw new ChainError("NO_ENDPOINT", "hardhat fails at eth_call.");
    });
    const at = { blockHash: lowerHex(await latest()) };
    const asked = createSimulator(openRpc(failing), silentLogger).simulate(
      inputOf(world, [world.drain]),
      at,
      NEVER,
    );
    const error = await asked.catch((reason: unknown) => reason);
    expect((error as ChainError).code).to.equal("NO_ENDPOINT");
  });
});
