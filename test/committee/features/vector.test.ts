import { expect } from "chai";
import { FEATURE_SCHEMA_HASH } from "../../../committee/features/schema.ts";
import { computeRows, readVector } from "./vector.ts";

describe("test/vectors/features.json", () => {
  it("bears the schema that this code computes", () => {
    expect(readVector().featureSchema).to.equal(FEATURE_SCHEMA_HASH);
  });

  it("holds the very float32 rows that the engine gives for its prices", () => {
    const vector = readVector();
    const rows = computeRows(vector);
    expect(rows.length).to.equal(vector.rows.length);
    rows.forEach((row, i) => {
      expect(row).to.deep.equal(vector.rows[i]!.map(Math.fround));
    });
  });

  it("covers usable rows and missing ones", () => {
    const flags = new Set(readVector().rows.map((row) => row[0]));
    expect(flags).to.deep.equal(new Set([0, 1]));
  });
});
