import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createFeatureEngine } from "../../../committee/features/engine.ts";
import { FEATURE_COUNT, FEATURE_SCHEMA_HASH } from "../../../committee/features/schema.ts";
import { buildDataset, MANIFEST_FILE, PARQUET_FILE } from "../../../scripts/dataset/build.ts";
import { CONTEXT_FILE } from "../../../scripts/dataset/context/write.ts";
import { DatasetError } from "../../../scripts/dataset/errors.ts";
import { MARKET_ASSETS, PANEL } from "../../../scripts/dataset/panel.ts";
import { PANEL_CONTEXT_FILE } from "../../../scripts/dataset/panel-context.ts";
import { PRICE_FILE } from "../../../scripts/dataset/prices.ts";
import { seededRandom } from "../features/synthetic.ts";

const REAL_DATA = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const FIRST_OPEN = 1_577_836_800;
const HOURS = 800;

/** Rows of a price file with every asset of the panel: [ts, ...closes]. Seeded, no market data. */
function priceRows(): (number | null)[][] {
  const random = seededRandom(41);
  const levels = PANEL.map((_, i) => 10 * (i + 1));
  return Array.from({ length: HOURS }, (_, h) => {
    const closes = levels.map(
      (level, i) => (levels[i] = Number((level * (1 + 0.02 * (random() - 0.5))).toPrecision(8))),
    );
    return [FIRST_OPEN + h * 3600, ...closes];
  });
}

function csv(
  rows: readonly (readonly (number | string | null)[])[],
  symbols = PANEL.map(({ symbol }) => symbol),
): string {
  return (
    [["ts", ...symbols], ...rows].map((row) => row.map((value) => value ?? "").join(",")).join("\n") + "\n"
  );
}

async function refusal(promise: Promise<unknown>): Promise<DatasetError> {
  const outcome = await promise.then(
    () => new Error("nothing was refused"),
    (error: unknown) => error,
  );
  if (outcome instanceof DatasetError) return outcome;
  throw outcome;
}

