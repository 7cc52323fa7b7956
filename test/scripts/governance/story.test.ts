import { expect } from "chai";
import type { Hex } from "../../../committee/lib/hex.ts";
import { decodeActions } from "../../../committee/proposals/decode/decode.ts";
import { effectsOf } from "../../../committee/proposals/decode/effects.ts";
import { votesOf } from "../../../scripts/governance/cast.ts";
import { daosOf } from "../../../scripts/governance/dao.ts";
import type { Life } from "../../../scripts/governance/life.ts";
import { setReserveFactor } from "../../../scripts/governance/payloads.ts";
import { governancePlot } from "../../../scripts/governance/plot.ts";
import type { ProposalKey } from "../../../scripts/governance/proposals.ts";
import { resultOf } from "../../../scripts/governance/result.ts";
import type { GovernanceResult, ProposalResult } from "../../../scripts/governance/result.ts";
import { drawLanes } from "../../../scripts/governance/screen/lanes.ts";
import { chartOf } from "../../../scripts/governance/screen/picture.ts";
import { summaryLines } from "../../../scripts/governance/screen/summary.ts";
import { governanceStory } from "../../fixtures/governanceStory.ts";
import type { Scripted, StoryTold } from "../../fixtures/governanceStory.ts";

/** The night of 12 March 2020, when prices fell. */
const FALL = Date.parse("2020-03-12T10:00:00Z") / 1000;
const calmThenFall = (hour: number): number => (hour < FALL ? 20_00 : 60_00);
/** When the buyer's votes are counted. */
const BOUGHT = Date.parse("2020-03-10T21:00:00Z") / 1000;
const SCORES = { harmless: 4_00, ratio: 25_00, hidden: 64_00, takeover: 70_00, loan: 80_00 } as const;

