import { expect } from "chai";
import {
  control,
  hiddenCall,
  issuance,
  outflow,
  strangeCode,
} from "../../../../committee/proposals/rules/actions.ts";
import type { ProposalJson } from "../../../../committee/proposals/snapshot.ts";
import { STRANGER, TOKEN, VAULT, address, anAction, call, read } from "../aProposal.ts";
import { expectNearly } from "../../../fixtures/nearly.ts";

type Facts = NonNullable<ProposalJson["contracts"]>[string];
const known: Facts = { hasCode: true, verified: true, ageDays: 300, replaceable: false, established: true };
const contracts = (facts: Facts): ProposalJson["contracts"] => ({ [VAULT]: known, [STRANGER]: facts });

describe("hands over control", () => {
  const handover = anAction("transferOwnership(address)", [STRANGER]);

  it("says its worst of an heir that is new, unverified or no contract", () => {
    for (const facts of [{ ageDays: 3 }, { hasCode: true, verified: false }, { hasCode: false }]) {
      expect(control.judge(read({ actions: handover, contracts: contracts(facts) }))?.severity).to.equal(1);
    }
  });

  it("says less of an heir that is not known, and least of one that the DAO uses already", () => {
    expect(control.judge(read({ actions: handover }))?.severity).to.equal(0.7);
    const found = control.judge(read({ actions: handover, contracts: contracts(known) }));
    expectNearly(found?.severity, 0.28, 1e-9);
    expect(found?.sentence).to.equal(
      `it gives ${STRANGER} power over ${VAULT} by transferOwnership(address)`,
    );
  });

  it("ranks what is handed over: an end, control, code, prices, rules of voting", () => {
    const severities = [
      anAction("kill()", []),
      anAction("grantRole(bytes32,address)", [`0x${"00".repeat(32)}`, STRANGER]),
      anAction("upgradeTo(address)", [STRANGER]),
      anAction("_setPriceOracle(address)", [STRANGER]),
      anAction("_setProposalThreshold(uint256)", [1]),
    ].map((actions) => control.judge(read({ actions, contracts: {} }))?.severity);
    expect(severities).to.deep.equal([0.8, 0.7, 0.6, 0.5, 0.4]);
  });

  it("is silent about parameters, and abstains where no actions were recorded", () => {
    expect(control.judge(read())).to.deep.equal({ severity: 0, sentence: "it hands no power to anybody" });
    expect(control.judge(read({ actions: null }))).to.equal(null);
  });
});

describe("strange code", () => {
  const upgrade = anAction("upgradeTo(address)", [STRANGER]);

  it("says its worst of code that can be another one at execution, verified or not", () => {
    const facts = { hasCode: true, verified: true, ageDays: 90, replaceable: true };
    expect(strangeCode.judge(read({ actions: upgrade, contracts: contracts(facts) }))).to.deep.equal({
      severity: 1,
      sentence: `the code of ${STRANGER}, which runs with the DAO's rights, can be another one at execution`,
    });
  });

  it("says more of unverified code where it runs with the DAO's rights", () => {
    const facts = { hasCode: true, verified: false };
    const target = { target: STRANGER, signature: null, calldata: call("ping()") };
    const severities = [upgrade, [{ ...target, delegatecall: true }], [target]].map(
      (actions) => strangeCode.judge(read({ actions, contracts: contracts(facts) }))?.severity,
    );
    expect(severities).to.deep.equal([1, 1, 0.7]);
  });

  it("says half as much of verified code that is days old, and nothing from two weeks on", () => {
    const aged = (ageDays: number) =>
      contracts({ hasCode: true, verified: true, ageDays, replaceable: false });
    expect(strangeCode.judge(read({ actions: upgrade, contracts: aged(13.9) }))?.severity).to.equal(0.5);
    expect(strangeCode.judge(read({ actions: upgrade, contracts: aged(14) }))?.severity).to.equal(0);
  });

  it("does not take an account without code for strange code, and abstains where nothing was looked up", () => {
    const person = contracts({ hasCode: false, verified: false, ageDays: 1 });
    expect(strangeCode.judge(read({ actions: upgrade, contracts: person }))?.severity).to.equal(0);
    expect(strangeCode.judge(read({ actions: upgrade, contracts: {} }))).to.equal(null);
  });
});

describe("hidden call", () => {
  const severity = (actions: NonNullable<ProposalJson["actions"]>) =>
    hiddenCall.judge(read({ actions }))?.severity;

  it("says its worst of calldata that is not what the proposal names", () => {
    const calldata = call("transferOwnership(address)", STRANGER);
    expect(
      hiddenCall.judge(read({ actions: anAction("setReserveFactor(uint256)", [1], { calldata }) })),
    ).to.deep.equal({
      severity: 1,
      sentence: "call 1: it is said to be setReserveFactor(uint256), and calls transferOwnership(address)",
    });
    const collision = {
      signature: "workMyDirefulOwner(uint256,uint256)",
      calldata: call("transfer(address,uint256)", STRANGER, 1),
    };
    expect(severity([{ target: VAULT, ...collision }])).to.equal(1);
  });

  it("says less of what cannot be read, and least of what only is not named", () => {
    expect(severity([{ target: VAULT, calldata: "0xa9059cbb00" }])).to.equal(0.8);
    expect(severity([{ target: VAULT, calldata: call("multicall(bytes[])", ["0xdeadbeef"]) }])).to.equal(0.5);
  });

  it("is silent about a call that is what it says, and abstains where calldata was not recorded", () => {
    expect(hiddenCall.judge(read())?.severity).to.equal(0);
    expect(hiddenCall.judge(read({ actions: anAction("ping()", [], { calldata: null }) }))).to.equal(null);
  });
});

