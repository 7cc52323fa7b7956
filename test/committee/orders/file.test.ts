import { expect } from "chai";
import { OrderError } from "../../../committee/orders/errors.ts";
import { parseOrder, readOrder, reasonHashOf, serialiseOrder } from "../../../committee/orders/file.ts";
import type { SignedOrder } from "../../../committee/orders/file.ts";

const word = (byte: string) => `0x${byte.repeat(32)}` as const;

const REASON = "The bridge of asset 3 mints without backing.";

const SIGNED: SignedOrder = {
  domain: { chainId: 1, guardian: `0x${"ab".repeat(20)}` },
  order: {
    ...{ marketId: word("01"), rung: "freeze", from: "borrow-off", nonce: 7n, validUntil: 1_800_000_000n },
    ...{ committeeDigest: word("02"), reasonHash: reasonHashOf(REASON) },
  },
  reason: REASON,
  signature: { member: 3, r: word("03"), vs: word("04") },
};

const amended = (
  change: (json: { order: Record<string, unknown>; [key: string]: unknown }) => void,
): string => {
  const json = JSON.parse(serialiseOrder(SIGNED)) as { order: Record<string, unknown> };
  change(json);
  return JSON.stringify(json);
};

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).to.be.instanceOf(OrderError);
    expect((error as OrderError).code).to.equal("ORDER_INVALID");
    return (error as Error).message;
  }
  throw new Error("The file was read.");
};

describe("The file of a signed order", () => {
  it("reads what it writes", () => {
    expect(parseOrder(serialiseOrder(SIGNED), "a.json")).to.deep.equal(SIGNED);
  });

  it("makes the hash of the reason itself: another text is another order", () => {
    const other = parseOrder(
      amended((json) => (json["reason"] = "Something else.")),
      "a.json",
    );
    expect(other.order.reasonHash).to.equal(reasonHashOf("Something else."));
    expect(other.order.reasonHash).to.not.equal(SIGNED.order.reasonHash);
  });

  const faults: readonly [string, string, RegExp][] = [
    ["no JSON", "{", /^a\.json holds no signed order: it is not valid JSON/],
    [
      "a rung by number",
      amended((json) => (json.order["rung"] = 3)),
      /"order\.rung" must be one of none, borrow-off, ltv-zero, freeze, pause\.$/,
    ],
    [
      "a short market id",
      amended((json) => (json.order["marketId"] = "0x01")),
      /"order\.marketId" must be 0x and 64 hexadecimal digits\.$/,
    ],
    ["a nonce below zero", amended((json) => (json.order["nonce"] = -1)), /"order\.nonce" /],
    ["no signature", amended((json) => delete json["signature"]), /"signature" /],
    ["an unknown key", amended((json) => (json["note"] = "hello")), /Unrecognized key: "note"/],
  ];
  for (const [what, text, sentence] of faults) {
    it(`refuses ${what}, in a sentence that names the file`, () => {
      expect(messageOf(() => parseOrder(text, "a.json"))).to.match(sentence);
    });
  }

  it("refuses a file that is not there", () => {
    expect(messageOf(() => readOrder("/nowhere/a.json"))).to.match(
      /^\/nowhere\/a\.json holds no signed order: it cannot be read/,
    );
  });
});
