import { expect } from "chai";
import { systemClock } from "../../../committee/lib/clock.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import { createExchange } from "../../../committee/network/exchange.ts";
import type { Exchange, SharedRound } from "../../../committee/network/exchange.ts";
import { createMemoryHub } from "../../../committee/network/memory.ts";
import type { Fault } from "../../../committee/network/memory.ts";
import { decodeMessage, encodeMessage } from "../../../committee/network/messages.ts";
import { eventually } from "../../fixtures/committee/aCommittee.ts";
import { DOMAIN, HEADER, MEMBERS, signedBy } from "../../fixtures/committee/anObservation.ts";

const VERIFY = { domain: DOMAIN, header: HEADER, members: MEMBERS, markets: 2 };

describe("An exchange of observations", () => {
  const stop = new AbortController();
  const exchanges: Exchange[] = [];
  const refused: string[] = [];
  let fault: (from: number, to: number, payload: string) => Fault = () => undefined;
  let hub = createMemoryHub({ clock: systemClock });

  const join = async (member: number) => {
    const exchange = createExchange({
      member,
      transport: hub.transport(member),
      clock: systemClock,
      log: silentLogger,
      revealDelayMs: 150,
      graceMs: 50,
      onRefused: (reason) => refused.push(reason),
      onObservation: () => undefined,
    });
    await exchange.start();
    exchanges.push(exchange);
    return exchange;
  };
  const share = (exchange: Exchange, member: number): SharedRound =>
    exchange.share({ round: HEADER.round, quorum: 5, verify: VERIFY, own: signedBy(member) }, stop.signal);

  beforeEach(() => {
    fault = () => undefined;
    refused.length = 0;
    hub = createMemoryHub({ clock: systemClock, fault: (...args) => fault(...args) });
  });
  afterEach(async () => {
    await Promise.all(exchanges.splice(0).map((exchange) => exchange.close()));
  });

  it("brings every observation to every member, and reveals none before a quorum committed", async () => {
    const revealsSeen: number[] = [];
    let commits = 0;
    fault = (_, __, payload) => {
      const { type } = decodeMessage(payload)!;
      if (type === "commit") commits += 1;
      if (type === "reveal") revealsSeen.push(commits);
      return undefined;
    };
    const joined: Exchange[] = [];
    for (let member = 0; member < 7; member++) joined.push(await join(member));
    const rounds = joined.map((exchange, member) => share(exchange, member));
    await eventually("all know all", () => rounds.every(({ accepted }) => accepted.size === 7));
    expect(Math.min(...revealsSeen)).to.be.at.least(4 * 6);
    expect(rounds.every(({ accepted }) => [...accepted.values()].every(({ late }) => !late))).to.equal(true);
  });

  it("reveals after the delay when too few commit", async () => {
    const [one, two] = [await join(0), await join(1)];
    const rounds = [share(one, 0), share(two, 1)];
    await eventually("both know both", () => rounds.every(({ accepted }) => accepted.size === 2));
  });

  it("goes on when a part of the payloads is lost or late, and tells a late peer everything", async () => {
    fault = (from, to) => (from === 1 && to === 2 ? "drop" : { delayMs: (from * 7 + to * 3) % 20 });
    const joined: Exchange[] = [];
    for (let member = 0; member < 6; member++) joined.push(await join(member));
    const rounds = joined.map((exchange, member) => share(exchange, member));
    await eventually("the others know all six", () =>
      rounds.every(({ accepted }, member) => accepted.size >= (member === 2 ? 5 : 6)),
    );
    const late = share(await join(6), 6);
    await eventually("the late one knows all", () => late.accepted.size === 7);
    expect(refused).to.deep.equal([]);
  });

  it("counts what is not a message as malformed", async () => {
    await join(0);
    const stranger = hub.transport(5);
    const handlers = {
      onMessage: () => undefined,
      onConnected: () => undefined,
      onDisconnected: () => undefined,
    };
    await stranger.start(handlers);
    stranger.send(0, '{"type":"commit"}');
    stranger.send(0, "no json");
    await eventually("both are refused", () => refused.length === 2);
    expect(refused).to.deep.equal(["malformed", "malformed"]);
  });
});

describe("Messages", () => {
  it("come back as they were sent", () => {
    const message = {
      type: "reveal" as const,
      signed: signedBy(3),
      seen: [{ member: 1, commitment: HEADER.blockHash }],
    };
    expect(decodeMessage(encodeMessage(message))).to.deep.equal(message);
  });

  it("are refused with an extra field, a long vector or a number out of range", () => {
    const good = JSON.parse(encodeMessage({ type: "reveal", signed: signedBy(3), seen: [] })) as {
      signed: { observation: Record<string, unknown> };
    };
    const spoil = (fields: Record<string, unknown>) => {
      const observation = { ...good.signed.observation, ...fields };
      return decodeMessage(JSON.stringify({ ...good, signed: { ...good.signed, observation } }));
    };
    expect(spoil({})).to.not.equal(null);
    expect(spoil({ extra: 1 })).to.equal(null);
    expect(spoil({ scores: `0x${"00".repeat(130)}` })).to.equal(null);
    expect(spoil({ round: (1n << 64n).toString() })).to.equal(null);
  });
});
