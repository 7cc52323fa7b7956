import { expect } from "chai";
import { readFileSync } from "node:fs";
import { ZeroHash } from "ethers";
import {
  ASSUMED_RATE,
  parseCalibration,
  rateOf,
  ratesOf,
  weightOf,
} from "../../../committee/proposals/calibration.ts";
import type { Calibration } from "../../../committee/proposals/calibration.ts";
import { calibrationHash, proposalLeaf } from "../../../committee/proposals/leaf.ts";
import { RULES } from "../../../committee/proposals/rules/rules.ts";
import { combine, findingsOf, readProposal, scoreProposal } from "../../../committee/proposals/score.ts";
import type { Findings } from "../../../committee/proposals/score.ts";
import { describeScore } from "../../../committee/proposals/sentence.ts";
import {
  HOUR,
  CREATED,
  STRANGER,
  TOKEN,
  aProposal,
  aProposalJson,
  anAction,
  someVotes,
} from "./aProposal.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const SHIPPED = new URL("../../../committee/proposals/calibration.json", import.meta.url);
const json = (): unknown => JSON.parse(readFileSync(SHIPPED, "utf8"));

/** A proposal that several rules speak of. */
const suspect = {
  actions: [
    ...anAction("transferOwnership(address)", [STRANGER]),
    ...anAction("transfer(address,uint256)", [STRANGER, 900], { target: TOKEN }),
  ],
  votes: [...someVotes(12, { earlierVotes: 0, weightBefore: "0" }), ...someVotes(20).slice(12)],
};

describe("scoreProposal", () => {
  const calibration = parseCalibration(json());

  it("is 0, with every rule heard, for a proposal that nothing speaks against", () => {
    const score = scoreProposal(aProposal(), { ...calibration, usual: null });
    expect(score.scoreBps).to.equal(0);
    expect(score.judged).to.equal(RULES.length - 1);
    expect(describeScore(score)).to.equal(
      "score 0 of 10,000, no rule speaks against it; 1 of 15 rules lacked what they need",
    );
  });

  it("adds up from its contributions, exactly", () => {
    const { scoreBps, contributions } = scoreProposal(aProposal(suspect), calibration);
    expect(scoreBps).to.be.greaterThan(5_000);
    expect(contributions.reduce((sum, { bps }) => sum + bps, 0)).to.equal(scoreBps);
    expect(contributions.map(({ rule }) => rule)).to.deep.equal(RULES.map(({ id }) => id));
    for (const { bps, severity, sentence } of contributions) {
      expect(bps).to.be.within(0, scoreBps);
      if (severity === null) expect([bps, sentence]).to.deep.equal([0, null]);
    }
  });

  it("does not depend on the order of votes or actions", () => {
    const json = aProposalJson(suspect);
    const turned = {
      ...suspect,
      votes: json.votes?.toReversed() ?? null,
      actions: json.actions?.toReversed() ?? null,
    };
    const bps = (one: ReturnType<typeof aProposal>) =>
      scoreProposal(one, calibration).contributions.map((contribution) => contribution.bps);
    expect(bps(aProposal(turned))).to.deep.equal(bps(aProposal(suspect)));
  });

  it("rises, or stays, when any one rule finds more", () => {
    const findings = findingsOf(readProposal(aProposal(suspect), calibration.usual));
    const at = (id: string, severity: number | null): number => {
      const finding = severity === null ? null : { severity, sentence: "" };
      return combine({ ...findings, [id]: finding }, calibration).scoreBps;
    };
    for (const { id } of RULES) {
      const scores = [null, 0, 0.25, 0.5, 0.75, 1].map((severity) => at(id, severity));
      expect(scores, id).to.deep.equal(scores.toSorted((a, b) => a - b));
      expect(scores[5], id).to.be.greaterThan(scores[1]!);
    }
  });

  it("takes nothing that is absent for a zero or for guilt: the rule abstains", () => {
    const blind = aProposal({ ...suspect, treasury: null, history: null, description: null, contracts: {} });
    const seen = aProposal(suspect);
    const [without, whole] = [scoreProposal(blind, calibration), scoreProposal(seen, calibration)];
    expect(without.judged).to.be.lessThan(whole.judged);
    expect(without.scoreBps).to.be.at.most(whole.scoreBps);
    expect(without.contributions.find(({ rule }) => rule === "outflow")).to.include({
      severity: null,
      bps: 0,
    });
  });

  it("stays within 10,000 when every rule says its worst", () => {
    const worst = Object.fromEntries(
      RULES.map(({ id }) => [id, { severity: 1, sentence: "" }]),
    ) as unknown as Findings;
    expect(combine(worst, calibration).scoreBps).to.be.within(9_990, 10_000);
  });

  it("lets the turnout wait for the end of the vote", () => {
    const timely = aProposal({ ...suspect, observedAt: CREATED + 50 * HOUR });
    expect(
      scoreProposal(timely, calibration).contributions.find(({ rule }) => rule === "thin-turnout"),
    ).to.include({
      severity: null,
    });
  });
});

