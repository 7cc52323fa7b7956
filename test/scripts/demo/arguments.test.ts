import { expect } from "chai";
import { HELP, parseArguments } from "../../../scripts/demo/arguments.ts";
import { DemoError, EXIT } from "../../../scripts/demo/errors.ts";

const failing = (...argv: string[]): DemoError => {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof DemoError) return error;
  }
  throw new Error(`${argv.join(" ")} was accepted.`);
};

describe("parseArguments", () => {
  it("replays Black Thursday on a free port by default", () => {
    expect(parseArguments([])).to.deep.include({ scenario: "black-thursday", port: 0, kill: 0, json: false });
  });

  it("reads a data window", () => {
    const { data } = parseArguments(["--data", "d", "--from", "2020-03-11T00", "--to", "2020-03-15T00"]);
    expect(data).to.deep.equal({ folder: "d", from: 1_583_884_800, to: 1_584_230_400 });
  });

  it("names the scenario of the DAO in its help, and takes nodes killed in it", () => {
    expect(HELP).to.include("governance");
    expect(parseArguments(["--scenario", "governance", "--kill", "2"])).to.deep.include({
      scenario: "governance",
      kill: 2,
    });
  });

  const wrong: [string[], string][] = [
    [["--nonsense"], "--nonsense"],
    [["--kill", "8"], "--kill 8 is no whole number from 0 to 7"],
    [["--kill", "two"], "--kill two is no whole number"],
    [["--port", "70000"], "--port 70000 is no whole number from 0 to 65535"],
    [["--data", "d"], "--data needs --from and --to"],
    [["--from", "2020-03-11T00"], "--from and --to belong to --data"],
    [
      ["--data", "d", "--scenario", "calm", "--from", "2020-03-11T00", "--to", "2020-03-12T00"],
      "exclude each other",
    ],
    [["--scenario", "governance", "--hours", "3"], "--hours belongs to the crises"],
    [
      ["--data", "d", "--scenario", "governance", "--from", "2020-03-11T00", "--to", "2020-03-12T00"],
      "exclude each other",
    ],
    [["--scenario", "governance", "--from", "2020-03-11T00"], "--from and --to belong to --data"],
    [["--data", "d", "--from", "2020-02-30T00", "--to", "2020-03-15T00"], "--from 2020-02-30T00 is no hour"],
    [["--data", "d", "--from", "2020-03-15T00", "--to", "2020-03-15T00"], "is not after --from"],
  ];
  for (const [argv, sentence] of wrong) {
    it(`refuses ${argv.join(" ")} with a sentence and the exit code of a wrong option`, () => {
      const error = failing(...argv);
      expect(error.message).to.include(sentence);
      expect(error.exitCode).to.equal(EXIT.usage);
    });
  }
});
