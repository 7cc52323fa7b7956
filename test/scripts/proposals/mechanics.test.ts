import { expect } from "chai";
import { readFileSync } from "node:fs";
import { parseCalibration } from "../../../committee/proposals/calibration.ts";
import { flatten } from "../../../committee/proposals/decode/call.ts";
import { readProposal, scoreProposal } from "../../../committee/proposals/score.ts";
import { passes, tally } from "../../../committee/proposals/tally.ts";
import { MECHANICS, STRENGTHS, drawn } from "../../../scripts/proposals/mechanics/mechanics.ts";
import type { Mechanic } from "../../../scripts/proposals/mechanics/world.ts";
import { expectNearly } from "../../fixtures/nearly.ts";

const SHIPPED = new URL("../../../committee/proposals/calibration.json", import.meta.url);
const calibration = parseCalibration(JSON.parse(readFileSync(SHIPPED, "utf8")));

/** What each mechanic must trip at full strength, or it is not the attack that it names. */
const TRIPS: Readonly<Record<string, readonly string[]>> = {
  "true-seigniorage": ["unknown-deciders", "control", "strange-code"],
  "build-finance": ["unknown-deciders", "control", "undisclosed"],
  beanstalk: ["fresh-power", "borrowed-power", "strange-code", "time-to-react"],
  fortress: ["fresh-power", "control", "thin-turnout"],
  yam: ["fresh-power", "control", "undisclosed"],
  audius: ["fresh-power", "outflow", "time-to-react"],
  mango: ["fresh-power", "outflow", "concentration"],
  swerve: ["thin-turnout", "control", "strange-code"],
  "tornado-cash": ["strange-code", "control"],
  atlantis: ["thin-turnout", "control", "strange-code"],
  synthetify: ["outflow", "undisclosed", "thin-turnout"],
  "compound-289": ["late-swing", "outflow", "fresh-power"],
  "hidden-selector": ["hidden-call", "control", "undisclosed"],
};

const scored = (mechanic: Mechanic, strength: number) =>
  scoreProposal(drawn(mechanic, strength), calibration);

describe("The attack mechanics", () => {
  it("are at least eight, each once, with sources and what was published", () => {
    expect(MECHANICS.length).to.be.at.least(8);
    expect(MECHANICS.map(({ id }) => id).sort()).to.deep.equal(Object.keys(TRIPS).sort());
    for (const { id, sources, published, weak } of MECHANICS) {
      expect(sources, id).to.have.length.greaterThan(0);
      for (const source of sources) expect(source, id).to.match(/^https:\/\//);
      expect(published.length, id).to.be.greaterThan(40);
      expect(weak.length, id).to.be.greaterThan(20);
    }
  });

  for (const mechanic of MECHANICS) {
    describe(mechanic.id, () => {
      it("trips the rules that it stands for", () => {
        const loud = scored(mechanic, 1)
          .contributions.filter(({ bps }) => bps > 0)
          .map(({ rule }) => rule);
        expect(loud).to.include.members(TRIPS[mechanic.id] as string[]);
      });

      it("passes its vote at every strength: an attack that fails proves nothing", () => {
        for (const strength of STRENGTHS) {
          const { votes, power } = drawn(mechanic, strength);
          expect(passes(tally(votes ?? []), power.quorum), `strength ${strength}`).to.equal(true);
        }
      });

      it("scores no more where it is weaker, how usual its vote looks apart", () => {
        // A patient vote can be less usual in another way: the distance alone has no direction.
        const plain = { ...calibration, usual: null };
        const scores = STRENGTHS.map((strength) => scoreProposal(drawn(mechanic, strength), plain).scoreBps);
        expect(scores).to.deep.equal(scores.toSorted((a, b) => b - a));
        expect(scores.at(-1)).to.be.lessThan(scores[0]!);
      });

      it("has calldata that decodes, and is the same in every run", () => {
        const { calls } = readProposal(drawn(mechanic, 1));
        const broken = flatten(calls ?? []).flatMap(({ problems }) =>
          problems.filter(({ code }) => code === "malformed"),
        );
        expect(broken).to.deep.equal([]);
        expect(mechanic.draw(0.6)).to.deep.equal(mechanic.draw(0.6));
      });
    });
  }

  it("gives Compound 289 the votes that were counted", () => {
    const compound = MECHANICS.find(({ id }) => id === "compound-289");
    const { forVotes, againstVotes } = tally(drawn(compound!, 1).votes ?? []);
    expectNearly(Number(forVotes / 10n ** 18n), 682_191, 1);
    expectNearly(Number(againstVotes / 10n ** 18n), 633_636, 1);
  });
});
