import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Every metric by name: what METRICS.md lists and what /metrics serves. */
export const METRICS = {
  breakwater_rounds_total: { kind: "counter", help: "Rounds by how they ended.", labels: ["outcome"] },
  breakwater_refusals_total: {
    kind: "counter",
    help: "Messages and sessions of peers that were refused, by reason code.",
    labels: ["reason"],
  },
  breakwater_endpoint_failures_total: {
    kind: "counter",
    help: "Requests that an RPC endpoint failed, by host and reason code.",
    labels: ["host", "reason"],
  },
  breakwater_reports_sent_total: { kind: "counter", help: "Transactions sent with a report.", labels: [] },
  breakwater_keeping_transactions_total: {
    kind: "counter",
    help: "Transactions sent to keep the skill ledger, witnesses included.",
    labels: [],
  },
  breakwater_keeping_calls_total: {
    kind: "counter",
    help: "Calls to keep the ledger, by job and by what became of them: sent, early, refused.",
    labels: ["job", "outcome"],
  },
  breakwater_keeping_failures_total: {
    kind: "counter",
    help: "Turns of the keeping that ended in an error, by reason code.",
    labels: ["reason"],
  },
  breakwater_ledger_unsettled: {
    kind: "gauge",
    help: "Windows over for longer than the gap limit that nobody has settled; where the node keeps the ledger.",
    labels: [],
  },
  breakwater_ledger_unwitnessed: {
    kind: "gauge",
    help: "Rounds of the last day of which no witness in time is known; where the node keeps the ledger.",
    labels: [],
  },
  breakwater_proposal_rounds_total: {
    kind: "counter",
    help: "Rounds of single proposals, by how they ended.",
    labels: ["outcome"],
  },
  breakwater_proposal_failures_total: {
    kind: "counter",
    help: "Turns about proposals that ended in an error, by reason code.",
    labels: ["reason"],
  },
  breakwater_proposal_score_bps: {
    kind: "gauge",
    help: "The own score of a proposal, by its market id, while it is scored.",
    labels: ["market"],
  },
  breakwater_proposals_fixed_total: {
    kind: "counter",
    help: "Transactions sent to fix a proposal's risk class.",
    labels: [],
  },
  breakwater_mirror_relays_total: {
    kind: "counter",
    help: "Reports for mirrors, by the mirror's chain and by what became of them.",
    labels: ["chain", "outcome"],
  },
  breakwater_mirror_lag_rounds: {
    kind: "gauge",
    help: "Rounds by which a mirror is behind its home.",
    labels: ["chain"],
  },
  breakwater_bond_covered: {
    kind: "gauge",
    help: "1 while the own bond covers the member, not given where the committee asks for none.",
    labels: [],
  },
  breakwater_observations: {
    kind: "gauge",
    help: "Observations that the last round brought, the own one included.",
    labels: [],
  },
  breakwater_peers_connected: { kind: "gauge", help: "Peers with an authenticated session.", labels: [] },
  breakwater_round: { kind: "gauge", help: "The newest round begun.", labels: [] },
  breakwater_score_bps: {
    kind: "gauge",
    help: "The own score, not given when abstaining.",
    labels: ["market"],
  },
  breakwater_drifting: {
    kind: "gauge",
    help: "1 while the model's quantiles are missed too often: the score may only widen risk.",
    labels: ["market"],
  },
  breakwater_quantile_miss_rate: {
    kind: "gauge",
    help: "Share of late falls beyond the model's own quantile, half-life 336 judged hours.",
    labels: ["market", "horizon", "level"],
  },
  breakwater_conformal_offset: {
    kind: "gauge",
    help: "Log-odds by which adaptive conformal inference moves the quantile's level.",
    labels: ["market", "horizon", "level"],
  },
  breakwater_step_seconds: {
    kind: "histogram",
    help: "Time that a step of the round took.",
    labels: ["step"],
  },
} as const;

const STEP_BUCKETS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

type NamesOf<Kind extends string> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]["kind"] extends Kind ? Name : never;
}[keyof typeof METRICS];

type Labels = Readonly<Record<string, string>>;

/** The node's metrics; labels are checked by prom-client. */
export interface Metrics {
  count(name: NamesOf<"counter">, labels?: Labels): void;
  set(name: NamesOf<"gauge">, value: number, labels?: Labels): void;
  observe(name: NamesOf<"histogram">, value: number, labels?: Labels): void;
  /** Forgets a gauge's value for these labels. */
  clear(name: NamesOf<"gauge">, labels: Labels): void;
  /** Prometheus text. */
  text(): Promise<string>;
}

export function createMetrics(node: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ node });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { kind, help, labels }] of Object.entries(METRICS)) {
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === "counter") counters.set(name, new Counter(options));
    else if (kind === "gauge") gauges.set(name, new Gauge(options));
    else histograms.set(name, new Histogram({ ...options, buckets: STEP_BUCKETS }));
  }
  return {
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
    set: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    observe: (name, value, labels = {}) => histograms.get(name)?.observe(labels, value),
    clear: (name, labels) => gauges.get(name)?.remove(labels),
    text: () => registry.metrics(),
  };
}
