import { expect } from "chai";
import { id } from "ethers";
import {
  ETHER,
  GAS,
  HELD,
  MIN_DELAY,
  ask,
  deployTreasury,
  encode,
  ethers,
  face,
  networkHelpers,
  refusalOf,
  simulate,
} from "./aSimulation.ts";
import type { Call } from "./aSimulation.ts";

const load = () => networkHelpers.loadFixture(deployTreasury);
const ANSWER = { reverts: 1, burnsAll: 2, byte: 3, long: 4 };

describe("PayloadSimulator.simulate", () => {
  it("is the timelock's own code for anybody but the simulation's caller", async () => {
    const treasury = await load();
    const { heir } = treasury;
    const asked = ask(treasury, [{ target: heir.address, value: 1n }], { from: heir.address });
    // The timelock has no such function, and reverts without data.
    expect(await refusalOf(asked)).to.equal("0x");
  });

  it("reverts with NotEnoughGas when the balances could not be read after the calls", async () => {
    const treasury = await load();
    const data = await refusalOf(ask(treasury, [], { gas: 500_000 }));
    const error = face.parseError(data);
    expect(error?.name).to.equal("NotEnoughGas");
    expect(error?.args.needed).to.equal((2n * 110_000n * 64n) / 63n + 500_000n);
    expect(error?.args.left).to.be.lessThan(500_000n);
  });

  it("makes the calls one after the other, with their values, from the timelock's address", async () => {
    const treasury = await load();
    const { token, asset, heir } = treasury;
    const calls = [
      { target: heir.address, value: 30n },
      { target: asset, data: token.interface.encodeFunctionData("transfer", [heir.address, 7n]) },
    ];
    expect(await simulate(treasury, calls)).to.deep.equal({
      ...{ before: [HELD, HELD], afterwards: [HELD - 30n, HELD - 7n], returned: 2n, reason: "0x" },
    });
  });

  it("leaves nothing behind: the same again gives the same, and the chain has moved nothing", async () => {
    const treasury = await load();
    const { token, holder, heir } = treasury;
    const calls = [{ target: heir.address, value: HELD }];
    expect(await ask(treasury, calls)).to.equal(await ask(treasury, calls));
    expect(await ethers.provider.getBalance(holder)).to.equal(HELD);
    expect(await token.balanceOf(holder)).to.equal(HELD);
  });

  it("names the call that reverts and what it says, and gives no balances after it: all or none", async () => {
    const treasury = await load();
    const { payload, hostile, heir } = treasury;
    const data = payload.interface.encodeFunctionData("revertWith", [42]);
    const calls = [{ target: heir.address, value: 30n }, { target: hostile, data }, { target: heir.address }];
    expect(await simulate(treasury, calls)).to.deep.equal({
      ...{ before: [HELD, HELD], afterwards: [], returned: 1n },
      reason: payload.interface.encodeErrorResult("Angry", [42]),
    });
  });
});

describe("PayloadSimulator, the timelock's own functions", () => {
  it("answers what a call asks of the timelock with the timelock's code and storage", async () => {
    const treasury = await load();
    const { timelock, holder } = treasury;
    const { interface: face } = timelock;
    // Only the timelock may set its delay; the role that it takes is its own.
    const calls = [
      { target: holder, data: face.encodeFunctionData("updateDelay", [5]) },
      { target: holder, data: face.encodeFunctionData("getMinDelay") },
    ];
    expect((await simulate(treasury, calls)).returned).to.equal(2n);
    expect(await timelock.getMinDelay()).to.equal(MIN_DELAY);
  });

  it("takes ether and tokens with a receiver's hook, as the timelock does", async () => {
    const treasury = await load();
    const { payload, hostile, holder } = treasury;
    const data = payload.interface.encodeFunctionData("destroy", [holder]);
    const back = await simulate(treasury, [
      { target: holder, value: 5n },
      { target: hostile, value: 9n, data },
    ]);
    expect([back.returned, back.afterwards]).to.deep.equal([2n, [HELD, HELD]]);
  });
});

describe("PayloadSimulator, a timelock that refuses ether", () => {
  it("refuses it in a simulation too: the simulator's own code takes nothing in its place", async () => {
    const treasury = await load();
    const { junk, holder } = treasury;
    // A contract without a `receive`.
    await networkHelpers.setCode(holder, await ethers.provider.getCode(junk));
    const { returned, reason } = await simulate(treasury, [{ target: holder, value: 5n }]);
    expect([returned, reason]).to.deep.equal([0n, "0x"]);
  });
});

