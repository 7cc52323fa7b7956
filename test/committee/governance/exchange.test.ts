import { expect } from "chai";
import { id } from "ethers";
import { createProposalExchange } from "../../../committee/governance/exchange.ts";
import type { ProposalExchange } from "../../../committee/governance/exchange.ts";
import { systemClock } from "../../../committee/lib/clock.ts";
import type { Hex } from "../../../committee/lib/hex.ts";
import { silentLogger } from "../../../committee/lib/logger.ts";
import { createChannels } from "../../../committee/network/channels.ts";
import type { Channels } from "../../../committee/network/channels.ts";
import { createMemoryHub } from "../../../committee/network/memory.ts";
import type { Observation, SigningDomain } from "../../../committee/report/observation.ts";
import { createObservationSigner } from "../../../committee/report/signer.ts";
import { eventually } from "../../fixtures/committee/aCommittee.ts";
import { DOMAIN, HEADER, MEMBERS, anObservation, scoresOf } from "../../fixtures/committee/anObservation.ts";
import { memberKey } from "../../fixtures/deployOracle.ts";

const [P, Q] = [id("proposal p") as Hex, id("proposal q") as Hex];
const GOVERNOR: Hex = `0x${"60".repeat(20)}`;
const PROPOSALS: SigningDomain = { ...DOMAIN, name: "Breakwater ProposalOracle" };
/** What observations of a proposal bind. */
const headerOf = (marketId: Hex) => ({ ...HEADER, configDigest: id(`digest of ${marketId}`) as Hex });

const signed = (member: number, marketId: Hex, given: Partial<Observation> = {}, domain = PROPOSALS) =>
  createObservationSigner(memberKey(member).signingKey, domain, { claim: ({ digest }) => digest }).sign(
    member,
    anObservation(member, { ...headerOf(marketId), scores: scoresOf(4_000), ...given }),
  );

describe("The exchange about proposals", () => {
  const stop = new AbortController();
  let hub = createMemoryHub({ clock: systemClock });
  const open: Channels[] = [];
  const refused: string[] = [];

  const join = async (member: number): Promise<ProposalExchange> => {
    const transport = hub.transport(member);
    const channels = createChannels({
      ...{ transport, clock: systemClock },
      onRefused: (_, reason) => refused.push(reason),
    });
    const nothing = () => undefined;
    await channels.home.start({ onMessage: nothing, onConnected: nothing, onDisconnected: nothing });
    open.push(channels);
    return createProposalExchange({
      ...{ member, channels, clock: systemClock, log: silentLogger, revealDelayMs: 100, graceMs: 20 },
      onRefused: (reason) => refused.push(reason),
    });
  };
  const share = (exchange: ProposalExchange, marketId: Hex, own: ReturnType<typeof signed> | null) => {
    const verify = {
      domain: PROPOSALS,
      header: headerOf(marketId),
      members: MEMBERS,
      markets: 1,
      alike: true,
    };
    return exchange.share(GOVERNOR, marketId, { round: HEADER.round, quorum: 2, verify, own }, stop.signal);
  };

  beforeEach(() => {
    hub = createMemoryHub({ clock: systemClock });
    refused.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ home }) => home.close()));
  });

  it("brings what is said of one proposal to those who score it, and nothing of another", async () => {
    const [one, two] = [await join(0), await join(1)];
    const ofP = [share(one, P, signed(0, P)), share(two, P, signed(1, P))];
    const ofQ = share(one, Q, signed(0, Q));
    await eventually("both know both", () => ofP.every(({ accepted }) => accepted.size === 2));
    expect([...ofQ.accepted.keys()]).to.deep.equal([0]);
  });

  it("takes a member that begins late and says the same, as honest members do", async () => {
    const [one, two, three] = [await join(0), await join(1), await join(2)];
    const early = share(one, P, signed(0, P));
    share(two, P, signed(1, P));
    await eventually("two know each other", () => early.accepted.size === 2);
    const late = share(three, P, signed(2, P));
    await eventually("the late one knows all", () => late.accepted.size === 3);
    await eventually("and is known", () => early.accepted.size === 3);
    expect(refused.filter((reason) => reason !== "foreign")).to.deep.equal([]);
  });

  const wrong: readonly [string, ReturnType<typeof signed>, string][] = [
    ["another proposal", signed(1, Q), "digest"],
    ["another block", signed(1, P, { blockHash: id("elsewhere") as Hex }), "block"],
    ["two markets", signed(1, P, { scores: scoresOf(1, 2) }), "scores"],
    ["another model than the member's", signed(1, P, { modelHash: id("model") as Hex }), "model"],
    ["the markets' oracle", signed(1, P, {}, DOMAIN), "signature"],
  ];
  for (const [what, observation, reason] of wrong) {
    it(`refuses an observation of ${what}`, async () => {
      const [one, two] = [await join(0), await join(1)];
      const shared = share(one, P, signed(0, P));
      share(two, P, observation);
      await eventually("it is refused", () => refused.includes(reason));
      expect([...shared.accepted.keys()]).to.deep.equal([0]);
    });
  }

  it("refuses what comes after a proposal is over, and keeps to one governor's", async () => {
    const [one, two] = [await join(0), await join(1)];
    const shared = share(one, P, signed(0, P));
    one.keepOnly(`0x${"61".repeat(20)}`, new Set());
    share(two, P, signed(1, P));
    await eventually("another governor's end is not its own", () => shared.accepted.size === 2);
    one.keepOnly(GOVERNOR, new Set([Q]));
    refused.length = 0;
    share(two, P, signed(1, P));
    await eventually("nobody listens", () => refused.includes("foreign"));
  });
});
