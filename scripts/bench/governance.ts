// Gas of a proposal's life behind the gate and without it, a whole transaction each: `npx hardhat run
// scripts/bench/governance.ts` prints a table and, last, the figures as JSON.
import { pathToFileURL } from "node:url";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroAddress, id } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { network } from "hardhat";
import type { RiskGatedGovernor, UngatedGovernor } from "../../types/ethers-contracts/index.js";
import { aProposalReport } from "../../test/fixtures/aProposalReport.ts";
import { mineNextRound } from "../../test/fixtures/aReport.ts";
import { deployGovernanceCommittee } from "../../test/fixtures/governanceCommittee.ts";
import { MIN_DELAY, RISK_SETTINGS, VOTE, VOTE_TERMS } from "../../test/fixtures/deployGovernance.ts";

/** Gas of each step. Where the class is fixed, it is in the transaction of the first vote. */
export interface LifeGas {
  readonly propose: number;
  readonly firstVote: number;
  readonly secondVote: number;
  readonly queue: number;
  readonly execute: number;
}

export interface GovernanceGas {
  readonly ungated: LifeGas;
  /** With a quorum that the second vote reaches, as an Elevated or an unscored proposal's. */
  readonly ungatedLate: LifeGas;
  /** The class was fixed with the first vote. */
  readonly low: LifeGas;
  readonly elevated: LifeGas;
  /** Nobody scored it. */
  readonly unscored: LifeGas;
  /** Calls a contract, where the others call an account: some 3,000 of its execution. */
  readonly exempt: LifeGas;
  /** `fixRisk` in a transaction of its own. */
  readonly fixAlone: number;
}

type Call = [string[], bigint[], string[], string];
type Sent = Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>;
type Suite = Awaited<ReturnType<typeof deployGovernanceCommittee>>;

const gasOf = async (sent: Sent): Promise<number> => Number((await (await sent).wait())?.gasUsed ?? 0n);

interface Way {
  readonly governor: RiskGatedGovernor | UngatedGovernor;
  readonly call: Call;
  readonly voters: readonly [HardhatEthersSigner, HardhatEthersSigner];
  /** The first vote, with whatever comes with it. */
  readonly first: (proposalId: bigint) => Promise<number>;
}

/** Second of two proposals, so that no slot of the governor's is written for the first time. */
const live = async (
  { networkHelpers: { time } }: NetworkConnection,
  { governor, call, voters, first }: Way,
): Promise<LifeGas> => {
  const [targets, values, calldatas, description] = call;
  const hashed: Call = [targets, values, calldatas, id(description)];
  const propose = await gasOf(governor.connect(voters[0]).propose(...call));
  const proposalId = await governor.getProposalId(...hashed);
  await time.increaseTo((await governor.proposalSnapshot(proposalId)) + 2n);
  const firstVote = await first(proposalId);
  const secondVote = await gasOf(governor.connect(voters[1]).castVote(proposalId, VOTE.for));
  await time.increaseTo((await governor.proposalDeadline(proposalId)) + 1n);
  const queue = await gasOf(governor.queue(...hashed));
  await time.increaseTo(await governor.proposalEta(proposalId));
  const execute = await gasOf(governor.execute(...hashed));
  return { propose, firstVote, secondVote, queue, execute };
};

const reportOn = async (
  { ethers }: NetworkConnection,
  suite: Suite,
  proposalId: bigint,
  scoreBps: number,
): Promise<void> => {
  const governor = await suite.governor.getAddress();
  await mineNextRound(ethers, suite.suite);
  const sent = await aProposalReport(ethers, suite.suite, {
    ...{ oracle: suite.proposalOracle, governor, proposalId, entry: () => ({ scoreBps }) },
  });
  await suite.proposalOracle.submit(governor, proposalId, sent);
};

