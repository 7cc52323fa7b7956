import { expect } from "chai";
import { network } from "hardhat";
import { orderDomain, signOrder } from "../fixtures/anOrder.ts";
import { deployEmergency, QUORUM } from "../fixtures/deployEmergency.ts";
import { RUNG } from "../fixtures/deployHooks.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

const fixture = () => deployEmergency(connection);
type Setup = Awaited<ReturnType<typeof fixture>>;

describe("PauseGuardian.emergencyRaise, its signers", () => {
  it("G6 reverts with TooFewSigners below the policy's number, however many there are", async () => {
    const { guardian, raise } = await networkHelpers.loadFixture(fixture);
    for (const members of [[], [0], [0, 1, 2, 3]]) {
      await expect(raise({}, members))
        .to.be.revertedWithCustomError(guardian, "TooFewSigners")
        .withArgs(members.length, 5);
    }
  });

  it("G6 needs a quorum of the present committee, where f has grown since the policy", async () => {
    const { guardian, committee, memberInputs, id, raise, policy } =
      await networkHelpers.loadFixture(fixture);
    const four = memberInputs.slice(0, 4).map((member) => ({ ...member, weightBps: 25_00 }));
    await committee.configure(four, 1, 1, 3);
    const given = await policy();
    await guardian.setPolicy(id, { ...given, emergency: { ...given.emergency, signers: 3, operators: 3 } });
    await committee.configure([...memberInputs], 2, 2, 3);
    await expect(raise({}, [0, 1, 2]))
      .to.be.revertedWithCustomError(guardian, "TooFewSigners")
      .withArgs(3, 5);
  });

  it("C1 takes an emergency policy while a member is suspended, the first one too", async () => {
    const { guardian, committee, id, policy } = await networkHelpers.loadFixture(fixture);
    await committee.suspend(0);
    await expect(guardian.setPolicy(id, await policy())).to.emit(guardian, "PolicySet");
  });

  it("G6 counts operators: five keys of four are too few", async () => {
    const { guardian, committee, memberInputs, raise, rung } = await networkHelpers.loadFixture(fixture);
    const operators = memberInputs.map((member, index) =>
      index === 1 ? { ...member, operator: memberInputs[0]!.operator } : member,
    );
    await committee.configure(operators, 2, 2, 3);
    await expect(raise({}, [0, 1, 2, 3, 4]))
      .to.be.revertedWithCustomError(guardian, "TooFewOperators")
      .withArgs(4, 5);
    await raise({}, [0, 1, 2, 3, 4, 5]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G6 counts no operator who did not sign, and more signers than operators are asked for may sign", async () => {
    const { guardian, committee, memberInputs, id, raise, policy, rung } =
      await networkHelpers.loadFixture(fixture);
    const paired = memberInputs.map((member, index) =>
      index === 2 ? { ...member, operator: memberInputs[1]!.operator } : member,
    );
    await committee.configure(paired, 2, 2, 3);
    const given = await policy();
    await guardian.setPolicy(id, { ...given, emergency: { ...given.emergency, operators: 5 } });
    // Members 1 and 2 share an operator, and the first operator of the roster has not signed.
    await expect(raise({}, [1, 2, 3, 4, 5]))
      .to.be.revertedWithCustomError(guardian, "TooFewOperators")
      .withArgs(4, 5);
    await guardian.setPolicy(id, { ...given, emergency: { ...given.emergency, operators: 4 } });
    await raise({}, [1, 2, 3, 4, 5]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  for (const [what, members, args] of [
    ["twice", [0, 1, 2, 2, 4], [2, 2]],
    ["out of order", [0, 2, 1, 3, 4], [2, 1]],
  ] as const) {
    it(`G6 reverts with MembersNotAscending on a member that stands ${what}`, async () => {
      const { guardian, raise } = await networkHelpers.loadFixture(fixture);
      await expect(raise({}, members))
        .to.be.revertedWithCustomError(guardian, "MembersNotAscending")
        .withArgs(...args);
    });
  }

  it("G6 reverts with UnknownMember on a member that there is not", async () => {
    const { guardian, committee, order, sign } = await networkHelpers.loadFixture(fixture);
    const given = await order();
    const signatures = await sign(given);
    await expect(
      guardian.emergencyRaise(given, [...signatures.slice(0, 4), { ...signatures[4]!, member: 7 }]),
    )
      .to.be.revertedWithCustomError(committee, "UnknownMember")
      .withArgs(7, 7);
  });

  it("G6 reverts with MembersSuspended on a suspended member", async () => {
    const { committee, revoker, raise, rung } = await networkHelpers.loadFixture(fixture);
    await committee.connect(revoker).suspend(2);
    await expect(raise())
      .to.be.revertedWithCustomError(committee, "MembersSuspended")
      .withArgs(1 << 2);
    await raise({}, [0, 1, 3, 4, 6]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G6 reverts with ModelNotActive on a member whose model was retired", async () => {
    const { committee, registry, memberInputs, raise } = await networkHelpers.loadFixture(fixture);
    await registry.retire(memberInputs[0]!.modelHash);
    await expect(raise())
      .to.be.revertedWithCustomError(committee, "ModelNotActive")
      .withArgs(memberInputs[0]!.modelHash);
  });

  it("G6 reverts with WrongCommittee on what was signed before any change of the committee", async () => {
    const { guardian, committee, revoker, order, sign } = await networkHelpers.loadFixture(fixture);
    const signed = await order();
    const signatures = await sign(signed);
    await committee.connect(revoker).suspend(5);
    await expect(guardian.emergencyRaise(signed, signatures))
      .to.be.revertedWithCustomError(guardian, "WrongCommittee")
      .withArgs(signed.committeeDigest, await committee.digest());
  });

  const spoilt: readonly [string, (vs: bigint, r: bigint) => { r: bigint; vs: bigint }][] = [
    ["a zero signature", () => ({ r: 0n, vs: 0n })],
    // EIP-2098 leaves an s of 255 bits: few above half the order fit, and the highest of them is this.
    ["a high s", (vs, r) => ({ r, vs: vs | ((1n << 255n) - 1n) })],
    ["the other parity", (vs, r) => ({ r, vs: vs ^ (1n << 255n) })],
  ];
  for (const [what, spoil] of spoilt) {
    it(`G6 reverts with InvalidSignature on ${what}`, async () => {
      const { guardian, memberInputs, order, sign } = await networkHelpers.loadFixture(fixture);
      const given = await order();
      const signatures = await sign(given);
      const third = signatures[2]!;
      const { r, vs } = spoil(BigInt(third.vs), BigInt(third.r));
      signatures[2] = { member: 2, r: ethers.toBeHex(r, 32), vs: ethers.toBeHex(vs, 32) };
      const sent = guardian.emergencyRaise(given, signatures);
      if (what === "the other parity") {
        await expect(sent)
          .to.be.revertedWithCustomError(guardian, "InvalidSignature")
          .withArgs(2, (recovered: string) => recovered !== memberInputs[2]!.signer, memberInputs[2]!.signer);
      } else {
        await expect(sent)
          .to.be.revertedWithCustomError(guardian, "InvalidSignature")
          .withArgs(2, ethers.ZeroAddress, memberInputs[2]!.signer);
      }
    });
  }

  it("G6 reverts with InvalidSignature where one member signs for another", async () => {
    const { guardian, memberInputs, keys, order, sign, signing } = await networkHelpers.loadFixture(fixture);
    const given = await order();
    const signatures = await sign(given);
    const domain = orderDomain(signing.chainId, await guardian.getAddress());
    signatures[4] = signOrder(domain, given, 6, keys[5]!);
    await expect(guardian.emergencyRaise(given, signatures))
      .to.be.revertedWithCustomError(guardian, "InvalidSignature")
      .withArgs(6, memberInputs[5]!.signer, memberInputs[6]!.signer);
  });

  const elsewhere: readonly [string, (setup: Setup) => Promise<readonly [bigint, string]>][] = [
    ["another chain", async ({ guardian }) => [1n, await guardian.getAddress()]],
    ["another guardian", async ({ signing, steward }) => [signing.chainId, await steward.getAddress()]],
  ];
  for (const [what, where] of elsewhere) {
    it(`G6 reverts with InvalidSignature on what was signed for ${what}`, async () => {
      const setup = await networkHelpers.loadFixture(fixture);
      const { guardian, keys, memberInputs, order } = setup;
      const given = await order();
      const domain = orderDomain(...(await where(setup)));
      const signatures = QUORUM.map((member) => signOrder(domain, given, member, keys[member]!));
      await expect(guardian.emergencyRaise(given, signatures))
        .to.be.revertedWithCustomError(guardian, "InvalidSignature")
        .withArgs(0, (recovered: string) => recovered !== memberInputs[0]!.signer, memberInputs[0]!.signer);
    });
  }

  for (const field of ["marketId", "rung", "validUntil", "reasonHash"] as const) {
    it(`G6 binds ${field}: an order with another one is nobody's`, async () => {
      const { guardian, memberInputs, ids, order, sign } = await networkHelpers.loadFixture(fixture);
      const signed = await order();
      const other = {
        ...{ marketId: ids[1]!, rung: RUNG.ltvZero },
        ...{ validUntil: signed.validUntil + 1n, reasonHash: ethers.id("another reason") },
      };
      await expect(guardian.emergencyRaise({ ...signed, [field]: other[field] }, await sign(signed)))
        .to.be.revertedWithCustomError(guardian, "InvalidSignature")
        .withArgs(0, (recovered: string) => recovered !== memberInputs[0]!.signer, memberInputs[0]!.signer);
    });
  }
});
