import { createHash } from "node:crypto";

/** One input of a monitor: what it is, its unit, and the bounds that the engine clips to. */
export interface MonitorFeature {
  readonly name: string;
  readonly unit: "flag" | "percent" | "log ratio" | "log" | "share" | "sigma";
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

/** Column 0 of every monitor's row: 1 says that the hour has no usable inputs, and all other columns are 0. */
export const MISSING: MonitorFeature = {
  name: "missing",
  unit: "flag",
  min: 0,
  max: 1,
  meaning: "1: no usable inputs this hour, others are 0",
};

/** sha256 of names, units and bounds, 0x-prefixed: a monitor trained on other inputs is refused; wording may change. */
export function schemaHash(features: readonly MonitorFeature[]): string {
  const contract = features.map(({ name, unit, min, max }) => [name, unit, min, max]);
  return "0x" + createHash("sha256").update(JSON.stringify(contract)).digest("hex");
}

/** Writes one row in the order of the list, clipped to its bounds; null, or any NaN, becomes the missing row. */
export function writeMonitorRow(
  features: readonly MonitorFeature[],
  values: Readonly<Record<string, number>> | null,
  row: Float32Array,
): void {
  row.fill(0);
  if (values === null || Object.values(values).some(Number.isNaN)) {
    row[0] = 1;
    return;
  }
  for (let i = 1; i < features.length; i++) {
    const feature = features[i];
    const value = feature === undefined ? undefined : values[feature.name];
    if (feature === undefined || value === undefined) {
      throw new RangeError(`The engine gives no value for "${feature?.name ?? i}", which its schema lists.`);
    }
    row[i] = Math.min(Math.max(value, feature.min), feature.max);
  }
}