const ungatedGovernor = async ({ ethers }: NetworkConnection, { token }: Suite, quorumPercent: number) => {
  const [deployer] = await ethers.getSigners();
  const timelock = await ethers.deployContract("TimelockController", [
    ...[MIN_DELAY, [], [ZeroAddress], deployer],
  ] as never);
  const { votingDelay, votingPeriod, proposalThreshold, voteExtension } = VOTE_TERMS;
  const governor = await ethers.deployContract("UngatedGovernor", [
    ...[token, timelock, votingDelay, votingPeriod, proposalThreshold, quorumPercent, voteExtension],
  ] as never);
  await timelock.grantRole(await timelock.PROPOSER_ROLE(), governor);
  await timelock.grantRole(await timelock.CANCELLER_ROLE(), governor);
  return governor;
};

export async function measureGovernanceGas(): Promise<GovernanceGas> {
  const connection = await network.create();
  const suite = await deployGovernanceCommittee(connection);
  const { governor, whale, proposer, committee } = suite;
  const voters = [proposer, whale] as const;
  const payload = (description: string): Call => [[whale.address], [0n], ["0x12345678"], description];
  const voteFirst =
    (of: RiskGatedGovernor | UngatedGovernor) =>
    (proposalId: bigint): Promise<number> =>
      gasOf(of.connect(proposer).castVote(proposalId, VOTE.for));
  const plain = (of: RiskGatedGovernor | UngatedGovernor, call: Call): Promise<LifeGas> =>
    live(connection, { governor: of, call, voters, first: voteFirst(of) });
  const without = async (quorumPercent: number): Promise<LifeGas> => {
    const ungated = await ungatedGovernor(connection, suite, quorumPercent);
    await plain(ungated, payload("warm up"));
    return plain(ungated, payload("ungated"));
  };
  await plain(governor, payload("warm up"));

  const scored = (scoreBps: number, description: string): Promise<LifeGas> =>
    live(connection, {
      ...{ governor, call: payload(description), voters },
      first: async (proposalId) => {
        await reportOn(connection, suite, proposalId, scoreBps);
        const { interface: abi } = governor;
        const both = [
          abi.encodeFunctionData("fixRisk", [proposalId]),
          abi.encodeFunctionData("castVote", [proposalId, VOTE.for]),
        ];
        return gasOf(governor.connect(proposer).multicall(both));
      },
    });
  const version = committee.interface.encodeFunctionData("version");
  return {
    ungated: await without(VOTE_TERMS.quorumPercent),
    ungatedLate: await without((VOTE_TERMS.quorumPercent * RISK_SETTINGS.elevatedQuorumBps) / 100_00),
    low: await scored(1_00, "low"),
    elevated: await scored(15_00, "elevated"),
    unscored: await plain(governor, payload("unscored")),
    fixAlone: await fixAlone(connection, suite),
    exempt: await plain(governor, [[await committee.getAddress()], [0n], [version], "exempt"]),
  };
}

const fixAlone = async (connection: NetworkConnection, suite: Suite): Promise<number> => {
  const proposal = await suite.propose(undefined, "alone");
  await suite.untilVote(proposal);
  await reportOn(connection, suite, proposal.id, 1_00);
  return gasOf(suite.governor.fixRisk(proposal.id));
};

const lifeOf = ({ propose, firstVote, secondVote, queue, execute }: LifeGas): number =>
  propose + firstVote + secondVote + queue + execute;

const printTable = (figures: GovernanceGas): void => {
  const { fixAlone: alone, ...lives } = figures;
  const rows = Object.entries(lives).map(([name, life]: [string, LifeGas]) => ({
    proposal: name,
    ...life,
    wholeLife: lifeOf(life),
    more: lifeOf(life) - lifeOf(figures.ungated),
  }));
  console.table(rows);
  console.log(`fixRisk in a transaction of its own: ${alone}`);
};

const launched = process.argv.find((argument) => argument.endsWith("governance.ts"));
if (launched !== undefined && pathToFileURL(launched).href === import.meta.url) {
  const figures = await measureGovernanceGas();
  printTable(figures);
  console.log(JSON.stringify(figures));
}
