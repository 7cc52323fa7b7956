import { expect } from "chai";
import { SigningKey, Wallet, id } from "ethers";
import { network } from "hardhat";
import { ChainError } from "../../../committee/chain/errors.ts";
import type { SignedOrder } from "../../../committee/orders/file.ts";
import { orderTuple, signOrder } from "../../../committee/orders/order.ts";
import { orderDeskOn, refusalOf } from "../../fixtures/committee/anOrderDesk.ts";
import { QUORUM } from "../../fixtures/deployEmergency.ts";
import { assetAt, RUNG } from "../../fixtures/deployHooks.ts";

const connection = await network.create();
const { ethers } = connection;

const desk = orderDeskOn(connection);

/** The same order with another key's signature under a member's name. */
const forged = (signed: SignedOrder, member: number, key: SigningKey): SignedOrder => ({
  ...signed,
  signature: signOrder(signed.domain, signed.order, member, key),
});

describe("sendPause", () => {
  it("G2 raises the market with the files of a quorum, in any order, for an account that is no member", async () => {
    const { signAll, send, guardian, id: marketId, rung, payer, said } = await desk();
    const signed = await signAll(QUORUM);
    const hash = await send(signed.toReversed());
    const { order } = signed[0]!;
    await expect(ethers.provider.getTransaction(hash!))
      .to.emit(guardian, "EmergencyRaised")
      .withArgs(marketId, order.nonce, RUNG.none, RUNG.freeze, 0b1010111, order.reasonHash, payer);
    expect(await rung()).to.equal(RUNG.freeze);
    expect(said).to.include("Signed by members 0, 1, 2, 4, 6.");
    expect(said.at(-1)).to.equal(`Transaction ${hash!} is mined; the market stands at freeze now.`);
  });

  it("sends nothing in a dry run, and says that the guardian would act", async () => {
    const { signAll, send, rung, said, payer } = await desk();
    expect(await send(await signAll(QUORUM), { dryRun: true })).to.equal(null);
    expect(await rung()).to.equal(RUNG.none);
    expect(await ethers.provider.getTransactionCount(payer)).to.equal(0);
    expect(said.at(-1)).to.equal("The guardian would act on it. Nothing was sent: this is a dry run.");
  });

  it("G6 refuses one signature too few, and a quorum of too few operators", async () => {
    const { signAll, send, rung, committee, memberInputs } = await desk();
    expect(await refusalOf(send(await signAll(QUORUM.slice(1))))).to.equal(
      "The order has 4 of the 5 signatures that it needs.\nIts signers belong to 4 of the 5 operators that it needs.",
    );
    const one = memberInputs[0]!.operator;
    const joined = memberInputs.map((input, member) => (member === 6 ? { ...input, operator: one } : input));
    await committee.configure(joined, 2, 2, 2);
    expect(await refusalOf(send(await signAll(QUORUM)))).to.equal(
      "Its signers belong to 4 of the 5 operators that it needs.",
    );
    expect(await rung()).to.equal(RUNG.none);
  });

  it("G4 refuses an order whose nonce is stale after the DAO undid a raise", async () => {
    const { signAll, send, raise, pauseAdapter } = await desk();
    const signed = await signAll(QUORUM);
    await raise();
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    const { nonce } = signed[0]!.order;
    expect(await refusalOf(send(signed))).to.equal(
      `The order carries nonce ${nonce} and the market stands at ${nonce + 1n}: a raise, a new policy or the DAO has voided it since. Make and sign a new one.\n` +
        "The budget of 1 emergency raise(s) in 168 h is spent for this market.",
    );
  });

  it("G4 refuses an expired order, one for a ladder that has moved, and one of a committee that has changed", async () => {
    const { signAll, send, pauseAdapter, committee, revoker, time } = await desk();
    const signed = await signAll(QUORUM);
    await pauseAdapter.setRung(assetAt(0), RUNG.ltvZero);
    expect(await refusalOf(send(signed))).to.equal(
      "The order was made when the market stood at none, and it stands at ltv-zero now: make and sign a new one.",
    );
    await pauseAdapter.setRung(assetAt(0), RUNG.none);
    await committee.connect(revoker).suspend(3);
    expect(await refusalOf(send(signed))).to.match(
      /^The committee has changed since the order was made \(0x/,
    );
    await time.increase(3_601);
    expect(await refusalOf(send(signed))).to.match(/\nThe order expired 20.*Z; the newest block is of 20/);
  });

  it("leaves out foreign keys, strangers to the committee, suspended members and repetitions, and sends the rest", async () => {
    const { signAll, send, signAs, keys, said, rung } = await desk();
    const signed = await signAll(QUORUM);
    const foreign = new Wallet(id("a foreign key")).signingKey;
    const broken = {
      ...signed[0]!,
      signature: { ...signed[0]!.signature, member: 3, r: `0x${"00".repeat(32)}` as const },
    };
    await send([
      ...signed,
      forged(signed[0]!, 3, foreign),
      forged(signed[0]!, 12, foreign),
      broken,
      await signAs(4, { other: signed[0]! }),
    ]);
    const address = new Wallet(foreign).address.toLowerCase();
    expect(said.filter((line) => line.startsWith("Left out"))).to.deep.equal([
      `Left out: 5.json is signed for member 3 by ${address}, whose key is ${keys[3]!.address.toLowerCase()}.`,
      "Left out: 6.json is signed for member 12, the committee has 7 members.",
      "Left out: 7.json holds no signature that any key could have made for member 3.",
      "Left out: 8.json repeats member 4 of 3.json.",
    ]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("G6 does not count a suspended member, nor one whose model is not active", async () => {
    const { signAs, send, committee, registry, memberInputs, revoker } = await desk();
    await committee.connect(revoker).suspend(1);
    const first = await signAs(0);
    const key = new Wallet(id("breakwater test member 1")).signingKey;
    expect(await refusalOf(send([first, forged(first, 1, key)]))).to.match(
      /^1\.json is signed for member 1, who is suspended\.\nThe order has 1 of the 5/,
    );
    await registry.connect(revoker).retire(memberInputs[2]!.modelHash);
    const other = forged(first, 2, new Wallet(id("breakwater test member 2")).signingKey);
    expect(await refusalOf(send([first, other]))).to.match(
      /^1\.json is signed for member 2, whose model is not active\.\n/,
    );
  });

  it("leaves out what is for another chain, another guardian, or is another order than most hold", async () => {
    const { signAll, signAs, request, send, contracts, said, rung } = await desk();
    const signed = await signAll(QUORUM);
    const first = signed[0]!;
    const odd = await signAs(3, request({ rung: "borrow-off", validUntil: first.order.validUntil }));
    await send([
      odd,
      { ...first, domain: { ...first.domain, chainId: 1 } },
      { ...first, domain: { ...first.domain, guardian: contracts.oracle } },
      ...signed,
    ]);
    expect(said.filter((line) => line.startsWith("Left out"))).to.deep.equal([
      `Left out: 1.json is for chain 1, this node is on chain ${contracts.chainId}.`,
      `Left out: 2.json is for the guardian ${contracts.oracle}, the configuration names ${contracts.guardian}.`,
      "Left out: 0.json holds another order than 3.json: rung borrow-off, there freeze.",
    ]);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("refuses when no file is for this guardian", async () => {
    const { signAs, send } = await desk();
    const first = await signAs(0);
    expect(await refusalOf(send([{ ...first, domain: { ...first.domain, chainId: 1 } }]))).to.match(
      /^0\.json is for chain 1, .*\nNo file holds an order for this guardian\.$/,
    );
  });

  it("G3 refuses what the protocol refuses, before anything is sent", async () => {
    const { signAll, send, pauseAdapter, payer } = await desk();
    await pauseAdapter.setFault(assetAt(0), 2);
    expect(await refusalOf(send(await signAll(QUORUM)))).to.equal(
      "The guardian would refuse the order: RungNotReached(0, 3).",
    );
    expect(await ethers.provider.getTransactionCount(payer)).to.equal(0);
  });

  it("displaces what waits from the same account, at a higher fee", async () => {
    const { signAll, send, rpcOver, rung } = await desk();
    let refused = 0;
    const fees: bigint[] = [];
    const rpc = rpcOver((method, params) => {
      if (method !== "eth_sendRawTransaction") return undefined;
      fees.push(ethers.Transaction.from(params[0] as string).maxFeePerGas!);
      if (refused++ < 2) throw new ChainError("RPC_REFUSED", "replacement transaction underpriced");
      return undefined;
    });
    await send(await signAll(QUORUM), { rpc });
    expect(fees).to.have.length(3);
    for (const [index, fee] of fees.slice(1).entries()) expect(fee > fees[index]!).to.equal(true);
    expect(await rung()).to.equal(RUNG.freeze);
  });

  it("says so when nothing is ever mined", async () => {
    const { signAll, send, rpcOver, payer } = await desk();
    const rpc = rpcOver((method) => {
      if (method === "eth_sendRawTransaction") throw new ChainError("RPC_REFUSED", "transaction underpriced");
      return undefined;
    });
    const unmined = send(await signAll(QUORUM), { rpc });
    expect(await refusalOf(unmined, "ORDER_NOT_MINED")).to.equal(
      `No transaction of ${payer.toLowerCase()} was mined in 9 attempts: run the command again, or let another account send it.`,
    );
  });

  it("R5 takes the signatures that the contract takes: the tuple is the contract's own", async () => {
    const { signAll, guardian, stranger, rung } = await desk();
    const signed = await signAll(QUORUM);
    await guardian.connect(stranger).emergencyRaise(
      orderTuple(signed[0]!.order),
      signed.map(({ signature }) => signature),
    );
    expect(await rung()).to.equal(RUNG.freeze);
  });
});
