import { expect } from "chai";
import { network } from "hardhat";
import {
  aCollateralState,
  assetAt,
  deployHooks,
  STEWARD_REASON as REASON,
  UNLIMITED,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const configured = async (markets: number) => {
  const hooks = await deployHooks(connection, markets);
  for (const [index, id] of hooks.ids.entries())
    await hooks.steward.setPolicy(id, await hooks.stewardPolicy(index));
  return hooks;
};
const fixture = () => configured(1);
const threeMarkets = () => configured(3);

describe("CollateralSteward.tighten, over a protocol that fails", () => {
  const faults: readonly [string, number][] = [
    ["reverts", 1],
    ["burns all gas", 2],
    ["reverts with huge data", 3],
    ["cannot be read", 7],
  ];
  for (const [what, fault] of faults) {
    it(`H8 one market whose adapter ${what} stops no other`, async () => {
      const { steward, adapter, ids, score, ltv } = await networkHelpers.loadFixture(threeMarkets);
      for (const market of [0, 1, 2]) await score({ score: 30_00 }, { market });
      await adapter.setFault(assetAt(1), fault);
      const receipt = await (await steward.tighten(ids)).wait();
      const skipped = receipt!.logs
        .map((log) => steward.interface.parseLog(log))
        .filter((log) => log?.name === "MarketSkipped");
      expect(skipped.map((log) => [...log!.args].slice(0, 2) as unknown[])).to.deep.equal([
        [ids[1], BigInt(REASON.adapterFailed)],
      ]);
      await adapter.setFault(assetAt(1), 0);
      expect([await ltv(0), await ltv(1), await ltv(2)]).to.deep.equal([75_00n, 80_00n, 75_00n]);
      expect((await steward.stateOf(ids[1]!)).parameters[0].budgetLeft).to.equal(12_00n);
    });
  }

  for (const name of ["tighten", "lowerThreshold", "queueLoosening", "executeLoosening"] as const) {
    it(`H8 an adapter that calls ${name} back in the middle of a write is refused`, async () => {
      const { steward, adapter, id, score, ltv } = await networkHelpers.loadFixture(fixture);
      await score({ score: 30_00 });
      const { selector } = steward.interface.getFunction(name);
      const argument = ethers.AbiCoder.defaultAbiCoder().encode(["bytes32[]"], [[id]]);
      await adapter.callBack(steward, ethers.concat([selector, argument]));
      await steward.tighten([id]);
      expect(await ltv()).to.equal(75_00n);
      expect(await adapter.succeeded()).to.equal(false);
      expect(await adapter.answer()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
    });
  }

  const violations: readonly [
    what: string,
    fault: number,
    field: string,
    validated: bigint,
    reported: bigint,
  ][] = [
    ["another LTV", 4, "ltv", 75_00n, 75_01n],
    ["another liquidation threshold", 5, "liquidationThreshold", 83_00n, 82_99n],
    ["another bonus", 6, "liquidationBonus", 105_00n, 105_01n],
    ["another supply cap", 8, "supplyCap", 1_000n, UNLIMITED],
    ["another borrow cap", 9, "borrowCap", 1_000n, 999n],
    ["a market that is held", 10, "held", 0n, 1n],
  ];
  for (const [what, fault, field, validated, reported] of violations) {
    it(`H4 undoes the write when the protocol then reports ${what}`, async () => {
      const { steward, adapter, id, score } = await networkHelpers.loadFixture(fixture);
      const before = aCollateralState({ supplyCap: 1_000n, borrowCap: 1_000n });
      await adapter.setState(assetAt(0), before);
      await score({ score: 30_00 });
      await adapter.setFault(assetAt(0), fault);
      const args = [ethers.encodeBytes32String(field), validated, reported];
      const cause = steward.interface.encodeErrorResult("PostConditionViolated", args);
      await expect(steward.tighten([id]))
        .to.emit(steward, "MarketSkipped")
        .withArgs(id, REASON.adapterFailed, cause);
      const state = await adapter.collateralState(assetAt(0), assetAt(0));
      expect([...state.parameters, state.liquidationBonusBps, state.held]).to.deep.equal([
        ...[80_00n, 83_00n, 1_000n, 1_000n],
        ...[105_00n, false],
      ]);
    });
  }
});
