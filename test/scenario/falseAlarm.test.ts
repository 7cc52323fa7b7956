import { expect } from "chai";
import { replayScenario } from "../fixtures/replayScenario.ts";

describe("A false alarm, August 2023", function () {
  this.timeout(300_000);

  it("a flash crash that recovers costs borrowers capacity and nobody a position more than next door", async () => {
    const { result } = await replayScenario("false-alarm", { from: "2023-08-17T16", hours: 22 });
    expect(result.committee.reportsAccepted).to.equal(22);
    expect(result.guarded.usersLiquidated <= result.control.usersLiquidated).to.equal(true);
    for (const { cameTrue } of result.warnings.alarms) expect(cameTrue).to.be.a("boolean");
    const judgedFalse = result.warnings.alarms.filter(({ cameTrue }) => cameTrue === false).length;
    expect(result.warnings.falseAlarms).to.equal(judgedFalse);
  });
});