describe("PayloadSimulator, hostile payloads", () => {
  const calling = async (name: string, args: readonly unknown[], value = 0n) => {
    const treasury = await load();
    const { payload, hostile } = treasury;
    const data = payload.interface.encodeFunctionData(name as never, args as never);
    const call: Call = { target: hostile, value, data };
    return { treasury, call };
  };

  it("sees what a call does that says nothing of it: an allowance that is spent", async () => {
    const treasury = await load();
    const { payload, hostile, asset, holder } = treasury;
    const data = payload.interface.encodeFunctionData("execute", [asset, holder]);
    expect((await simulate(treasury, [{ target: hostile, data }])).afterwards).to.deep.equal([HELD, 0n]);
  });

  it("gives an answer when a call burns all of its gas", async () => {
    const { treasury, call } = await calling("burnAll", []);
    const { returned, reason, before } = await simulate(treasury, [call]);
    expect([returned, reason, before]).to.deep.equal([0n, "0x", [HELD, HELD]]);
  });

  it("copies 256 bytes of a reason, and nothing of what is returned, however long it is", async () => {
    const huge = await calling("revertHuge", [1_000_000]);
    const { returned, reason } = await simulate(huge.treasury, [huge.call]);
    expect([returned, reason]).to.deep.equal([0n, `0x${"ff".repeat(256)}`]);
    const returns = await calling("returnHuge", [1_000_000]);
    const answer = await ask(returns.treasury, [returns.call, returns.call]);
    expect(answer.length).to.be.lessThan(2 * 1_024);
    expect((await simulate(returns.treasury, [returns.call, returns.call])).returned).to.equal(2n);
  });

  it("is not entered again by a payload that would have the treasury pay in the meantime", async () => {
    const treasury = await load();
    const { payload, hostile, holder, heir } = treasury;
    const inner = [{ target: heir.address, value: HELD, data: "0x" }];
    const data = payload.interface.encodeFunctionData("reenter", [holder, inner]);
    // `Angry` would say that it was entered, or with which error it was refused: there is none, the timelock has no such function.
    expect(await simulate(treasury, [{ target: hostile, data }])).to.deep.include({
      ...{ returned: 1n, afterwards: [HELD, HELD] },
    });
    expect(encode(inner).slice(0, 10)).to.equal(
      id("simulate((address,uint256,bytes)[],(address,address)[])").slice(0, 10),
    );
  });

  it("sees ether that leaves through a contract which destroys itself", async () => {
    const { treasury, call } = await calling("destroy", [`0x${"5e".repeat(20)}`], HELD);
    expect((await simulate(treasury, [call])).afterwards).to.deep.equal([0n, HELD]);
  });

  it("does not see what a payload does only while the timelock's code hash is its own", async () => {
    const treasury = await load();
    const { payload, hostile, asset, holder, token } = treasury;
    const codeHash = ethers.keccak256(await ethers.provider.getCode(holder));
    const data = payload.interface.encodeFunctionData("executeUnwatched", [asset, holder, codeHash]);
    expect((await simulate(treasury, [{ target: hostile, data }])).afterwards).to.deep.equal([HELD, HELD]);
    await payload.executeUnwatched(asset, holder, codeHash);
    expect(await token.balanceOf(holder)).to.equal(0n);
  });
});

describe("PayloadSimulator, tokens that answer with junk", () => {
  it("takes a token that has no code, reverts, burns its gas or returns too little for one that says nothing", async () => {
    const treasury = await load();
    const { junk, holder, heir } = treasury;
    const token = await junk.getAddress();
    for (const answer of [ANSWER.reverts, ANSWER.burnsAll, ANSWER.byte]) {
      await junk.set(answer);
      const { before, afterwards } = await simulate(treasury, [], { holdings: [{ token, holder }] });
      expect([before, afterwards]).to.deep.equal([[null], [null]]);
    }
    const { before } = await simulate(treasury, [], { holdings: [{ token: heir.address, holder }] });
    expect(before).to.deep.equal([null]);
  });

  it("reads the first word of an answer that is too long, and no more", async () => {
    const treasury = await load();
    const { junk, holder } = treasury;
    await junk.set(ANSWER.long);
    const { before } = await simulate(treasury, [], {
      holdings: [{ token: await junk.getAddress(), holder }],
    });
    expect(before).to.deep.equal([7n]);
  });

  it("tells a token that a payload breaks from one that it empties", async () => {
    const treasury = await load();
    const { junk, holder } = treasury;
    const token = await junk.getAddress();
    const calls = [{ target: token, data: junk.interface.encodeFunctionData("set", [ANSWER.burnsAll]) }];
    const { before, afterwards } = await simulate(treasury, calls, {
      holdings: [
        { token, holder },
        { token: ETHER, holder },
      ],
    });
    expect([before, afterwards]).to.deep.equal([
      [100n, HELD],
      [null, HELD],
    ]);
  });

  it("reads forty holdings that burn all they get, after a payload that burned all it got", async () => {
    const treasury = await load();
    const { junk, payload, hostile, holder } = treasury;
    await junk.set(ANSWER.burnsAll);
    const holdings = Array.from({ length: 40 }, () => ({ token: junk.target as string, holder }));
    const data = payload.interface.encodeFunctionData("burnAll");
    expect((await simulate(treasury, [{ target: hostile, data }], { holdings, gas: GAS })).returned).to.equal(
      0n,
    );
    expect((await simulate(treasury, [], { holdings })).afterwards).to.deep.equal(holdings.map(() => null));
  });

  it("reads them after a payload that burned all it got and returned, and makes no call that nothing is left for", async () => {
    const treasury = await load();
    const { junk, payload, hostile, holder, heir } = treasury;
    await junk.set(ANSWER.burnsAll);
    const holdings = Array.from({ length: 40 }, () => ({ token: junk.target as string, holder }));
    const burns = { target: hostile, data: payload.interface.encodeFunctionData("burnAlmostAll") };
    const none = holdings.map(() => null);
    const read = { before: none, afterwards: none, returned: 1n, reason: "0x" };
    expect(await simulate(treasury, [burns], { holdings })).to.deep.equal(read);
    const then = await simulate(treasury, [burns, { target: heir.address }], { holdings });
    expect(then).to.deep.equal({ ...read, afterwards: [] });
  });
});