describe("Six proposals on a gated DAO and on its twin", function () {
  this.timeout(300_000);
  let told: StoryTold;
  let result: GovernanceResult;
  const of = (key: ProposalKey): ProposalResult => result.proposals.find((one) => one.key === key)!;
  const lifeOf = (key: ProposalKey, dao: "gated" | "ungated"): Life =>
    told.story.lives.find((life) => life.plan.key === key && life.dao.name === dao)!;
  const tell = async (scripted: Scripted): Promise<void> => {
    told = await governanceStory(scripted);
    const { world, story } = told;
    const common = { plot: governancePlot(), killed: 0, members: 7, notes: [], files: [] };
    result = await resultOf({ world, story, ...common });
  };

  describe("that a committee scores", () => {
    before(() =>
      tell({
        weth: calmThenFall,
        proposal: (key, hour) => (key === "swing" ? (hour < BOUGHT ? 35_00 : 69_00) : SCORES[key]),
      }),
    );
    after(() => told.chain.close());

    it("V1 each has the class of its score in the first round of the vote, and keeps it", () => {
      const classes = result.proposals.map(({ gated }) => [gated.riskClass, gated.quorumVotes]);
      expect(classes).to.deep.equal([
        ["Low", 40_000],
        ["Elevated", 60_000],
        ["Strict", 80_000],
        ["Strict", 80_000],
        ["Strict", 80_000],
        ["Elevated", 60_000],
      ]);
      for (const { gated } of result.proposals) {
        expect(gated.events.filter(({ kind }) => kind === "class")).to.have.lengthOf(1);
      }
    });

    it("executes the harmless one as soon as without the gate", () => {
      const { gated, ungated } = of("harmless");
      expect(gated.outcome).to.deep.equal({ end: "executed", hours: 169 });
      expect(ungated.outcome).to.deep.equal(gated.outcome);
    });

    it("defeats three attacks for want of votes, which the twin executes with the same ones", () => {
      expect(of("hidden").gated.outcome).to.deep.include({ end: "defeated", missingVotes: 5_000 });
      expect(of("takeover").gated.outcome).to.deep.include({ end: "defeated", missingVotes: 15_000 });
      expect(of("loan").gated.outcome).to.deep.include({ end: "defeated", missingVotes: 8_500 });
      for (const key of ["hidden", "takeover", "loan"] as const) {
        expect(of(key).ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
        const cast = (dao: "gated" | "ungated") =>
          lifeOf(key, dao).timeline.events.filter(({ kind }) => kind === "voted");
        expect(cast("gated")).to.deep.equal(cast("ungated"));
      }
    });

    it("names a function in the hidden call's text that its calldata does not call, and that decoding finds no effect in", async () => {
      const [gated] = daosOf(told.world);
      const { actions, description } = await setReserveFactor(told.world, gated);
      const { pool, configurator } = gated.market;
      const [{ target, data } = { target: "", data: "" }] = actions;
      expect(description).to.include(configurator.getFunction("setReserveFactor").fragment.format());
      expect([target, data.slice(0, 10)]).to.deep.equal([
        ...[await pool.getAddress(), pool.getFunction("supply").fragment.selector],
      ]);
      const calls = decodeActions([
        {
          ...{ target: target as Hex, calldata: data as Hex, signature: null, value: 0n },
          ...{ encoding: "selector", delegatecall: false },
        },
      ]);
      expect(calls[0]?.problems.map(({ code }) => code)).to.deep.equal(["unknown-function"]);
      expect(effectsOf(calls)).to.deep.equal([]);
    });

    it("lets the twin's market take what the text named a reserve factor, to the proposer's credit, and nothing from the gated one", async () => {
      const { cast, tokens, chain } = told.world;
      const weth = await chain.connection.ethers.getContractAt("DemoToken", tokens.WETH);
      expect(await weth.balanceOf(cast.contributor)).to.equal(2_000n * 10n ** 18n);
      expect(lifeOf("hidden", "ungated").timeline.events.at(-1)).to.deep.include({
        ...{ kind: "noted", what: "the contributor withdraws 2,000 WETH" },
      });
      const [gated] = daosOf(told.world);
      expect(await weth.allowance(gated.timelock, gated.market.pool)).to.equal(2_000n * 10n ** 18n);
      const factors = await Promise.all(
        daosOf(told.world).map(({ market }) => market.dataProvider.getReserveConfigurationData(tokens.WETH)),
      );
      expect(factors.map(({ reserveFactor }) => reserveFactor)).to.deep.equal([15_00n, 15_00n]);
    });

    it("V1 passes the bought vote with the gate too: the score that sees it comes after the class", () => {
      const { gated, ungated } = of("swing");
      expect(gated.scoreBps).to.equal(35_00);
      expect(gated.hindsight).to.deep.include({ scoreBps: 69_00, riskClass: "Strict" });
      expect(gated.outcome).to.deep.equal({ end: "executed", hours: 215 });
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
      const decided = (dao: "gated" | "ungated") =>
        lifeOf("swing", dao).timeline.events.find(({ kind }) => kind === "succeeded");
      expect(decided("gated")).to.deep.include({
        forVotes: 68_200,
        againstVotes: 55_000,
        quorumVotes: 60_000,
      });
      expect(decided("ungated")).to.deep.include({ forVotes: 68_200, quorumVotes: 40_000 });
    });

    it("extends the vote by a day where the raised quorum is reached in its last hours, and not where the own one was early", () => {
      const extended = (dao: "gated" | "ungated") =>
        lifeOf("swing", dao).timeline.events.filter(({ kind }) => kind === "extended");
      const until = Date.parse("2020-03-11T20:30:00Z") / 1000;
      expect(extended("gated")).to.deep.equal([{ kind: "extended", at: until - 86_400, until }]);
      expect(extended("ungated")).to.deep.equal([]);
      expect(summaryLines(result).join("\n")).to.include(
        "Invest in a vault: passed with the gate too, 46 h later than without; it stayed Elevated, and its last score of 69.0 % came too late to make it Strict.",
      );
    });

    it("counts votes that were borrowed over the one block that counts, and nothing of them is left after it", async () => {
      const { votes, cast } = told.world;
      const { events } = lifeOf("loan", "gated").timeline;
      expect(events.find(({ kind }) => kind === "voted")).to.deep.include({ support: "for", votes: 71_500 });
      const left = await votes.getVotes(cast.borrower);
      expect(left < 1_500n * 10n ** 18n && left > 1_400n * 10n ** 18n).to.equal(true);
    });

    it("stops the ratio at its execution, with both numbers, while the score stands above the bound", async () => {
      const { gated, ungated } = of("ratio");
      expect(gated.outcome).to.deep.include({
        end: "waiting",
        why: "its condition does not hold: score + spread is 60.0 %, not below 43.0 %",
      });
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
      expect([result.gated.ratio.ltvBps, result.ungated.ratio.ltvBps]).to.deep.equal([80_00, 81_50]);
      const [dao] = daosOf(told.world);
      const { id } = lifeOf("ratio", "gated");
      expect(await dao.governor.state(id!)).to.equal(5n);
    });

    it("says what was lost with the gate and without it, in tokens", () => {
      expect(result.gated.losses).to.deep.equal({ WETH: 0, USDC: 0, VOTE: 60_000, usd: 240_000 });
      expect(result.ungated.losses).to.deep.include({ WETH: 5_000, USDC: 2_980_000, VOTE: 60_000 });
      const lines = summaryLines(result).join("\n");
      expect(lines).to.include("Lost with the gate: 60,000 VOTE, USD 240,000.");
      expect(lines).to.include("Lost without the gate: 5,000 WETH, 2,980,000 USDC and 60,000 VOTE, USD ");
      expect(lines).to.include("with 5,000 votes more it would have passed, and waited 72 h longer");
      expect(lines).to.include("with 15,000 votes more it would have passed, and waited 72 h longer");
    });

    it("draws all of it within the time of the run, and each caption within the picture's width", () => {
      const chart = chartOf({
        ...{ title: "Six", lives: told.story.lives, records: told.story.records },
        vote: { beginsS: 86_400, endsS: 5 * 86_400 },
      });
      const lanes = chart.bands.flatMap((band) => band.lanes);
      expect(lanes).to.have.lengthOf(12);
      for (const lane of lanes) {
        for (const { from, to } of lane.spans) {
          expect(from >= chart.from && to <= chart.to && from <= to).to.equal(true);
        }
        for (const { at } of lane.marks) expect(at >= chart.from && at <= chart.to).to.equal(true);
        // 880 pixels of letters that are ten wide.
        expect(lane.caption.length <= 88, lane.caption).to.equal(true);
      }
      expect(lanes[10]?.caption).to.equal(
        "Elevated (35.0 %; 69.0 % came too late), needs 60,000 votes: executed after 215 h",
      );
      expect(lanes.map(({ spans }) => spans.length)).to.deep.equal([3, 3, 3, 3, 2, 3, 2, 3, 2, 3, 4, 3]);
      const [first] = drawLanes(chart).match(/Hand over control|Donate the treasury/) ?? [];
      expect(first).to.equal("Hand over control");
    });
  });

  describe("of which nobody scores any, and for one of which 85,000 votes were bought", () => {
    before(() =>
      tell({
        ...{ weth: () => 20_00, proposal: () => undefined },
        prepare: async ({ votes, cast }) => {
          await votes.connect(cast.holders).transfer(cast.raider, votesOf(2_00));
        },
      }),
    );
    after(() => told.chain.close());

    it("V2 every one is Strict, and what the delegates want is executed all the same, three days later", () => {
      const [harmless, ratio] = [of("harmless").gated, of("ratio").gated];
      for (const { riskClass, reason, outcome } of [harmless, ratio]) {
        expect([riskClass, reason]).to.deep.equal(["Strict", "no score in time"]);
        expect(outcome).to.deep.equal({ end: "executed", hours: 241 });
      }
      expect(result.gated.ratio.ltvBps).to.equal(81_50);
    });

    it("V2 what is bought late falls short of a Strict class, and the treasury loses nothing", () => {
      const { gated } = of("swing");
      expect(gated.outcome).to.deep.include({ end: "defeated", missingVotes: 11_800 });
      expect([gated.hindsight, gated.scoreBps]).to.deep.equal([null, null]);
      expect(result.gated.losses).to.deep.equal({ WETH: 0, USDC: 0, VOTE: 0, usd: 0 });
      expect(summaryLines(result).join("\n")).to.include("Lost with the gate: nothing.");
    });

    it("V4 who brings the votes of a Strict class passes behind the gate too, and waits three days longer", () => {
      const { gated, ungated } = of("takeover");
      expect(gated.outcome).to.deep.equal({ end: "executed", hours: 241 });
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
      expect(summaryLines(result).join("\n")).to.include(
        "Hand over control: passed with the gate too, 72 h later than without.",
      );
      const last = gated.events.at(-1);
      expect(last).to.deep.include({ kind: "noted" });
      expect(last?.kind === "noted" ? last.what : "").to.match(/^the raider schedules 5,000 WETH/);
    });
  });
});
