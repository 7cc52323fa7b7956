import { expect } from "chai";
import { Wallet, id, zeroPadValue } from "ethers";
import { network } from "hardhat";
import { lowerHex } from "../../../committee/lib/hex.ts";
import { parseOrder, serialiseOrder } from "../../../committee/orders/file.ts";
import { orderDigest, orderTuple, signerOfOrder } from "../../../committee/orders/order.ts";
import { A_REASON, orderDeskOn, refusalOf } from "../../fixtures/committee/anOrderDesk.ts";
import { assetAt, RUNG } from "../../fixtures/deployHooks.ts";

const connection = await network.create();

const desk = orderDeskOn(connection);

const marketOfSelector = id("marketOf(bytes32)").slice(2, 10);

describe("signPause", () => {
  it("signs what the guardian hashes, at the market's nonce and rung, for as long as the policy allows", async () => {
    const { signAs, guardian, id: marketId, contracts, keys, committee, time } = await desk();
    const { order, signature, domain, reason } = await signAs(4);
    expect(order).to.deep.equal({
      marketId,
      rung: "freeze",
      from: "none",
      nonce: (await guardian.emergencyStateOf(marketId)).nonce,
      validUntil: BigInt(await time.latest()) + 3_600n,
      committeeDigest: await committee.digest(),
      reasonHash: id(A_REASON),
    });
    expect(domain).to.deep.equal({ chainId: contracts.chainId, guardian: contracts.guardian });
    expect(reason).to.equal(A_REASON);
    expect(signature.member).to.equal(4);
    expect(signerOfOrder(domain, order, signature)).to.equal(keys[4]!.address.toLowerCase());
    expect(await guardian.orderDigest(orderTuple(order))).to.equal(orderDigest(domain, order));
  });

  it("says in words what is signed, before it asks", async () => {
    const { signAs, request, said, contracts, id: marketId } = await desk();
    let before: readonly string[] = [];
    const confirm = () => {
      before = [...said];
      return Promise.resolve(true);
    };
    await signAs(0, request({ rung: "ltv-zero" }), { confirm });
    expect(before[0]).to.equal(
      "An emergency order to raise a market from none to ltv-zero (no new borrowing against it either).",
    );
    const text = before.join("\n");
    for (const part of [
      marketId,
      assetAt(0).toLowerCase(),
      contracts.guardian,
      A_REASON,
      "60 min",
      "3.61 % within 24 h",
    ]) {
      expect(text).to.include(part);
    }
    expect(text).to.include("5 members of 5 operators; 1 of 1 raise(s) left in 168 h");
  });

  it("signs nothing that is not confirmed", async () => {
    const { signAs, request } = await desk();
    const unconfirmed = signAs(0, request(), { confirm: () => Promise.resolve(false) });
    expect(await refusalOf(unconfirmed, "ORDER_UNCONFIRMED")).to.equal("Nothing was signed.");
  });

  it("signs the order that another member made, and the same text", async () => {
    const { signAs } = await desk();
    const first = await signAs(0);
    const second = await signAs(3, { other: parseOrder(serialiseOrder(first), "0.json") });
    expect(second.order).to.deep.equal(first.order);
    expect(second.reason).to.equal(first.reason);
    expect(second.signature.member).to.equal(3);
  });

  it("writes no part of the key", async () => {
    const { signAs, keys, said } = await desk();
    const text = serialiseOrder(await signAs(0)) + said.join("\n");
    expect(text).to.not.include(keys[0]!.privateKey.slice(2));
  });

  it("refuses a key that the committee does not know by this index, and an index that it lacks", async () => {
    const { signAs, request, keys } = await desk();
    const stranger = new Wallet(id("a stranger's key"));
    expect(await refusalOf(signAs(2, request(), { key: stranger.signingKey }))).to.equal(
      `The committee knows member 2 as ${keys[2]!.address.toLowerCase()}, the report key is ${stranger.address.toLowerCase()}: correct "member" or "keys.report".`,
    );
    expect(await refusalOf(signAs(9, request(), { key: keys[0]!.signingKey }))).to.match(
      /^The committee has 7 members, so there is no member 9/,
    );
  });

  it("C1 refuses a suspended member, and one whose model is not active", async () => {
    const { signAs, committee, registry, memberInputs, revoker } = await desk();
    await committee.connect(revoker).suspend(1);
    expect(await refusalOf(signAs(1))).to.equal("Member 1 is suspended: its signature counts for nothing.");
    await registry.connect(revoker).retire(memberInputs[2]!.modelHash);
    expect(await refusalOf(signAs(2))).to.equal(
      "Member 2 runs a model that is not active: its signature counts for nothing.",
    );
  });

  it("G1 refuses a rung above the ceiling, and one at or below where the market stands", async () => {
    const { signAs, request, pauseAdapter } = await desk();
    expect(await refusalOf(signAs(0, request({ rung: "pause" })))).to.equal(
      "The order asks for pause, the policy lets members sign for freeze at most.",
    );
    await pauseAdapter.setRung(assetAt(0), RUNG.freeze);
    for (const rung of ["freeze", "borrow-off"] as const) {
      expect(await refusalOf(signAs(0, request({ rung })))).to.equal(
        `The market stands at freeze already: an order for ${rung} would do nothing.`,
      );
    }
  });

  it("G4 refuses a time that has passed, and one beyond the policy's validity", async () => {
    const { signAs, request, time } = await desk();
    const now = BigInt(await time.latest());
    expect(await refusalOf(signAs(0, request({ validUntil: now - 1n })))).to.match(
      /^The order expired 20\d\d-/,
    );
    expect(await refusalOf(signAs(0, request({ validUntil: now + 3_601n })))).to.match(
      /^The order is valid until .*, longer than the 60 min that the policy allows/,
    );
    expect((await signAs(0, request({ validUntil: now + 3_600n }))).order.validUntil).to.equal(now + 3_600n);
  });

  it("G5 refuses when the budget is spent, the guardian is disabled, or its authority is over", async () => {
    const { signAs, request, raise, guardian, pauseAdapter, brake, id: marketId, time } = await desk();
    await raise();
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    expect(await refusalOf(signAs(0))).to.equal(
      "The budget of 1 emergency raise(s) in 168 h is spent for this market.",
    );
    await guardian.connect(brake).disable(marketId);
    expect(await refusalOf(signAs(0))).to.match(
      /^The guardian is disabled on this market until the DAO sets a policy/,
    );
    await time.increase(2_592_001);
    expect(await refusalOf(signAs(0, request()))).to.match(
      /The guardian's authority over this market ended 20\d\d-/,
    );
  });

  it("refuses a market without a policy, one whose policy takes no order, and one that the oracle does not list", async () => {
    const { signAs, request, guardian, policy, id: marketId, oracle } = await desk();
    const unlisted = lowerHex(id("no market"));
    expect(await refusalOf(signAs(0, request({ marketId: unlisted })))).to.match(/ lists no market 0x/);
    const { kind, target, threshold, horizon, referenceFeed } = await oracle.marketOf(marketId);
    const bare = { kind, target, threshold, horizon, referenceFeed, subject: zeroPadValue(assetAt(7), 32) };
    const bareId = lowerHex(await oracle.list.staticCall(bare));
    await oracle.list(bare);
    expect(await refusalOf(signAs(0, request({ marketId: bareId })))).to.equal(
      `The guardian has no policy for market ${bareId}.`,
    );
    const emergency = { ceiling: 0, signers: 0, operators: 0, budget: 0, validity: 0 };
    await guardian.setPolicy(marketId, { ...(await policy()), emergency });
    expect(await refusalOf(signAs(0))).to.equal("The market's policy takes no emergency order at all.");
  });

  it("refuses another member's order that is for another chain or guardian, or that has been voided", async () => {
    const { signAs, guardian, brake, id: marketId, contracts } = await desk();
    const first = await signAs(0);
    const onChain = { ...first, domain: { ...first.domain, chainId: 1 } };
    expect(await refusalOf(signAs(1, { other: onChain }))).to.equal(
      `The order is for chain 1, this node is on chain ${contracts.chainId}.`,
    );
    const atGuardian = { ...first, domain: { ...first.domain, guardian: contracts.oracle } };
    expect(await refusalOf(signAs(1, { other: atGuardian }))).to.equal(
      `The order is for the guardian ${contracts.oracle}, the configuration names ${contracts.guardian}.`,
    );
    await guardian.connect(brake).voidOrders(marketId);
    expect(await refusalOf(signAs(1, { other: first }))).to.equal(
      `The order carries nonce ${first.order.nonce} and the market stands at ${first.order.nonce + 1n}: a raise, a new policy or the DAO has voided it since. Make and sign a new one.`,
    );
  });

  it("refuses a guardian that hashes orders otherwise, and one of another committee", async () => {
    const { signAs, request, rpcOver, guardian, contracts } = await desk();
    const { selector } = guardian.interface.getFunction("orderDigest");
    const other = lowerHex(id("another domain"));
    const reader = rpcOver((method, params) => {
      const data = (params[0] as { data?: string } | undefined)?.data;
      return method === "eth_call" && data?.startsWith(selector) ? other : undefined;
    });
    expect(await refusalOf(signAs(0, request(), { reader }))).to.match(
      new RegExp(`^The guardian ${contracts.guardian} hashes the order as ${other}, this node as 0x`),
    );
    const elsewhere = { ...contracts, committee: contracts.oracle };
    expect(await refusalOf(signAs(0, request(), { contracts: elsewhere }))).to.match(
      new RegExp(
        `^The guardian ${contracts.guardian} takes the word of the committee ${contracts.committee}`,
      ),
    );
  });

  it("refuses an endpoint that shows another market than the one that the id is of", async () => {
    const { signAs, request, rpcOver, ids, contracts } = await desk();
    const reader = rpcOver((method, params) => {
      const call = params[0] as { to: string; data: string } | undefined;
      if (method !== "eth_call" || call?.data.includes(marketOfSelector) !== true) return undefined;
      const other = { ...call, data: call.data.replace(ids[0]!.slice(2), ids[1]!.slice(2)) };
      return connection.provider.request({ method, params: [other, params[1]] });
    });
    expect(await refusalOf(signAs(0, request(), { reader }))).to.equal(
      `The oracle ${contracts.oracle} answers with a market that has another id than ${ids[0]!}: do not trust this endpoint.`,
    );
  });
});
