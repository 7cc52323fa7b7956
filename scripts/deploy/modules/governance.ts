import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { parseEther } from "ethers";
import type { GovernanceParameters } from "../governanceParameters.ts";

export interface GovernanceSpec {
  /** An ERC20Votes token. */
  readonly token: string;
  /** Executes what is decided, and holds every role of the committee's contracts. */
  readonly timelock: string;
  readonly committee: string;
  /** Whose scores a condition reads. */
  readonly oracle: string;
  /** The oracle's. */
  readonly roundLength: bigint;
  readonly maxAge: bigint;
  /** May retire the governor from the proposal oracle at once, besides the timelock; the zero address for none. */
  readonly brake: string;
  /** The committee's contracts; the proposal oracle joins them. */
  readonly exemptTargets: readonly string[];
  readonly parameters: GovernanceParameters;
}

/** A gated governor with the oracle of its proposals, and a condition for them. It holds no role yet. */
export const governanceModule = (spec: GovernanceSpec) =>
  buildModule("BreakwaterGovernance", (m) => {
    const { token, timelock, committee, oracle, roundLength, maxAge, brake, exemptTargets } = spec;
    const { name, votes, risk, limits } = spec.parameters;
    const proposalOracle = m.contract("ProposalOracle", [committee, roundLength, maxAge, timelock, brake]);
    const voteTerms = { ...votes, proposalThreshold: parseEther(votes.proposalThreshold.toString()) };
    const { elevatedFromBps: elevatedFrom, strictFromBps: strictFrom, ...asked } = risk;
    const { quorumShareBps: quorumShare, ...capped } = limits;
    const gate = {
      oracle: proposalOracle,
      settings: { elevatedFrom, strictFrom, ...asked },
      limits: { quorumShare, ...capped },
      exemptTargets: [...exemptTargets, proposalOracle],
    };
    const governor = m.contract("RiskGatedGovernor", [name, token, timelock, voteTerms, gate]);
    const condition = m.contract("ScoreCondition", [oracle]);
    return { proposalOracle, governor, condition };
  });
