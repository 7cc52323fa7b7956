import { bondAdvice, isBondSafe } from "./keeping/bonds.ts";
import type { KeepingState } from "./ledger-keeper.ts";
import type { HealthCheck } from "./lib/http-server.ts";
import type { ProposalsState } from "./proposal-keeper.ts";
import type { RoundRecord } from "./status.ts";

export interface HealthInput {
  readonly started: boolean;
  readonly healthyEndpoints: number;
  readonly endpoints: number;
  readonly connectedPeers: number;
  readonly quorum: number;
  readonly lastRound: RoundRecord | null;
  /** Milliseconds since the head was last read. */
  readonly headAgeMs: number;
  readonly headMaxAgeMs: number;
  readonly membership: string | null;
  readonly keeping: KeepingState;
  /** Null where the node scores no proposals. */
  readonly proposals: ProposalsState | null;
}

const check = (name: string, ok: boolean, advice: string): HealthCheck =>
  ok ? { name, ok } : { name, ok, advice };

/** The named checks behind /readyz, each with what to do when it fails. */
export function healthChecks(input: HealthInput): readonly HealthCheck[] {
  const { lastRound, quorum, connectedPeers, endpoints, healthyEndpoints } = input;
  const needed = quorum - 1;
  const lacksQuorum = lastRound?.outcome === "no-quorum";
  const failed = lastRound?.outcome === "failed" || lastRound?.outcome === "dropped";
  const abstained = lastRound?.scores.some(({ scoreBps }) => scoreBps === null) === true;
  return [
    check("started", input.started, "The node is still reading the chain and the price history: wait."),
    check(
      "membership",
      input.membership === null,
      `${input.membership ?? ""}. The committee's configuration changed: install the key or the model that it expects and restart.`,
    ),
    check(
      "endpoints",
      healthyEndpoints > 0 && (endpoints < 2 || healthyEndpoints >= 2),
      `${healthyEndpoints} of ${endpoints} RPC endpoints answer: check "chain.rpcUrls"; two must agree where two are given.`,
    ),
    check(
      "head",
      input.headAgeMs <= input.headMaxAgeMs,
      "No endpoint has answered with a block for a while: check the chain's endpoints.",
    ),
    check(
      "peers",
      connectedPeers >= needed,
      `${connectedPeers} peers are connected, a quorum needs ${needed}: ask the other operators, check "transport.peers" and the firewall.`,
    ),
    check(
      "quorum",
      !lacksQuorum,
      `${lastRound?.reason ?? "No quorum"}: other members are down or disagree on the block.`,
    ),
    check("round", !failed, `The last round failed: ${lastRound?.reason ?? "see the log"}.`),
    check("prices", !abstained, "A market was not scored: its feed has too many missing or stale hours."),
    ...keepingChecks(input.keeping),
    ...(input.proposals === null ? [] : [proposalsCheck(input.proposals)]),
  ];
}

function proposalsCheck({ failure, proposals }: ProposalsState): HealthCheck {
  const short = proposals
    .filter(({ outcome }) => outcome === "no-quorum")
    .map(({ proposalId }) => proposalId);
  const quorum = short.length === 0 ? "" : `No quorum scored ${short.join(", ")}. `;
  return check(
    "proposals",
    failure === null && short.length === 0,
    `${failure === null ? "" : `${failure} `}${quorum}Rounds of the markets go on; proposals are scored again in the next one.`,
  );
}

/** A round or two without a witness is a bad hour; more of them in a day are a habit. */
const UNWITNESSED_A_DAY = 3;

/** What follows a round: the seat's bond, the ledger where this node keeps it, its mirrors. */
function keepingChecks({ bond, lag, mirrors, failure }: KeepingState): readonly HealthCheck[] {
  const behind = mirrors.filter(({ outcome }) => ["failed", "refused", "does-not-follow"].includes(outcome));
  const names = behind.map(({ chainId, reason }) => `${chainId} (${reason ?? "no reason given"})`);
  return [
    check("bond", bond === null || isBondSafe(bond), (bond && bondAdvice(bond)) ?? ""),
    check(
      "keeping",
      failure === null,
      `What follows a round was not finished: ${failure ?? ""}. It is tried again after the next one.`,
    ),
    check(
      "ledger",
      lag === null || (lag.unsettled === 0 && lag.unwitnessed < UNWITNESSED_A_DAY),
      `${lag?.unsettled ?? 0} windows wait to be settled and ${lag?.unwitnessed ?? 0} rounds of a day have no witness: look for keeping.refused and keeping.failed in the log, and at the gas account.`,
    ),
    check(
      "mirrors",
      behind.length === 0,
      `Mirrors that took no report: ${names.join(", ")}. Where one does not follow, its timelock must take over the home's configuration (scripts/deploy/followHome.ts).`,
    ),
  ];
}
