import { expect } from "chai";
import { readFileSync } from "node:fs";
import { ProposalError } from "../../../committee/proposals/errors.ts";
import { parseSnapshot } from "../../../committee/proposals/snapshot.ts";
import { CREATED, HOUR, TOKEN, VAULT, aProposalJson, aVote } from "./aProposal.ts";

/** Every key of the example, a list's or a record's entries under its name: "votes.weight". */
function keysOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => keysOf(entry, path));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = /^0x/.test(key) ? path : path === "" ? key : `${path}.${key}`;
    return keysOf(inner, name);
  });
}

describe("proposal.example.json", () => {
  const folder = new URL("../../../committee/proposals/", import.meta.url);
  const example: unknown = JSON.parse(readFileSync(new URL("proposal.example.json", folder), "utf8"));
  const readme = readFileSync(new URL("README.md", folder), "utf8");

  it("is a whole proposal", () => {
    const { contracts, votes, power } = parseSnapshot(example);
    expect(Object.keys(contracts)).to.have.lengthOf(2);
    expect([votes?.length, power.holders?.length]).to.deep.equal([2, 2]);
  });

  it("has no key that the README does not explain", () => {
    const missing = [...new Set(keysOf(example))].filter((key) => {
      const last = key.split(".").at(-1) ?? "";
      return !readme.includes(`\`${key}\``) && !readme.includes(`\`${last}\``);
    });
    expect(missing).to.deep.equal([]);
  });

  it("has every key of the form, so that nothing goes unexplained", () => {
    const given = new Set(keysOf(example));
    expect([...given].sort()).to.deep.equal([...new Set(keysOf(plain(parseSnapshot(example))))].sort());
  });
});

/** Amounts back into text: a bigint has no keys, and JSON none of it. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner)),
  );

describe("parseSnapshot", () => {
  const faultsOf = (json: unknown): string => {
    try {
      parseSnapshot(json);
    } catch (error) {
      expect(error).to.be.instanceOf(ProposalError);
      expect((error as ProposalError).code).to.equal("PROPOSAL_INVALID");
      return (error as ProposalError).message;
    }
    return "";
  };

  it("names every field that it cannot read, in one sentence", () => {
    const json = {
      ...aProposalJson(),
      dao: 7,
      actions: [{ target: "0x12", calldata: "0xabc" }],
      votes: [{ ...aVote(1), weight: "-5", support: "yes" }],
    };
    const message = faultsOf(json);
    expect(message).to.contain("dao must be the DAO's name");
    expect(message).to.contain("actions.0.target must be an address, 0x and 40 hexadecimal digits");
    expect(message).to.contain("actions.0.calldata must be bytes");
    expect(message).to.contain("votes.0.weight must be a whole amount in decimal digits, as a string");
    expect(message).to.contain('votes.0.support must be "for", "against" or "abstain"');
  });

  it("refuses what is no object, and keys that it does not know", () => {
    expect(faultsOf([])).to.match(/^The proposal cannot be read: the proposal /);
    expect(faultsOf({ ...aProposalJson(), verdict: "fine" })).to.contain("verdict");
  });

  it("refuses weights beyond 256 bits' digits rather than rounding them", () => {
    const votes = [aVote(1, { weight: "9".repeat(79), weightBefore: "1", weightAfter: "1" })];
    expect(faultsOf(aProposalJson({ votes }))).to.contain("votes.0.weight");
  });

  it("refuses a voter that votes twice, in any letter case, and a vote from the future", () => {
    const late = aVote(2, { castAt: CREATED + 97 * HOUR });
    const lower = aVote(1, { voter: `0x${"ab".repeat(20)}` });
    const upper = aVote(1, { voter: `0x${"AB".repeat(20)}` });
    const message = faultsOf(aProposalJson({ votes: [lower, upper, late] }));
    expect(message).to.contain(`votes.1.voter 0x${"ab".repeat(20)} has voted already`);
    expect(message).to.contain("votes.2.castAt lies after observedAt");
  });

  it("finds contracts in any letter case, and refuses one that stands twice", () => {
    const mixed = `0x${"Ab".repeat(20)}`;
    const known = { verified: true };
    const { contracts } = parseSnapshot(aProposalJson({ contracts: { [mixed]: known } }));
    expect(contracts[`0x${"ab".repeat(20)}`]).to.include({ verified: true, ageDays: null });
    const twice = { [mixed]: known, [mixed.toLowerCase()]: { verified: false } };
    expect(faultsOf(aProposalJson({ contracts: twice }))).to.contain(
      `contracts names 0x${"ab".repeat(20)} twice`,
    );
    expect(faultsOf(aProposalJson({ contracts: { "0xC1": known } }))).to.contain(
      "contracts.0xC1 is no address, 0x and 40 hexadecimal digits",
    );
  });

  it("refuses times out of order", () => {
    const timing = {
      createdAt: CREATED,
      voteStart: CREATED - 1,
      voteEnd: CREATED - 1,
      earliestExecution: CREATED - 2,
    };
    const message = faultsOf(aProposalJson({ timing, votes: null, observedAt: CREATED - 1 }));
    expect(message).to.contain("timing.voteStart lies before timing.createdAt");
    expect(message).to.contain("timing.voteEnd must lie after timing.voteStart");
    expect(message).to.contain("timing.earliestExecution lies before timing.createdAt");
    expect(message).to.contain("observedAt lies before timing.createdAt");
  });

  it("refuses a simulation that names calls which are not there, or moves balances although it reverts", () => {
    const moved = { token: TOKEN, holder: VAULT, before: "5", after: null };
    const faulty = { reverts: { action: 2, reason: "0x" }, skipped: [], balances: [moved] };
    const message = faultsOf(aProposalJson({ simulation: faulty }));
    expect(message).to.contain("simulation names a call that actions does not have");
    expect(message).to.contain("simulation.balances changed although a call reverts");
    const first = { reverts: { action: 0, reason: "0x1" }, balances: [] };
    expect(faultsOf(aProposalJson({ simulation: first }))).to.contain(
      "simulation.reverts.action must be a call's number from 1; simulation.reverts.reason must be bytes",
    );
    const { simulation } = parseSnapshot(aProposalJson({ simulation: { reverts: null, balances: [moved] } }));
    expect(simulation).to.deep.equal({ reverts: null, skipped: [], balances: [{ ...moved, before: 5n }] });
    expect(parseSnapshot(aProposalJson()).simulation).to.equal(null);
  });

  it("reads amounts as integers and keeps what is absent absent", () => {
    const { description, ...rest } = aProposalJson();
    expect(description).to.be.a("string");
    const snapshot = parseSnapshot({ ...rest, votes: null, actions: null });
    expect(snapshot.power.quorum).to.equal(1_000n);
    expect([snapshot.description, snapshot.votes, snapshot.actions]).to.deep.equal([null, null, null]);
  });
});
