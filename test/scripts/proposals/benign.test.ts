import { expect } from "chai";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rebuild } from "../../../scripts/proposals/benign.ts";
import { blockClock } from "../../../scripts/proposals/block-times.ts";
import { ProposalsError } from "../../../scripts/proposals/errors.ts";
import { readRecords } from "../../../scripts/proposals/records.ts";
import type { ProposalRecord } from "../../../scripts/proposals/records.ts";
import { DAY, FIRST, PROPOSALS_EACH, aGovernanceFolder } from "./aFolder.ts";

describe("blockClock", () => {
  it("runs straight between known blocks and at twelve seconds beyond them", () => {
    const clock = blockClock([
      { block: 200, moment: 3_000 },
      { block: 100, moment: 1_000 },
    ]);
    expect([clock(100), clock(150), clock(200), clock(210), clock(90)]).to.deep.equal([
      1_000, 2_000, 3_000, 3_121, 879,
    ]);
  });
});

describe("Benign proposals from a data folder", () => {
  let folder: string;
  let records: ProposalRecord[];
  before(async () => {
    folder = aGovernanceFolder();
    records = await readRecords(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are read with their votes, titles with commas and signatures in lists", () => {
    expect(records).to.have.lengthOf(4 * PROPOSALS_EACH);
    const ninth = records.find(({ governor, id }) => governor === "compound_alpha" && id === "9");
    expect(ninth?.title).to.equal("Title, with a comma 9");
    expect(ninth?.signatures).to.deep.equal(["_setReserveFactor(uint256)", "_setPriceOracle(address)"]);
    expect(ninth?.votes).to.have.lengthOf(9 + 4);
    const lido = records.find(({ governor }) => governor === "lido");
    expect([lido?.signatures, lido?.startBlock]).to.deep.equal([null, null]);
  });

  it("hold nulls, not zeros, where the data have nothing", () => {
    for (const { snapshot } of rebuild(records)) {
      expect([snapshot.description, snapshot.treasury, snapshot.proposer.ageDays]).to.deep.equal([
        null,
        null,
        null,
      ]);
      expect(
        snapshot.votes?.every(
          ({ weightBefore, weightAfter }) => weightBefore === null && weightAfter === null,
        ),
      ).to.equal(true);
      expect(snapshot.actions?.every(({ calldata }) => calldata === null) ?? true).to.equal(true);
    }
    expect(rebuild(records).find(({ record }) => record.governor === "lido")?.snapshot.actions).to.equal(
      null,
    );
  });

  it("know nothing of what came after they were made: cutting the future changes no snapshot", () => {
    const until = FIRST + 120 * DAY;
    const past = records.filter(({ createdAt }) => createdAt <= until);
    const whole = rebuild(records).filter(({ record }) => record.createdAt <= until);
    const cut = rebuild(past);
    const known = ({ snapshot }: (typeof cut)[number]) => ({ ...snapshot, timing: null, observedAt: 0 });
    expect(cut.map(known)).to.deep.equal(whole.map(known));
    expect(cut.at(-1)?.snapshot.history?.proposals).to.be.greaterThan(15);
  });

  it("count earlier votes and proposals only before their own making", () => {
    const compound = rebuild(records).filter(({ record }) => record.governor === "compound_alpha");
    expect(compound[0]?.snapshot.history?.proposals).to.equal(0);
    expect(compound[0]?.snapshot.proposer).to.include({ earlierProposals: 0, earlierVotes: 0 });
    expect(compound[8]?.snapshot.proposer.earlierProposals).to.equal(2);
    expect(compound[8]?.snapshot.votes?.some(({ earlierVotes }) => earlierVotes === 8)).to.equal(true);
  });

  const faults: readonly [string, string, (text: string) => string, RegExp][] = [
    [
      "a governor that is not known",
      "governance_proposals.csv.gz",
      (text) => text.replace("lido", "moon"),
      /"moon" in column "dao"/,
    ],
    [
      "a proposer that is no address",
      "governance_proposals.csv.gz",
      (text) => text.replace(/0x0+201,/, "0x12,"),
      /"0x12" in column "proposer" is no address/,
    ],
    [
      "support that is none",
      "governance_votes.csv.gz",
      (text) => text.replace(/,1,(\d+\.\d+)\n/, ",7,$1\n"),
      /"7" in column "support"/,
    ],
    [
      "votes that are no number",
      "governance_votes.csv.gz",
      (text) => text.replace(/,(\d+\.\d+)\n/, ",many\n"),
      /"many" in column "votes" is no number/,
    ],
    [
      "a column that is gone",
      "governance_votes.csv.gz",
      (text) => text.replace("voter", "who"),
      /governance_votes\.csv\.gz cannot be read/,
    ],
  ];
  for (const [name, broken, edit, sentence] of faults) {
    it(`are refused in a sentence for ${name}`, async () => {
      const bad = aGovernanceFolder((file, text) => (file === broken ? edit(text) : text));
      try {
        await readRecords(bad).then(
          () => expect.fail("it was read"),
          (error: unknown) => {
            expect(error).to.be.instanceOf(ProposalsError);
            expect((error as Error).message).to.match(sentence);
          },
        );
      } finally {
        rmSync(bad, { recursive: true });
      }
    });
  }

  it("are refused in a sentence where the folder has none", async () => {
    const error: unknown = await readRecords(join(folder, "nowhere")).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ProposalsError).with.property("code", "PROPOSALS_FILE_MISSING");
  });
});