describe("treasury outflow", () => {
  const pay = (amount: number, signature = "transfer(address,uint256)") =>
    outflow.judge(read({ actions: anAction(signature, [STRANGER, amount], { target: TOKEN }) }));

  it("says its worst when half of the treasury leaves", () => {
    expect(pay(10_000)).to.deep.equal({
      severity: 1,
      sentence: "it lets 50.0 % of the treasury's value leave",
    });
  });

  it("is silent about a hundredth of it", () => {
    expect(pay(200)?.severity).to.equal(0);
    expect(pay(201)?.severity).to.be.greaterThan(0);
  });

  it("takes an allowance for what it allows, and no more than there is", () => {
    expect(pay(10_000, "approve(address,uint256)")?.severity).to.equal(1);
    expect(pay(Number.MAX_SAFE_INTEGER, "approve(address,uint256)")?.sentence).to.contain("50.0 %");
  });

  it("adds up payments that are small one by one, ether and calls in a batch among them", () => {
    const small = call("transfer(address,uint256)", STRANGER, 100);
    const actions = [
      {
        target: TOKEN,
        calldata: call(
          "multicall(bytes[])",
          Array.from({ length: 50 }, () => small),
        ),
      },
      { target: STRANGER, calldata: "0x", value: "5000000000000000000" },
    ];
    expect(outflow.judge(read({ actions }))?.sentence).to.equal(
      "it lets 50.0 % of the treasury's value leave",
    );
  });

  it("takes a sweep for all of it", () => {
    const actions = anAction("sweep(address,address)", [TOKEN, STRANGER]);
    expect(outflow.judge(read({ actions }))?.sentence).to.contain("50.0 %");
  });

  it("ignores tokens that the treasury does not hold, and abstains where it is not known", () => {
    const actions = anAction("transfer(address,uint256)", [STRANGER, 5], { target: address(0x99) });
    expect(outflow.judge(read({ actions }))?.severity).to.equal(0);
    expect(outflow.judge(read({ actions, treasury: null }))).to.equal(null);
  });
});

describe("treasury outflow, simulated", () => {
  type Balance = NonNullable<ProposalJson["simulation"]>["balances"][number];
  const aBalance = (before: number, after: number | null, holder = VAULT, token = TOKEN): Balance => ({
    ...{ token, holder, before: before.toString(), after: after === null ? null : after.toString() },
  });
  const seen = (balances: Balance[], overrides: Partial<ProposalJson> = {}) =>
    outflow.judge(read({ simulation: { reverts: null, balances }, ...overrides }));
  const pay = { actions: anAction("transfer(address,uint256)", [STRANGER, 4_000], { target: TOKEN }) };

  it("takes the larger of what the calls say and what they do, and says which", () => {
    expect(seen([aBalance(10_000, 0)])).to.deep.equal({
      severity: 1,
      sentence: "simulated, it takes 50.0 % of the treasury's value, where its calls say 0.0 %",
    });
    const less = seen([aBalance(10_000, 9_000)], pay);
    expect(less).to.deep.equal(outflow.judge(read(pay)));
    expect(less?.sentence).to.equal("it lets 20.0 % of the treasury's value leave");
  });

  it("is what decoding alone finds where nothing was simulated, nothing moved or a call reverts", () => {
    const decoded = outflow.judge(read(pay));
    expect(seen([], pay)).to.deep.equal(decoded);
    const reverts = { action: 1, reason: "0x" as const };
    expect(outflow.judge(read({ ...pay, simulation: { reverts, balances: [] } }))).to.deep.equal(decoded);
  });

  it("takes a balance that its token no longer tells for lost", () => {
    expect(seen([aBalance(10_000, null)])?.severity).to.equal(1);
  });

  it("counts what moves between holders of the treasury, or comes in, as nothing lost", () => {
    const moved = seen([aBalance(8_000, 0), aBalance(2_000, 10_000, STRANGER)]);
    expect(moved?.severity).to.equal(0);
    expect(seen([aBalance(10_000, 12_000)])?.severity).to.equal(0);
  });

  it("does not set what one token loses off against what another gains", () => {
    const swap = seen([aBalance(10_000, 0), aBalance(0, 10 ** 15, VAULT, address(0))]);
    expect(swap?.sentence).to.contain("it takes 50.0 %");
  });

  it("ignores tokens without a value, and abstains where the treasury is not known", () => {
    expect(seen([aBalance(10_000, 0, VAULT, address(0x99))])?.severity).to.equal(0);
    expect(seen([aBalance(10_000, 0)], { treasury: null })).to.equal(null);
  });
});

describe("new voting tokens", () => {
  const mint = (amount: number, target = TOKEN) =>
    issuance.judge(read({ actions: anAction("mint(address,uint256)", [STRANGER, amount], { target }) }));

  it("says its worst of a fifth of the supply", () => {
    expect(mint(20_000)).to.deep.equal({
      severity: 1,
      sentence: "it creates 20.0 % of the voting token's supply",
    });
  });

  it("is silent about half a hundredth of it, and about other tokens", () => {
    expect(mint(500)?.severity).to.equal(0);
    expect(mint(501)?.severity).to.be.greaterThan(0);
    expect(mint(20_000, VAULT)?.severity).to.equal(0);
  });

  it("abstains where the supply is not known", () => {
    const power = { token: TOKEN, totalSupply: null, quorum: "1", freshBlocks: null };
    expect(issuance.judge(read({ power }))).to.equal(null);
  });
});