describe("buildDataset", function () {
  this.timeout(60_000);
  let folder: string;
  let out: string;

  const write = (text: string): void => {
    writeFileSync(join(folder, PRICE_FILE), gzipSync(text));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "breakwater-data-"));
    out = join(folder, "out");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("refuses a folder that is not there, and one without the price file", async () => {
    expect((await refusal(buildDataset(join(folder, "nowhere"), out))).code).to.equal(
      "DATASET_FOLDER_MISSING",
    );
    const error = await refusal(buildDataset(folder, out));
    expect(error.code).to.equal("DATASET_FILE_MISSING");
    expect(error.message).to.contain(PRICE_FILE);
  });

  it("refuses a file without an asset of the panel and names it", async () => {
    write(
      csv(
        priceRows().map((row) => row.slice(0, -1)),
        PANEL.slice(0, -1).map(({ symbol }) => symbol),
      ),
    );
    const error = await refusal(buildDataset(folder, out));
    expect(error.code).to.equal("DATASET_COLUMN_MISSING");
    expect(error.message).to.contain(PANEL.at(-1)!.symbol);
  });

  const broken: readonly [string, (rows: (number | string | null)[][]) => void][] = [
    ["a word among the prices", (rows) => (rows[5]![1] = "n/a")],
    ["a price of zero", (rows) => (rows[5]![1] = 0)],
    ["an hour twice", (rows) => (rows[5]![0] = rows[4]![0]!)],
    ["an hour that is none", (rows) => (rows[5]![0] = FIRST_OPEN + 5 * 3600 + 60)],
    ["a row cut short", (rows) => (rows[5] = rows[5]!.slice(0, 3))],
    ["no rows", (rows) => rows.splice(0)],
  ];
  for (const [fault, harm] of broken) {
    it(`refuses a price file with ${fault} and leaves nothing behind`, async () => {
      const rows: (number | string | null)[][] = priceRows();
      harm(rows);
      write(csv(rows));
      const error = await refusal(buildDataset(folder, out));
      expect(error.code).to.equal("DATASET_BROKEN_ROWS");
      expect(error.message).to.contain(PRICE_FILE);
      expect(readdirSync(folder)).to.deep.equal([PRICE_FILE]);
    });
  }

  it("refuses a file that is no gzip", async () => {
    writeFileSync(join(folder, PRICE_FILE), "not gzip");
    expect((await refusal(buildDataset(folder, out))).code).to.equal("DATASET_BROKEN_ROWS");
  });

  it("refuses to replace a folder that holds something else", async () => {
    write(csv(priceRows()));
    expect((await refusal(buildDataset(folder, folder))).code).to.equal("DATASET_OUT_REFUSED");
    expect(readdirSync(folder)).to.deep.equal([PRICE_FILE]);
  });

  it("writes the engine's own rows, faults, hashes, and replaces an older data set", async () => {
    const rows = priceRows();
    rows[300]![2] = null;
    rows.splice(500, 1);
    write(csv(rows));
    await buildDataset(folder, out);
    const manifest = await buildDataset(folder, out);
    expect(readdirSync(folder).sort()).to.deep.equal(["out", PRICE_FILE].sort());
    expect(manifest.featureSchema).to.equal(FEATURE_SCHEMA_HASH);
    expect(manifest.rows).to.equal(
      HOURS * PANEL.filter(({ until }) => until === undefined).length + 2 * HOURS,
    );
    expect(manifest.absentHours).to.equal(1);
    expect(manifest.faults["ETH"]).to.deep.equal({ missingHours: 2, longestGapHours: 1, badTicks: [] });
    const parquet = readFileSync(join(out, PARQUET_FILE));
    const digest = "0x" + createHash("sha256").update(parquet).digest("hex");
    expect(manifest.outputs[PARQUET_FILE]).to.equal(digest);
    expect(Object.keys(manifest.outputs)).to.deep.equal([PARQUET_FILE, CONTEXT_FILE, PANEL_CONTEXT_FILE]);
    expect(manifest.panelContext.rows).to.equal(manifest.rows);
    expect(await panelAssets(join(out, PANEL_CONTEXT_FILE))).to.deep.equal(
      PANEL.map(({ symbol }) => symbol).sort(),
    );
    expect(manifest.context.sources.every(({ absent }) => absent)).to.equal(true);
    expect(manifest.context.rows).to.deep.include({ rows: HOURS });
    expect(new Set(Object.values(manifest.context.rows.missingShare))).to.deep.equal(new Set([1]));
    expect(JSON.parse(readFileSync(join(out, MANIFEST_FILE), "utf8"))).to.deep.equal(manifest);
    expect(await lastFeatures(join(out, PARQUET_FILE), "LINK")).to.deep.equal(engineRow(rows, "LINK"));
  });

  it("reads the real data folder and finds its known faults", async function () {
    this.timeout(300_000);
    if (!existsSync(join(REAL_DATA, PRICE_FILE))) {
      console.log(`        skipped: no data folder at ${REAL_DATA}`);
      this.skip();
    }
    const manifest = await buildDataset(REAL_DATA, out);
    expect(manifest.faults["BTC"]!.missingHours).to.equal(102);
    expect(manifest.faults["MKR"]!.missingHours).to.equal(0);
    expect(manifest.rows).to.equal(730_993);
    expect(manifest.context.sources.filter(({ absent }) => absent)).to.deep.equal([]);
  });
});

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** The last row of an asset as the Parquet file holds it. */
async function lastFeatures(path: string, asset: string): Promise<unknown[]> {
  const columns = "* EXCLUDE (asset, hour, min24, min72, log_variance24, log_return1)";
  const [row] = await query(
    `SELECT ${columns} FROM '${path}' WHERE asset = '${asset}' ORDER BY hour DESC LIMIT 1`,
  );
  return [...row!];
}

/** The assets that have a known row in both groups of the panel's table, in the order of the alphabet. */
async function panelAssets(path: string): Promise<unknown[]> {
  const known = "missing_crossSection = 0 AND missing_leadLag = 0";
  return (await query(`SELECT DISTINCT asset FROM '${path}' WHERE ${known} ORDER BY asset`)).flat();
}

/** The same row from the node's engine, fed hour by hour. */
function engineRow(rows: readonly (readonly (number | null)[])[], asset: string): number[] {
  const assets = PANEL.map(({ symbol }) => symbol);
  const engine = createFeatureEngine({ assets, marketAssets: MARKET_ASSETS });
  const byHour = new Map(rows.map(([ts, ...closes]) => [ts, closes]));
  for (let h = 0; h < HOURS; h++) {
    const closes = byHour.get(FIRST_OPEN + h * 3600);
    const entries = assets.map((name, i): [string, number | null] => [name, closes?.[i] ?? null]);
    engine.push({ hour: FIRST_OPEN + (h + 1) * 3600, closes: Object.fromEntries(entries) });
  }
  const row = [...engine.window(asset, { steps: 1, strideHours: 1 }).values];
  expect(row.length).to.equal(FEATURE_COUNT);
  expect(row[0]).to.equal(0);
  return row;
}
