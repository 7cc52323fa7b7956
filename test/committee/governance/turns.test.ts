import { expect } from "chai";
import { ChainError } from "../../../committee/chain/errors.ts";
import type { GasWallet, SentRecord } from "../../../committee/chain/gas-wallet.ts";
import { GovernanceError } from "../../../committee/governance/errors.ts";
import { persist } from "../../../committee/governance/persist.ts";
import { patientWallet } from "../../../committee/governance/submit.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import { createPulse } from "../../../committee/lib/pulse.ts";
import type { Block } from "../../../committee/market/chain-reader.ts";
import { NEVER, blockAt } from "./aChainOfLogs.ts";

const SENT: SentRecord = { round: 1n, nonce: 0, hash: "0x01", maxFeePerGas: 1n, maxPriorityFeePerGas: 1n };
const TO: Hex = `0x${"01".repeat(20)}`;

describe("A wallet that waits for its turn", () => {
  const busyFor = (blocks: number) => {
    const heads = createPulse<Block>();
    let asked = 0;
    const wallet: GasWallet = {
      address: TO,
      balance: () => Promise.resolve(0n),
      simulate: () => Promise.resolve(),
      send: () => Promise.reject(new Error("a report's way of sending would replace what waits")),
      sendWhenIdle: () => Promise.resolve(++asked > blocks ? SENT : null),
    };
    return { heads, patient: patientWallet({ wallet, heads }), asked: () => asked };
  };

  it("sends at once where nothing waits", async () => {
    const { patient, asked } = busyFor(0);
    expect(await patient.send(1n, TO, "0x", 1n, NEVER)).to.equal(SENT);
    expect(asked()).to.equal(1);
  });

  it("asks again with every block while something does, and replaces nothing", async () => {
    const { heads, patient, asked } = busyFor(2);
    const sending = patient.send(1n, TO, "0x", 1n, NEVER);
    for (let block = 1n; block <= 2n; block++) {
      await new Promise((resolve) => setImmediate(resolve));
      heads.fire(blockAt(block));
    }
    expect(await sending).to.equal(SENT);
    expect(asked()).to.equal(3);
  });

  it("gives up when it is called off", async () => {
    const { patient } = busyFor(9);
    const stop = new AbortController();
    const sending = patient.send(1n, TO, "0x", 1n, stop.signal).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await sending).to.have.property("name", "AbortError");
  });
});

describe("Persisting", () => {
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const deps = { clock, pollMs: 1, log: silentLogger };
  const failing = (times: number, error: () => Error) => {
    let tried = 0;
    const action = () => (++tried <= times ? Promise.reject(error()) : Promise.resolve(tried));
    return { action, tried: () => tried };
  };

  for (const error of [
    () => new ChainError("NO_ENDPOINT", "down"),
    () => new ChainError("RPC_TIMEOUT", "slow"),
    () => new GovernanceError("LOGS_INCOMPLETE", "behind"),
  ]) {
    it(`tries again after ${error().code}, which an endpoint may mend`, async () => {
      const { action } = failing(3, error);
      expect(await persist(action, deps, NEVER)).to.equal(4);
    });
  }

  for (const error of [
    () => new ChainError("CALL_REVERTED", "no"),
    () => new GovernanceError("ORACLE_UNFIT", "other committee"),
    () => new RangeError("a fault of the node"),
  ]) {
    it(`gives up at once on ${error().name} "${error().message}"`, async () => {
      const { action, tried } = failing(3, error);
      const caught = await persist(action, deps, NEVER).catch((thrown: unknown) => thrown);
      expect(caught).to.have.property("message", error().message);
      expect(tried()).to.equal(1);
    });
  }

  it("ends with its signal, whatever it was waiting for", async () => {
    const stop = new AbortController();
    const { action, tried } = failing(9, () => {
      stop.abort();
      return new ChainError("NO_ENDPOINT", "down");
    });
    const caught = await persist(action, deps, stop.signal).catch((thrown: unknown) => thrown);
    expect(caught).to.have.property("name", "AbortError");
    expect(tried()).to.equal(1);
  });
});
