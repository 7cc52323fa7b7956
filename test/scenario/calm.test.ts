import { expect } from "chai";
import { replayScenario } from "../fixtures/replayScenario.ts";

describe("A calm fortnight, September 2023", function () {
  this.timeout(300_000);

  it("with three nodes dead no score is accepted, the last one goes stale, and nothing is loosened", async () => {
    const { result, said } = await replayScenario("calm", {
      from: "2023-09-18T00",
      hours: 12,
      kill: 3,
      killAt: "2023-09-19T00",
    });
    expect(result.committee).to.deep.equal({ members: 7, killed: 3, reportsAccepted: 6, reportsMissed: 6 });
    expect(said).to.include(
      "no quorum: 4 of 5 nodes; no report is accepted, the score goes stale, nothing is loosened",
    );
    const late = result.actions.filter(({ hour }) => hour >= "2023-09-19T00");
    expect(late).to.deep.equal([]);
    expect(result.guarded.badDebtUsd).to.equal(0);
  });
});
