import { expect } from "chai";
import { votesOf } from "../../../scripts/governance/cast.ts";
import { daosOf } from "../../../scripts/governance/dao.ts";
import type { Life } from "../../../scripts/governance/life.ts";
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

describe("Four proposals on a gated DAO and on its twin", function () {
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
        proposal: (key) => ({ harmless: 4_00, ratio: 25_00, takeover: 70_00, loan: 80_00 })[key],
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

    it("defeats the two attacks for want of votes, which the twin executes with the same ones", () => {
      expect(of("takeover").gated.outcome).to.deep.include({ end: "defeated", missingVotes: 15_000 });
      expect(of("loan").gated.outcome).to.deep.include({ end: "defeated", missingVotes: 8_500 });
      for (const key of ["takeover", "loan"] as const) {
        expect(of(key).ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
        const cast = (dao: "gated" | "ungated") =>
          lifeOf(key, dao).timeline.events.filter(({ kind }) => kind === "voted");
        expect(cast("gated")).to.deep.equal(cast("ungated"));
      }
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
      expect(result.gated.losses).to.deep.equal({ USDC: 0, WETH: 0, usd: 0 });
      expect(result.ungated.losses).to.deep.include({ USDC: 2_980_000, WETH: 5_000 });
      const lines = summaryLines(result).join("\n");
      expect(lines).to.include("Lost with the gate: nothing.");
      expect(lines).to.include("Lost without the gate: 5,000 WETH and 2,980,000 USDC");
      expect(lines).to.include("with 15,000 votes more it would have passed, and waited 72 h longer");
    });

    it("draws all of it within the time of the run", () => {
      const chart = chartOf({
        ...{ title: "Four", lives: told.story.lives, records: told.story.records },
        vote: { beginsS: 86_400, endsS: 5 * 86_400 },
      });
      for (const lane of chart.bands.flatMap(({ lanes }) => lanes)) {
        for (const { from, to } of lane.spans) {
          expect(from >= chart.from && to <= chart.to && from <= to).to.equal(true);
        }
        for (const { at } of lane.marks) expect(at >= chart.from && at <= chart.to).to.equal(true);
      }
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
      expect(result.gated.losses.usd).to.equal(0);
    });

    it("V4 who brings the votes of a Strict class passes behind the gate too, and waits three days longer", () => {
      const { gated, ungated } = of("takeover");
      expect(gated.outcome).to.deep.equal({ end: "executed", hours: 241 });
      expect(ungated.outcome).to.deep.equal({ end: "executed", hours: 169 });
      const last = gated.events.at(-1);
      expect(last).to.deep.include({ kind: "noted" });
      expect(last?.kind === "noted" ? last.what : "").to.match(/^the raider schedules 5,000 WETH/);
    });
  });
});
