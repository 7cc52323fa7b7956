import { expect } from "chai";
import { readFileSync } from "node:fs";
import { CONTEXT_FEATURES } from "../../committee/features/context-schema.ts";
import { PANEL_FEATURES } from "../../committee/features/panel-schema.ts";
import { measuredSection, schemaSection, withSection } from "../../scripts/generate/data.ts";
import type { MeasuredManifest } from "../../scripts/generate/data.ts";

const PAGE = readFileSync(new URL("../../docs/data.md", import.meta.url), "utf8");

describe("docs/data.md", function () {
  this.timeout(20_000);

  it("is in step with the context's schema", async () => {
    expect(await withSection(PAGE, "schema", schemaSection())).to.equal(PAGE);
    for (const { name } of [...CONTEXT_FEATURES, ...PANEL_FEATURES]) expect(PAGE).to.contain(`\`${name}\``);
  });

  it("takes faults and shares from a data set's manifest", () => {
    const context = {
      sources: [
        {
          file: "a.csv.gz",
          absent: false,
          rows: 5,
          from: 0,
          to: 86_400,
          delay: "",
          faults: [{ fault: "odd", count: 2 }],
        },
        { file: "b.csv.gz", absent: true, rows: 0, from: null, to: null, delay: "", faults: [] },
      ],
      rows: { rows: 48, missingShare: { missing_gas: 0.25 } },
    };
    const panelContext = { rows: 96, missingShare: { missing_leadLag: 0.5 } };
    const text = measuredSection({ context, panelContext } as unknown as MeasuredManifest);
    expect(text).to.contain("`a.csv.gz`: 5 rows, 1970-01-01 to 1970-01-02\n\n- odd: 2");
    expect(text).to.contain("`b.csv.gz`: absent");
    expect(text).to.contain("| gas | 25.0 % |");
    expect(text).to.contain("the panel's 96 asset-hours").and.to.contain("| leadLag | 50.0 % |");
  });

  it("says which markers a page has lost", async () => {
    const error = await withSection("nothing", "schema", "x").then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect((error as Error).message).to.contain("has lost its markers");
  });
});
