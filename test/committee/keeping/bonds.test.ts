import { expect } from "chai";
import { bondAdvice, isBondSafe } from "../../../committee/keeping/bonds.ts";
import type { BondState } from "../../../committee/keeping/bonds.ts";

const aBond = (overrides: Partial<BondState> = {}): BondState => ({
  ...{ covered: true, bond: 1_500n, exiting: 0n, minimum: 1_000n, next: null },
  ...overrides,
});

describe("What an operator is told about its bond", () => {
  it("is nothing while it covers the member", () => {
    expect(bondAdvice(aBond())).to.equal(null);
    expect(isBondSafe(aBond())).to.equal(true);
    const next = { minimum: 1_500n, effectiveAt: 9n };
    expect(bondAdvice(aBond({ next })), "an announced minimum that it meets").to.equal(null);
  });

  it("R11 is to deposit at once when it does not", () => {
    const bond = aBond({ covered: false, bond: 0n, exiting: 1_500n });
    expect(isBondSafe(bond)).to.equal(false);
    expect(bondAdvice(bond)).to.equal(
      "The bond of 0 is below the minimum of 1000: deposit the rest at once, or anybody may suspend this member.",
    );
  });

  it("is to deposit before an announced minimum counts", () => {
    const bond = aBond({ next: { minimum: 2_000n, effectiveAt: 1_800_000_000n } });
    expect(isBondSafe(bond)).to.equal(false);
    expect(bondAdvice(bond)).to.equal(
      "The minimum bond rises to 2000 at 1800000000, and this member's is 1500: deposit the rest before.",
    );
  });

  it("is that a stake is on its way out, which alone costs no seat", () => {
    const bond = aBond({ exiting: 500n });
    expect(isBondSafe(bond)).to.equal(true);
    expect(bondAdvice(bond)).to.match(/^500 of this member's bond is on its way out/);
  });
});
