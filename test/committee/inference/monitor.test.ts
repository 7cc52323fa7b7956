import { expect } from "chai";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PegEngine } from "../../../committee/features/peg.ts";
import type { HourlySample } from "../../../committee/features/types.ts";
import { ModelError } from "../../../committee/inference/errors.ts";
import { loadMonitor } from "../../../committee/inference/monitor.ts";
import type { Monitor } from "../../../committee/inference/monitor.ts";
import { fall, PEG_ASSETS, pegPath } from "../features/peg-synthetic.ts";

const MONITORS = join(import.meta.dirname, "..", "..", "..", "committee", "monitors");
const IDS = ["peg", "liquidations", "utilisation", "liquidity"] as const;
const START = 300;

function alarmThreshold(budget: "1" | "4" | "12"): number {
  const alarms = JSON.parse(readFileSync(join(MONITORS, "peg", "alarms.json"), "utf8")) as {
    monitor: Record<string, number>;
  };
  return alarms.monitor[budget] ?? NaN;
}

/** P(200 bps below within 24 h) of an asset, hour by hour from START on; the depth in bps beside it. */
async function watch(
  monitor: Monitor,
  path: readonly HourlySample[],
  asset: string,
): Promise<{ p: number; all: number[]; depth: number }[]> {
  const engine = new PegEngine(PEG_ASSETS);
  const event = monitor.manifest.events.findIndex(({ name }) => name === "below200in24h");
  const seen: { p: number; all: number[]; depth: number }[] = [];
  for (const [i, sample] of path.entries()) {
    engine.push(sample);
    if (i < START) continue;
    const window = engine.window(asset, { steps: monitor.manifest.steps, strideHours: 1 });
    const { probability } = await monitor.scores(window.values, 1);
    seen.push({ p: probability[event] ?? NaN, all: [...probability], depth: -engine.deviationBps(asset) });
  }
  return seen;
}

async function refusal(promise: Promise<unknown>): Promise<ModelError> {
  const outcome: unknown = await promise.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error,
  );
  if (outcome instanceof ModelError) return outcome;
  throw outcome;
}

describe("loadMonitor", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-monitor-"));
    cpSync(join(MONITORS, "peg"), folder, { recursive: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const edit = (change: (manifest: Record<string, unknown>) => void): void => {
    const path = join(folder, "manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    change(manifest);
    writeFileSync(path, JSON.stringify(manifest));
  };

  it("refuses a folder without a manifest, another file, other inputs, other tensors", async () => {
    expect((await refusal(loadMonitor(join(folder, "nowhere")))).code).to.equal("MODEL_MANIFEST_MISSING");
    edit((manifest) => (manifest["input"] = { name: "rows", dims: ["batch", 48, 16] }));
    expect((await refusal(loadMonitor(folder))).code).to.equal("MODEL_SHAPE_MISMATCH");
    edit((manifest) => (manifest["featureSchema"] = `0x${"00".repeat(32)}`));
    expect((await refusal(loadMonitor(folder))).code).to.equal("MODEL_FEATURES_MISMATCH");
    edit((manifest) => delete manifest["events"]);
    expect((await refusal(loadMonitor(folder))).code).to.equal("MODEL_MANIFEST_INVALID");
    cpSync(join(MONITORS, "peg", "manifest.json"), join(folder, "manifest.json"));
    writeFileSync(join(folder, "model.onnx"), "other bytes");
    expect((await refusal(loadMonitor(folder))).code).to.equal("MODEL_SHA256_MISMATCH");
  });

  it("refuses a window that is not finite or of another size", async () => {
    const monitor = await loadMonitor(folder);
    expect((await refusal(monitor.scores(new Float32Array(5), 1))).code).to.equal("MODEL_INPUT_INVALID");
    const size = monitor.manifest.steps * monitor.manifest.features.length;
    expect((await refusal(monitor.scores(new Float32Array(size).fill(NaN), 1))).code).to.equal(
      "MODEL_INPUT_INVALID",
    );
  });

  for (const id of IDS) {
    it(`runs ${id} as shipped: under a megabyte, and the rule alone where its manifest says so`, async () => {
      const monitor = await loadMonitor(join(MONITORS, id));
      expect(statSync(join(MONITORS, id, monitor.manifest.file)).size).to.satisfy(
        (n: number) => n <= 2 ** 20,
      );
      const { steps, features, events, residual } = monitor.manifest;
      const { probability, rule } = await monitor.scores(
        new Float32Array(2 * steps * features.length).fill(0.5),
        2,
      );
      expect(probability.length).to.equal(2 * events.length);
      expect(probability[0] === rule[0]).to.equal(!residual);
    });
  }
});

describe("The peg monitor", function () {
  this.timeout(30_000);
  let monitor: Monitor;

  before(async () => {
    monitor = await loadMonitor(join(MONITORS, "peg"));
  });

  it("warns of a slide of 15 bps an hour before it is 200 bps deep, within four hours of 100 at the widest budget", async () => {
    const down = fall(START + 24, 15, 400);
    const path = pegPath({ seed: 11, hours: 350, shift: (asset, i) => (asset === "AAA" ? down(i) : 0) });
    const seen = await watch(monitor, path, "AAA");
    const first = seen.findIndex(({ p }) => p >= alarmThreshold("12"));
    const at = (depth: number): number => seen.findIndex((hour) => hour.depth >= depth);
    expect(first, "alarm").to.satisfy((hour: number) => hour >= 24 && hour <= at(100) + 4 && hour < at(200));
    const others = await watch(monitor, path, "BBB");
    expect(Math.max(...others.map(({ p }) => p))).to.satisfy((p: number) => p < alarmThreshold("12"));
  });

  it("gives no alarm for a fault that all assets of the feed share", async () => {
    const artefact = (i: number): number => (i >= START + 10 && i < START + 16 ? -400 : 0);
    const path = pegPath({ seed: 12, hours: 350, shift: (_, i) => artefact(i) });
    const seen = await watch(monitor, path, "AAA");
    expect(Math.max(...seen.map(({ p }) => p))).to.satisfy((p: number) => p < alarmThreshold("12"));
  });

  it("gives no alarm in forty days of noise", async () => {
    const seen = await watch(monitor, pegPath({ seed: 13, hours: START + 960 }), "CCC");
    expect(Math.max(...seen.map(({ p }) => p))).to.satisfy((p: number) => p < alarmThreshold("12"));
  });

  it("never calls a deeper fall of the same horizon likelier, nor the rule a deeper peg safer", async () => {
    const path = pegPath({ seed: 14, hours: 360, shift: (_, i) => 60 * Math.sin(i / 20) });
    for (const { all } of await watch(monitor, path, "DDD")) {
      for (const k of [0, 1, 3, 4]) expect(all[k]).to.satisfy((p: number) => p >= (all[k + 1] ?? NaN));
    }
    const { features, steps } = monitor.manifest;
    const depth = features.indexOf("depth");
    const scores = await Promise.all(
      [0, 1, 2, 3, 4].map(async (value) => {
        const window = new Float32Array(steps * features.length);
        window[(steps - 1) * features.length + depth] = value;
        return (await monitor.scores(window, 1)).rule;
      }),
    );
    for (let k = 1; k < scores.length; k++) {
      expect([...scores[k]!].every((p, e) => p >= (scores[k - 1]![e] ?? NaN))).to.equal(true);
    }
  });
});
