import { expect } from "chai";
import { readFileSync } from "node:fs";
import { generateAbi } from "../../../scripts/generate/abi.ts";
import { generateBytecode } from "../../../scripts/generate/bytecode.ts";
import { generateMetricsTable } from "../../../scripts/generate/metrics.ts";

const textOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

describe("Generated files of the node", () => {
  it("has an ABI that is in step with the compiled interfaces", () => {
    expect(textOf("committee/lib/abi.ts")).to.equal(generateAbi());
  });

  it("has the simulator's code as it is compiled", () => {
    expect(textOf("committee/lib/bytecode.ts")).to.equal(generateBytecode());
  });

  it("has a metric table that is in step with the metrics", async () => {
    expect(textOf("committee/METRICS.md")).to.equal(await generateMetricsTable());
  });
});
