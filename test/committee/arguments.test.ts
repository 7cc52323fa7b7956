import { expect } from "chai";
import { readArguments } from "../../committee/arguments.ts";

const MARKET = `0x${"Ab".repeat(32)}`;
const NEW_ORDER = [
  "sign-pause",
  "--config",
  "n.json",
  "--market",
  MARKET,
  "--rung",
  "freeze",
  "--reason",
  "A hack.",
];

describe("The command line of the node", () => {
  it("runs the node unless it is told otherwise", () => {
    expect(readArguments(["--config", "n.json", "--exit-when-stdin-closes"])).to.deep.equal({
      ...{ command: "run", config: "n.json", exitWhenStdinCloses: true },
    });
    expect(readArguments(["doctor", "--config", "n.json"])).to.deep.equal({
      command: "doctor",
      config: "n.json",
    });
    expect(readArguments(["--help"])).to.deep.equal({ command: "help" });
  });

  it("reads an order to sign, valid as long as the policy allows unless a time is given", () => {
    const request = { marketId: MARKET.toLowerCase(), rung: "freeze", reason: "A hack.", validUntil: null };
    expect(readArguments(NEW_ORDER)).to.deep.equal({
      ...{ command: "sign-pause", config: "n.json", request, out: null, yes: false },
    });
    for (const [time, seconds] of [
      ["2026-01-31T12:30:00Z", 1_769_862_600n],
      ["2026-01-31T13:30+01:00", 1_769_862_600n],
      ["1769862600", 1_769_862_600n],
    ] as const) {
      expect(readArguments([...NEW_ORDER, "--until", time, "--yes", "--out", "o.json"])).to.deep.equal({
        ...{ command: "sign-pause", config: "n.json", request: { ...request, validUntil: seconds } },
        ...{ out: "o.json", yes: true },
      });
    }
  });

  it("reads the files to send", () => {
    expect(
      readArguments(["send-pause", "--config", "n.json", "--dry-run", "a.json", "b.json"]),
    ).to.deep.equal({
      ...{ command: "send-pause", config: "n.json", files: ["a.json", "b.json"], dryRun: true },
    });
  });

  const without = (name: string) => NEW_ORDER.toSpliced(NEW_ORDER.indexOf(name), 2);
  const faults: readonly [string, readonly string[], string][] = [
    ["an unknown command", ["stop", "--config", "n.json"], 'Unknown command "stop": see --help.'],
    ["no configuration", ["doctor"], "No configuration given: add --config node.json, or see --help."],
    [
      "an option of another command",
      ["--config", "n.json", "--yes"],
      "--yes means nothing to running a node: see --help.",
    ],
    [
      "signing in a dry run",
      [...NEW_ORDER, "--dry-run"],
      "--dry-run means nothing to sign-pause: see --help.",
    ],
    ["no market", without("--market"), "--market must be a market's id, 0x and 64 hexadecimal digits."],
    ["no rung", without("--rung"), "--rung must be borrow-off, ltv-zero, freeze or pause."],
    [
      "the rung none",
      [...without("--rung"), "--rung", "none"],
      "--rung must be borrow-off, ltv-zero, freeze or pause.",
    ],
    ["no reason", without("--reason"), "--reason must say why, in a sentence."],
    ["an empty reason", [...without("--reason"), "--reason", " "], "--reason must say why, in a sentence."],
    [
      "a time without its zone",
      [...NEW_ORDER, "--until", "2026-01-31T12:30"],
      '--until must be a time such as 2026-01-31T12:30:00Z, or unix seconds, not "2026-01-31T12:30".',
    ],
    [
      "an order beside its parts",
      [...NEW_ORDER, "--order", "a.json"],
      "--order holds the whole order: leave --market, --rung, --until and --reason away.",
    ],
    [
      "nothing to send",
      ["send-pause", "--config", "n.json"],
      "Name the files of signed orders to send: see --help.",
    ],
  ];
  for (const [what, argv, sentence] of faults) {
    it(`refuses ${what}`, () => {
      expect(() => readArguments(argv)).to.throw(sentence);
    });
  }
});
