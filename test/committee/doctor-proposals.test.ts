import { expect } from "chai";
import type { Check } from "../../committee/doctor-keeping.ts";
import { diagnoseProposals } from "../../committee/doctor-proposals.ts";
import { healthChecks } from "../../committee/health.ts";
import type { HealthInput } from "../../committee/health.ts";
import type { ProposalNote } from "../../committee/governance/types.ts";
import type { ProposalsState } from "../../committee/proposal-keeper.ts";
import { aCheck } from "../fixtures/committee/aCheck.ts";
import { aConfig } from "../fixtures/committee/aConfig.ts";
import { NEVER } from "./governance/aChainOfLogs.ts";
import { inSeconds, networkHelpers, openRpc } from "./governance/aReadDao.ts";

/** A DAO on a chain, and what the doctor says of a configuration of its proposals. */
const aPatient = async () => {
  const world = await networkHelpers.loadFixture(inSeconds);
  const { riskOracle, committee, multicall, oracle, governor, timelock, token, feed } = world.addresses;
  const examine = async (given: Record<string, unknown> = {}, proposals: Record<string, unknown> = {}) => {
    const { lines, check } = aCheck();
    const dao = { governor, name: "DAO", treasury: [timelock], tokens: [{ address: token, feed }], ...given };
    const config = aConfig({
      chain: { oracle: riskOracle, committee, multicall },
      proposals: { oracle, governors: [dao], ...proposals },
    });
    await diagnoseProposals({ config, rpc: openRpc(), check }, NEVER);
    return lines;
  };
  return { world, examine };
};

describe("The doctor of proposals", () => {
  it("says what it reads of every governor", async () => {
    const { world, examine } = await aPatient();
    await world.dao.propose();
    await world.dao.token.mint(world.addresses.timelock, 10n ** 18n);
    expect(await examine()).to.deep.equal([
      "ok proposals: 1 governors are registered",
      "ok governor DAO: 1 proposals since block 0, a treasury of 2000 USD",
    ]);
    expect((await examine({ tokens: [] })).at(-1)).to.contain("no treasury is valued");
  });

  it("names a governor that is not registered, and one that is none", async () => {
    const { world, examine } = await aPatient();
    const { feed, oracle } = world.addresses;
    expect(await examine({ governor: feed })).to.deep.equal([
      `FAIL proposals: ${oracle} takes no reports about ${feed}: have each registered, or take it off "proposals.governors"`,
      `FAIL governor DAO: ${feed} names no token with votes: check "proposals.governors"`,
    ]);
  });

  it("names an oracle that is none, and one that the governor does not listen to", async () => {
    const { world, examine } = await aPatient();
    const { committee, governor, oracle } = world.addresses;
    const [first, second] = await examine({}, { oracle: committee });
    expect(first).to.match(/^FAIL proposals: 0x[0-9a-f]{40} does not answer committee\(\)/);
    expect(second).to.equal(
      `FAIL governor DAO: new proposals of ${governor} listen to ${oracle}, "proposals.oracle" is ${committee}: correct one of the two`,
    );
  });

  it("names a token that cannot be valued", async () => {
    const { world, examine } = await aPatient();
    const { token } = world.addresses;
    expect((await examine({ tokens: [{ address: token, feed: token }] })).at(-1)).to.equal(
      "FAIL governor DAO: a token of the treasury, or its feed, does not answer: check its tokens and feeds",
    );
  });

  it("has nothing to say where no proposals are scored", async () => {
    const config = aConfig();
    const check: Check = () => Promise.reject(new Error("nothing is to be checked"));
    await diagnoseProposals({ config, rpc: openRpc(), check }, NEVER);
    expect(config.proposals).to.equal(undefined);
  });
});

describe("The health check of proposals", () => {
  const note = (proposalId: string, outcome: ProposalNote["outcome"]): ProposalNote => ({
    ...{ governor: "0x01", marketId: "0x02", round: 1n, scoreBps: 1, sentences: [], aggregate: null },
    ...{ reason: null, txHash: null, proposalId, outcome },
  });
  const checkOf = (proposals: ProposalsState | null) =>
    healthChecks({
      ...{ started: true, healthyEndpoints: 1, endpoints: 1, connectedPeers: 4, quorum: 5, lastRound: null },
      ...{ headAgeMs: 0, headMaxAgeMs: 1, membership: null, proposals },
      keeping: { bond: null, lag: null, mirrors: [], round: null, keptIn: null, failure: null },
    } satisfies HealthInput).find(({ name }) => name === "proposals");

  it("is not there where none are scored, and passes while nothing is wrong", () => {
    expect(checkOf(null)).to.equal(undefined);
    expect(checkOf({ proposals: [note("7", "accepted"), note("8", null)], failure: null })).to.deep.equal({
      ...{ name: "proposals", ok: true },
    });
  });

  it("says why the last turn failed, and which proposals had no quorum", () => {
    const { ok, advice } = checkOf({
      proposals: [note("7", "no-quorum"), note("8", "accepted")],
      failure: null,
    })!;
    expect([ok, advice]).to.deep.equal([
      false,
      "No quorum scored 7. Rounds of the markets go on; proposals are scored again in the next one.",
    ]);
    expect(checkOf({ proposals: [], failure: "The endpoint is down." })!.advice).to.equal(
      "The endpoint is down. Rounds of the markets go on; proposals are scored again in the next one.",
    );
  });
});
