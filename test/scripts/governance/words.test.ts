import { expect } from "chai";
import { ScoreCondition__factory } from "../../../types/ethers-contracts/index.js";
import { conditionInWords } from "../../../scripts/governance/refusal.ts";
import { ended } from "../../../scripts/governance/screen/summary.ts";
import { inWords, lostInWords, speakTime } from "../../../scripts/governance/screen/words.ts";
import type { TimelineEvent } from "../../../scripts/governance/timeline.ts";
import { aClass, aHindsight, aScored } from "../../fixtures/aTimeline.ts";

const NOON = Date.parse("2020-03-12T12:30:00Z") / 1000;
const at = NOON;
const tally = { forVotes: 65_000, againstVotes: 30_000, quorumVotes: 80_000 };

describe("inWords", () => {
  const cases: [TimelineEvent, string][] = [
    [{ kind: "proposed", at, by: "Ada" }, "Ada proposes it"],
    [aScored({ scoreBps: 78_10, spreadBps: 40 }), "is scored 78.1 % ±0.4 % by 5 nodes"],
    [
      aClass(),
      "is Strict, since score and spread are 71.0 %: it needs 80,000 votes where 40,000 would do, and waits 72 h longer",
    ],
    [
      aClass({ riskClass: "Low", scoreBps: 3_00, quorumVotes: 40_000, extraDelayS: 0 }),
      "is Low, since score and spread are 4.0 %: it needs 40,000 votes, as without the gate",
    ],
    [
      aClass({ reason: "exempt", riskClass: "Low", quorumVotes: 40_000, extraDelayS: 0 }),
      "is Low, since it governs the committee alone: it needs 40,000 votes, as without the gate",
    ],
    [
      aClass({ reason: "no score in time" }),
      "is Strict, since no fresh score came in time: it needs 80,000 votes where 40,000 would do, and waits 72 h longer",
    ],
    [{ kind: "voted", at, by: "Ben", support: "against", votes: 30_000 }, "Ben votes against it with 30,000"],
    [{ kind: "voted", at, by: "Ben", support: "abstain", votes: 30_000 }, "Ben abstains with 30,000 votes"],
    [{ kind: "extended", at, until: NOON }, "reaches its quorum late: the vote goes on until 12 Mar 12:30"],
    [
      aHindsight({ spreadBps: 40 }),
      "has a last score and spread of 69.5 %: Strict, had it come in time; it stays Elevated",
    ],
    [aHindsight({ standing: "Strict" }), "has a last score and spread of 69.1 %, in the same class"],
    [
      { kind: "defeated", at, ...tally },
      "is defeated: 65,000 for, 30,000 against, 80,000 needed, 15,000 too few",
    ],
    [
      { kind: "succeeded", at, ...tally, forVotes: 90_000 },
      "passes: 90,000 for, 30,000 against, 80,000 needed",
    ],
    [{ kind: "queued", at, until: NOON }, "is queued, to be executed from 12 Mar 12:30"],
    [{ kind: "refused", at, why: "it rained" }, "is not executed: it rained"],
    [{ kind: "executed", at }, "is executed"],
    [{ kind: "noted", at, what: "somebody sneezes" }, "somebody sneezes"],
  ];
  for (const [event, words] of cases) {
    it(`"${words}"`, () => {
      expect(inWords(event)).to.equal(words);
    });
  }
});

describe("ended", () => {
  it("tells votes that were missing from votes against it", () => {
    expect(ended({ end: "defeated", hours: 121, missingVotes: 8_500 })).to.equal(
      "defeated, 8,500 votes short",
    );
    expect(ended({ end: "defeated", hours: 121, missingVotes: 0 })).to.equal(
      "defeated by the votes against it",
    );
    expect(ended({ end: "executed", hours: 168.6 })).to.equal("executed after 169 h");
    expect(ended({ end: "waiting", hours: 217, why: "" })).to.equal("not executed after 217 h");
  });
});

describe("lostInWords", () => {
  it("names what is gone and nothing else, with its value at the end", () => {
    const nothing = { WETH: 0, USDC: 0, VOTE: 0, usd: 0 };
    expect(lostInWords(nothing)).to.equal("nothing");
    expect(lostInWords({ ...nothing, VOTE: 60_000, usd: 240_000 })).to.equal("60,000 VOTE, USD 240,000");
    expect(lostInWords({ WETH: 5_000, USDC: 2_980_000, VOTE: 60_000, usd: 3_819_742.3 })).to.equal(
      "5,000 WETH, 2,980,000 USDC and 60,000 VOTE, USD 3,819,742",
    );
  });
});

describe("speakTime", () => {
  it("names day and minute in UTC", () => {
    expect(speakTime(NOON)).to.equal("12 Mar 12:30");
  });
});

describe("conditionInWords", () => {
  const abi = ScoreCondition__factory.createInterface();
  const market = `0x${"11".repeat(32)}`;
  const cases: [string, unknown[], string][] = [
    [
      "ScoreNotBelow",
      [market, 60_05, 43_00],
      "its condition does not hold: score + spread is 60.0 %, not below 43.0 %",
    ],
    ["ScoreNotFresh", [market, 0], "its condition cannot be judged: the market was never scored"],
    ["ScoreNotFresh", [market, 1], "its condition cannot be judged: the market has a stale score"],
    ["ScoreNotFresh", [market, 2], "its condition cannot be judged: the market has a flagged score"],
    ["ScoreTooOld", [market, 1, 2], "its condition cannot be judged: the score is too old"],
  ];
  for (const [name, args, words] of cases) {
    it(`${name}: ${words}`, () => {
      expect(conditionInWords(abi, abi.encodeErrorResult(name, args))).to.equal(words);
    });
  }

  it("knows nothing of other contracts' errors, nor of none", () => {
    expect(conditionInWords(abi, "0x12345678")).to.equal(undefined);
    expect(conditionInWords(abi, "0x")).to.equal(undefined);
  });
});
