import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseCalibration } from "../../../committee/proposals/calibration.ts";
import { rebuild } from "../../../scripts/proposals/benign.ts";
import type { BenignProposal } from "../../../scripts/proposals/benign.ts";
import { evaluateProposals, shippedCalibration } from "../../../scripts/proposals/evaluation.ts";
import type { ProposalsResult } from "../../../scripts/proposals/evaluation.ts";
import { AIM } from "../../../scripts/proposals/judge/baselines.ts";
import { readRecords } from "../../../scripts/proposals/records.ts";
import { readBlock } from "../../../scripts/proposals/report/page.ts";
import { reportOf } from "../../../scripts/proposals/report/report.ts";

const DATA = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const PAGE = fileURLToPath(new URL("../../../docs/proposals.md", import.meta.url));
const CALIBRATION = new URL("../../../committee/proposals/calibration.json", import.meta.url);

describe("The scores of the real proposals", function () {
  this.timeout(120_000);
  let benign: BenignProposal[];
  let result: ProposalsResult;
  before(async function () {
    if (!existsSync(`${DATA}/governance_proposals.csv.gz`)) {
      console.log(`      no ${DATA}: the real proposals are not judged`);
      this.skip();
    }
    benign = rebuild(await readRecords(DATA));
    result = evaluateProposals(benign);
  });

  it("are those of docs/proposals.md, figure by figure", () => {
    expect(readBlock(PAGE).block).to.equal(reportOf(result));
  });

  it("come from the calibration that nodes are given", () => {
    const shipped = parseCalibration(JSON.parse(readFileSync(CALIBRATION, "utf8")));
    expect(shipped).to.deep.equal(shippedCalibration(benign));
  });

  it("keep the aim where all is read: every mechanic, and at most 0.25 false alarms a DAO and month", () => {
    const [alarms] = result.views[0]!.alarms;
    expect(alarms!.caught).to.equal(alarms!.mechanics).and.be.at.least(8);
    expect(alarms!.bounds.upper).to.be.at.most(AIM);
  });

  it("keep it with the benign data's own eyes for eight mechanics beyond doubt, and for eleven as counted", () => {
    const recorded = result.views.find(({ id }) => id === "recorded")!.alarms;
    expect(recorded.find(({ caught }) => caught === 8)!.bounds.upper).to.be.at.most(AIM);
    expect(recorded.find(({ caught }) => caught === 11)!.perMonth).to.be.at.most(AIM);
    expect(recorded.find(({ caught }) => caught === 13)!.perMonth).to.be.greaterThan(AIM);
  });

  it("keep it half-way through the vote for twelve mechanics, and where unmeasured rules speak of one in twenty, half-way one in fifty", () => {
    const half = result.views.find(({ id }) => id === "half")!.alarms;
    expect(half.find(({ caught }) => caught === 12)!.bounds.upper).to.be.at.most(AIM);
    expect(half.find(({ caught }) => caught === 13)!.perMonth).to.be.greaterThan(AIM);
    const [close, halfWay] = result.stress.map(
      ({ rows }) => new Map(rows.map((row) => [row.rate, row.perMonth])),
    );
    expect(close!.get(0.05)).to.be.at.most(AIM);
    expect(halfWay!.get(0.02)).to.be.at.most(AIM);
  });
});
