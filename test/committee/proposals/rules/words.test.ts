import { expect } from "chai";
import { newProposer, timeToReact } from "../../../../committee/proposals/rules/circumstances.ts";
import { undisclosed } from "../../../../committee/proposals/rules/words.ts";
import { CREATED, HOUR, STRANGER, TOKEN, address, anAction, call, read } from "../aProposal.ts";

describe("not said in the text", () => {
  const handover = anAction("transferOwnership(address)", [STRANGER]);

  it("says its worst when the text is silent about all that the calls do", () => {
    expect(undisclosed.judge(read({ actions: handover }))).to.deep.equal({
      severity: 1,
      sentence: "the text says nothing of a change of who is in control (100.0 % of what the calls do)",
    });
  });

  it("is silent when title or description has a word of it, in any letter case", () => {
    expect(undisclosed.judge(read({ actions: handover, description: "A new OWNER." }))?.severity).to.equal(0);
    expect(
      undisclosed.judge(read({ actions: handover, title: "New owner", description: "" }))?.severity,
    ).to.equal(0);
  });

  it("says less when it owns up to a part", () => {
    const pay = call("transfer(address,uint256)", STRANGER, 5);
    const actions = [...handover, { target: TOKEN, calldata: pay }];
    expect(undisclosed.judge(read({ actions, description: "Pays the auditors." }))?.severity).to.equal(0.75);
  });

  it("reads calls within calls", () => {
    const inner = call("multicall(bytes[])", [call("transferOwnership(address)", STRANGER)]);
    expect(undisclosed.judge(read({ actions: [{ target: TOKEN, calldata: inner }] }))?.severity).to.equal(1);
  });

  it("is silent about parameters, takes an empty text for silence, and abstains where none was recorded", () => {
    expect(undisclosed.judge(read())?.severity).to.equal(0);
    expect(undisclosed.judge(read({ actions: handover, title: "", description: "" }))?.severity).to.equal(1);
    expect(undisclosed.judge(read({ actions: handover, description: null }))).to.equal(null);
  });
});

describe("time to react", () => {
  const after = (hours: number | null) => {
    const earliestExecution = hours === null ? null : CREATED + hours * HOUR;
    const timing = { createdAt: CREATED, voteStart: CREATED, voteEnd: CREATED + HOUR, earliestExecution };
    return timeToReact.judge(read({ timing }));
  };

  it("says its worst of a day, and nothing of three", () => {
    expect(after(24)).to.deep.equal({
      severity: 1,
      sentence: "it can take effect 24.0 hours after it was proposed",
    });
    expect(after(48)?.severity).to.equal(0.5);
    expect(after(72)?.severity).to.equal(0);
  });

  it("abstains where nobody knows the first moment", () => {
    expect(after(null)).to.equal(null);
  });
});

describe("new proposer", () => {
  const by = (
    proposer: Partial<{
      earlierProposals: number | null;
      earlierVotes: number | null;
      ageDays: number | null;
    }>,
  ) =>
    read({
      proposer: { address: address(9), earlierProposals: 0, earlierVotes: 0, ageDays: 400, ...proposer },
    });

  it("says its worst of an address made for it", () => {
    expect(newProposer.judge(by({ ageDays: 13 }))?.severity).to.equal(1);
  });

  it("says less of a stranger, less of a voter, and nothing of who proposed before", () => {
    expect(newProposer.judge(by({}))?.severity).to.equal(0.8);
    expect(newProposer.judge(by({ earlierVotes: 1 }))?.severity).to.equal(0.4);
    expect(newProposer.judge(by({ earlierVotes: null }))?.severity).to.equal(0.4);
    expect(newProposer.judge(by({ earlierProposals: 1 }))?.severity).to.equal(0);
  });

  it("abstains in a young DAO, unless the address is young too", () => {
    const history = { proposals: 9, medianVoters: 20 };
    const proposer = { address: address(9), earlierProposals: 0, earlierVotes: 0, ageDays: 400 };
    expect(newProposer.judge(read({ history, proposer }))).to.equal(null);
    expect(newProposer.judge(read({ history, proposer: { ...proposer, ageDays: 1 } }))?.severity).to.equal(1);
  });
});