describe("the calibration", () => {
  it("weighs a rule by the surprise of its speaking of a benign proposal", () => {
    const rule = { per: "proposal" } as const;
    expect(rateOf(rule, { severity: 3, judged: 398 })).to.equal(0.01);
    expectNearly(1 - Math.exp(-weightOf(rule, { severity: 3, judged: 398 })), 0.602, 0.001);
    expectNearly(weightOf(rule, { severity: 398, judged: 398 }), 0, 0.001);
    expect(rateOf(rule, { severity: 0, judged: 29 })).to.equal(ASSUMED_RATE);
  });

  it("counts a rule of a DAO's settings once a DAO", () => {
    const severities = Object.fromEntries(RULES.map(({ id }) => [id, id === "time-to-react" ? 1 : 0.5]));
    const benign = Array.from({ length: 30 }, (_, i) => ({
      dao: i < 27 ? "A" : i < 29 ? "B" : "C",
      severities,
    }));
    const rates = ratesOf(benign as unknown as Parameters<typeof ratesOf>[0]);
    expect(rates["time-to-react"]).to.deep.equal({ severity: 3, judged: 3 });
    expect(rates.control).to.deep.equal({ severity: 15, judged: 30 });
  });

  it("is refused, rule by rule, when it is broken", () => {
    const broken = json() as { rates: Record<string, unknown> };
    delete broken.rates["control"];
    broken.rates["outflow"] = { severity: -1, judged: 2 };
    expect(() => parseCalibration(broken)).to.throw(
      /cannot be used: .*rates\.control.*rates\.outflow\.severity/s,
    );
  });
});

describe("proposalLeaf", () => {
  const calibration = parseCalibration(json());
  const context = { marketId: ZeroHash as `0x${string}`, round: 7n };
  const score = scoreProposal(aProposal(suspect), calibration);

  it("binds market, round, calibration, score and every contribution", () => {
    const leaf = proposalLeaf(context, score, calibration);
    const other: Calibration = { ...calibration, usual: null };
    expect(calibrationHash(other)).to.not.equal(calibrationHash(calibration));
    const [first, ...rest] = score.contributions;
    const moved = { ...score, contributions: [{ ...first!, bps: first!.bps + 1 }, ...rest] };
    const others = [
      proposalLeaf({ ...context, round: 8n }, score, calibration),
      proposalLeaf({ ...context, marketId: `0x${"11".repeat(32)}` }, score, calibration),
      proposalLeaf(context, score, other),
      proposalLeaf(context, { ...score, scoreBps: score.scoreBps - 1 }, calibration),
      proposalLeaf(context, moved, calibration),
    ];
    expect(new Set([leaf, ...others]).size).to.equal(6);
    expect(proposalLeaf(context, scoreProposal(aProposal(suspect), calibration), calibration)).to.equal(leaf);
  });
});
