import { expect } from "chai";
import { DemoError, EXIT } from "../../../scripts/demo/errors.ts";
import { reconstruct } from "../../../scripts/demo/path/reconstruct.ts";
import { checkScenario, loadScenario, scenarioNames } from "../../../scripts/demo/scenario.ts";

const failing = (run: () => unknown): DemoError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DemoError) return error;
  }
  throw new Error("It was accepted.");
};

describe("embedded scenarios", () => {
  it("are the five that the README names", () => {
    expect(scenarioNames()).to.deep.equal([
      "black-thursday",
      "calm",
      "false-alarm",
      "may-2021",
      "ust-steth-2022",
    ]);
  });

  for (const name of scenarioNames()) {
    it(`${name} says that it is reconstructed and has every hour of every asset`, () => {
      const scenario = loadScenario(name);
      expect(scenario.source).to.equal("reconstructed");
      expect(scenario.story).to.include("Reconstructed");
      const path = reconstruct(scenario);
      expect(path.from).to.be.at.least(1_100);
      for (const prices of Object.values(path.usd)) {
        expect(prices).to.have.length(path.hours.length);
        expect(prices.every((price) => price !== null && price > 0 && Number.isFinite(price))).to.equal(true);
      }
    });

    it(`${name} reconstructs the same prices every time`, () => {
      expect(reconstruct(loadScenario(name)).usd).to.deep.equal(reconstruct(loadScenario(name)).usd);
    });
  }

  it("an unknown name is answered with the names there are", () => {
    const error = failing(() => loadScenario("tulips"));
    expect(error.message).to.include(
      'There is no scenario named "tulips"; choose one of: black-thursday, calm',
    );
    expect(error.exitCode).to.equal(EXIT.badInput);
  });

  it("a wrong file is answered with the place of the mistake", () => {
    expect(failing(() => checkScenario({ name: "x" }, "x.json")).message).to.match(
      /^The scenario file x\.json is wrong at "title"/,
    );
  });
});
