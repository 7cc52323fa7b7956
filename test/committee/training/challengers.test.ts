import { expect } from "chai";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FEATURE_COUNT } from "../../../committee/features/schema.ts";
import { loadModel, readVerifiedModel } from "../../../committee/inference/model.ts";
import { openRuntime } from "../../../committee/inference/runtime.ts";
import { readModels } from "../../../scripts/demo/committee/models.ts";
import { CHALLENGERS_FOLDER, readForecasters } from "../../../scripts/forecast/forecasters.ts";
import { readChallenger } from "../../../scripts/forecast/manifest.ts";
import { expectNearly } from "../../fixtures/nearly.ts";
import { readVector } from "../features/vector.ts";
import { modelError, PARITY } from "../inference/fixtures.ts";

const IDS = ["gaf-cnn", "gaf-cnn-lstm", "joint-transformer", "quantile-lstm"];
const TOLERANCE = 1e-5;
const MAX_BYTES = 1_000_000;

interface ChallengerVector {
  /** What torch gave for the windows that end at the vector's three newest hours, the newest first. */
  readonly probabilities: Readonly<
    Record<string, { readonly sha256: string; readonly values: readonly number[] }>
  >;
}

async function load(id: string) {
  const folder = join(CHALLENGERS_FOLDER, id);
  const manifest = readChallenger(folder);
  const runtime = await openRuntime(manifest, readVerifiedModel(folder, manifest));
  /** Windows as one batch, or as the assets of one hour. */
  const ask = async (windows: Float32Array): Promise<Float32Array> => {
    const count = windows.length / (manifest.steps * FEATURE_COUNT);
    const outer = manifest.layout === "panel" ? [1, count] : [count];
    const [values] = await runtime.run(windows, outer, [manifest.output.name]);
    return values!;
  };
  return { manifest, ask };
}

/** The windows that end at the vector's newest hours, the newest first. */
function newestWindows(
  { steps, strideHours }: { steps: number; strideHours: number },
  hours: number,
): Float32Array {
  const { rows } = readVector();
  const ends = Array.from({ length: hours }, (_, h) => rows.length - 1 - h);
  const at = (end: number, step: number): readonly number[] => rows[end - (steps - 1 - step) * strideHours]!;
  return Float32Array.from(
    ends.flatMap((end) => Array.from({ length: steps }, (_, step) => at(end, step)).flat()),
  );
}

function words(id: string, part: string): Buffer | null {
  const file = join(PARITY, `${id}.${part}`);
  return existsSync(file) ? readFileSync(file) : null;
}

const floats = ({ buffer, byteOffset, byteLength }: Buffer): Float32Array =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));

describe("challengers", function () {
  this.timeout(120_000);
  const path = fileURLToPath(new URL("../../vectors/challengers.json", import.meta.url));
  const vector = JSON.parse(readFileSync(path, "utf8")) as ChallengerVector;

  it("are those of the table, each with a card", () => {
    const entries = readdirSync(CHALLENGERS_FOLDER, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folders.sort()).to.deep.equal(IDS);
    const table = readFileSync(join(CHALLENGERS_FOLDER, "README.md"), "utf8");
    for (const id of IDS) {
      expect(table).to.contain(`[${id}](${id}/README.md)`);
      const card = readFileSync(join(CHALLENGERS_FOLDER, id, "README.md"), "utf8");
      expect(card).to.contain(readChallenger(join(CHALLENGERS_FOLDER, id)).sha256);
    }
  });

  it("are in no committee: no node loads one, the demo registers none, and nobody reads them unasked", async () => {
    for (const id of IDS) {
      const error = await modelError(loadModel(join(CHALLENGERS_FOLDER, id)));
      expect(error.code).to.equal("MODEL_MANIFEST_INVALID");
    }
    const registered = readModels().map(({ manifest }) => manifest.id);
    expect(registered.filter((id) => IDS.includes(id))).to.deep.equal([]);
    expect(readForecasters().filter(({ kind }) => kind === "challenger")).to.deep.equal([]);
    const asked = readForecasters(undefined, undefined, CHALLENGERS_FOLDER);
    expect(asked.filter(({ kind }) => kind === "challenger").map(({ id }) => id)).to.deep.equal(IDS);
  });

  for (const id of IDS) {
    it(`${id}: is small, fitted before the test year, and gives what torch gave for the synthetic vector`, async () => {
      const { manifest, ask } = await load(id);
      expect(statSync(join(CHALLENGERS_FOLDER, id, manifest.file)).size).to.be.at.most(MAX_BYTES);
      expect(manifest.trained.range.to <= "2023-07-01").to.equal(true);
      expect(manifest.trained.embargoHours).to.equal(72);
      const { sha256, values } = vector.probabilities[id]!;
      expect(manifest.sha256).to.equal(sha256);
      const found = await ask(newestWindows(manifest, 3));
      expect(found.length).to.equal(values.length);
      values.forEach((value, i) => {
        expectNearly(found[i], value, TOLERANCE);
      });
    });

    it(`${id}: gives what torch gave for windows of the data set, within ${TOLERANCE}`, async function () {
      const [windows, expected, groups] = [
        words(id, "windows.f32"),
        words(id, "probability.f32"),
        words(id, "groups.i32"),
      ];
      if (windows === null || expected === null || groups === null) {
        console.log(`        skipped: no windows in ${PARITY}, training writes them`);
        this.skip();
      }
      const { manifest, ask } = await load(id);
      const [size, width] = [manifest.steps * FEATURE_COUNT, manifest.gridBps.length];
      const [inputs, outputs] = [floats(windows), floats(expected)];
      let [at, worst] = [0, 0];
      for (let g = 0; g < groups.length; g += 4) {
        const count = groups.readInt32LE(g);
        const given = await ask(inputs.slice(at * size, (at + count) * size));
        given.forEach((p, i) => (worst = Math.max(worst, Math.abs(p - (outputs[at * width + i] ?? NaN)))));
        at += count;
      }
      expect(at * size).to.equal(inputs.length);
      expect(at).to.be.at.least(3_000);
      expect(worst).to.be.at.most(TOLERANCE);
    });
  }

  it("joint-transformer: another order of the assets is another order of the outputs, and the others matter", async () => {
    const { manifest, ask } = await load("joint-transformer");
    const [size, width] = [manifest.steps * FEATURE_COUNT, manifest.gridBps.length];
    const windows = newestWindows(manifest, 40);
    const order = [39, 0, 21];
    const of = (...chosen: number[]): Float32Array =>
      Float32Array.from(chosen.flatMap((w) => [...windows.subarray(w * size, (w + 1) * size)]));
    const [one, other, alone] = [
      await ask(of(...order)),
      await ask(of(...order.toReversed())),
      await ask(of(order[0]!)),
    ];
    for (let token = 0; token < order.length; token++) {
      const twin = order.length - 1 - token;
      for (let k = 0; k < width; k++) {
        expectNearly(other[twin * width + k], one[token * width + k]!, 1e-6);
      }
    }
    expect(Math.abs(alone[3]! - one[3]!)).to.be.greaterThan(1e-5);
  });
});
