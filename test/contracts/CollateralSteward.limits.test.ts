import { expect } from "chai";
import { encodeBytes32String } from "ethers";
import { network } from "hardhat";
import { CAP_RULE, RAMP, THRESHOLD_RULE } from "../fixtures/aFullPolicy.ts";
import type { BandInput, RuleInput } from "../fixtures/deployHooks.ts";
import {
  assetAt,
  deployHooks,
  KEPT_RULE,
  LTV_RULE,
  ltvBand,
  PARAMETER,
  UNLIMITED,
} from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;
const ASSET = assetAt(0);
type Rules = [RuleInput, RuleInput, RuleInput, RuleInput];

/** Policies by their rules and the targets of a single band; those left out are kept. */
const fixture = async () => {
  const hooks = await deployHooks(connection);
  const at = await hooks.steward.getAddress();
  const range = new ethers.Contract(at, [
    "error ValueOutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
  ]);
  const policyOf = async (rules: Partial<Record<keyof typeof PARAMETER, [RuleInput, target: bigint]>>) => {
    const names = Object.keys(PARAMETER) as (keyof typeof PARAMETER)[];
    return {
      ...(await hooks.stewardPolicy()),
      ramp: rules.liquidationThreshold ? RAMP : { notice: 0, expiry: 0, liquidationGrace: 0 },
      rules: names.map((name) => rules[name]?.[0] ?? KEPT_RULE) as Rules,
      bands: [
        {
          ...{ enter: 4_00, exit: 2_50 },
          targets: names.map((name) => rules[name]?.[1] ?? 0n) as BandInput["targets"],
        },
      ],
    };
  };
  return { ...hooks, range, rules: await ethers.getContractAt("StewardPolicy", at), policyOf };
};

describe("CollateralSteward.setPolicy, limits", () => {
  it("takes up to eight bands, and reverts with ValueOutOfRange on none and on nine", async () => {
    const { steward, id, stewardPolicy, range } = await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    const bands = (count: number) =>
      Array.from({ length: count }, (_, b) => ltvBand(4_00 + b * 100, 2_50 + b * 100, 79_00n - BigInt(b)));
    for (const count of [0, 9]) {
      await expect(steward.setPolicy(id, { ...policy, bands: bands(count) }))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String("bands"), count, 1, 8);
    }
    await steward.setPolicy(id, { ...policy, bands: bands(8) });
    expect((await steward.policyOf(id)).bands).to.have.lengthOf(8);
  });

  it("reverts with ValueOutOfRange on a band that no score or every score would enter", async () => {
    const { steward, id, stewardPolicy, range } = await networkHelpers.loadFixture(fixture);
    for (const enter of [0, 100_01]) {
      await expect(steward.setPolicy(id, { ...(await stewardPolicy()), bands: [ltvBand(enter, 0, 75_00n)] }))
        .to.be.revertedWithCustomError(range, "ValueOutOfRange")
        .withArgs(encodeBytes32String("enter"), enter, 1, 100_00);
    }
  });

  it("takes a band that is entered at two bps and left below one, and none that is lower", async () => {
    const { steward, id, stewardPolicy, rules } = await networkHelpers.loadFixture(fixture);
    const policy = await stewardPolicy();
    await expect(steward.setPolicy(id, { ...policy, bands: [ltvBand(1, 0, 75_00n)] }))
      .to.be.revertedWithCustomError(rules, "BandNotOrdered")
      .withArgs(0);
    await steward.setPolicy(id, { ...policy, bands: [ltvBand(2, 1, 75_00n)] });
    expect((await steward.policyOf(id)).bands.map(({ enter, exit }) => [enter, exit])).to.deep.equal([
      [2n, 1n],
    ]);
  });

  it("H5 takes any cap for an anchor that is a limit, and not the word for none", async () => {
    const { steward, id, range, policyOf } = await networkHelpers.loadFixture(fixture);
    const withCap = (anchor: bigint) =>
      policyOf({ ltv: [LTV_RULE, 75_00n], supplyCap: [{ ...CAP_RULE, anchor }, anchor] });
    for (const anchor of [1n, UNLIMITED - 1n]) {
      await steward.setPolicy(id, await withCap(anchor));
      expect((await steward.policyOf(id)).rules[PARAMETER.supplyCap].anchor).to.equal(anchor);
    }
    await expect(steward.setPolicy(id, await withCap(UNLIMITED)))
      .to.be.revertedWithCustomError(range, "ValueOutOfRange")
      .withArgs(encodeBytes32String("anchor"), UNLIMITED, 1, UNLIMITED - 1n);
  });

  it("H4 asks for no gap where neither LTV nor threshold moves", async () => {
    const { steward, id, policyOf } = await networkHelpers.loadFixture(fixture);
    const policy = await policyOf({ supplyCap: [CAP_RULE, 800n] });
    await steward.setPolicy(id, { ...policy, minGap: 0 });
    expect((await steward.policyOf(id)).minGap).to.equal(0n);
  });

  it("H4 measures the gap from the standing LTV where the threshold alone moves", async () => {
    const { steward, id, policyOf, rules } = await networkHelpers.loadFixture(fixture);
    const policy = await policyOf({ liquidationThreshold: [THRESHOLD_RULE, 82_00n] });
    await expect(steward.setPolicy(id, { ...policy, minGap: 3_01 }))
      .to.be.revertedWithCustomError(rules, "GapTooSmall")
      .withArgs(0, 80_00, 3_01, 83_00);
    await expect(steward.setPolicy(id, { ...policy, minGap: 2_01 }))
      .to.be.revertedWithCustomError(rules, "GapTooSmall")
      .withArgs(1, 80_00, 2_01, 82_00);
    await steward.setPolicy(id, { ...policy, minGap: 2_00 });
    expect((await steward.policyOf(id)).minGap).to.equal(2_00n);
  });

  it("reverts where eMode categories would follow an LTV that is left out", async () => {
    const { steward, adapter, id, policyOf, rules } = await networkHelpers.loadFixture(fixture);
    await adapter.setEModes(ASSET, 0b100n, 0n);
    const policy = await policyOf({ supplyCap: [CAP_RULE, 800n] });
    const eModes = { fromBand: 1, followed: 0b100n, left: 0n };
    await expect(steward.setPolicy(id, { ...policy, eModes })).to.be.revertedWithCustomError(
      rules,
      "EModesWithoutLtv",
    );
  });

  it("H4 reverts on an LTV that the protocol cannot hold", async () => {
    const { steward, adapter, id, stewardPolicy } = await networkHelpers.loadFixture(fixture);
    await adapter.setFault(ASSET, 11);
    await expect(steward.setPolicy(id, await stewardPolicy()))
      .to.be.revertedWithCustomError(adapter, "NotRepresentable")
      .withArgs(ASSET, PARAMETER.ltv, 80_00n, 80_01n);
  });

  it("knows no policy of a market where none was set", async () => {
    const { steward, id } = await networkHelpers.loadFixture(fixture);
    const { adapter, bands, rules } = await steward.policyOf(id);
    expect([adapter, bands.length]).to.deep.equal([ethers.ZeroAddress, 0]);
    expect(rules.map(({ anchor }) => anchor)).to.deep.equal([0n, 0n, 0n, 0n]);
  });
});
