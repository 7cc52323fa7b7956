import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** What each folder of contracts/ may import from, its own files apart; "" is a deployed file at the root. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  types: [],
  interfaces: ["types"],
  libraries: ["types", "interfaces"],
  adapters: ["types", "interfaces", "libraries"],
  feeds: ["types", "interfaces", "libraries"],
  governance: ["types", "interfaces", "libraries"],
  liquidity: ["types", "interfaces", "libraries"],
  simulation: ["types", "interfaces", "libraries"],
  "": ["types", "interfaces", "libraries"],
};

const folderOf = (file: string): string => {
  const parts = file.split("/");
  return parts.length > 1 ? (parts[0] ?? "") : "";
};

function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(ROOT, "contracts", file), "utf8");
  return [...source.matchAll(/from "(\.[^"]+)"/g)].map((match) =>
    normalize(join(dirname(file), match[1] ?? "")),
  );
}

describe("The layout of contracts/", () => {
  const files = globSync("**/*.sol", { cwd: join(ROOT, "contracts") }).filter(
    (file) => !file.endsWith(".t.sol"),
  );

  it("has files to check", () => {
    expect(files).to.include("RiskOracle.sol");
    expect(importsOf("RiskOracle.sol")).to.include("types/Duration.sol");
  });

  it("imports run one way: types <- interfaces <- libraries <- deployed files", () => {
    const wrong = files.flatMap((file) => {
      const from = folderOf(file);
      return importsOf(file)
        .filter((imported) => folderOf(imported) !== from)
        .filter((imported) => !(ALLOWED[from] ?? []).includes(folderOf(imported)))
        .map((imported) => `${file} imports ${imported}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("no deployed file imports another: they meet through interfaces", () => {
    const wrong = files
      .filter((file) => folderOf(file) === "")
      .flatMap((file) =>
        importsOf(file)
          .filter((imported) => folderOf(imported) === "")
          .map((imported) => `${file} imports ${imported}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it("every file has the one pragma and a licence", () => {
    const wrong = files.filter((file) => {
      const source = readFileSync(join(ROOT, "contracts", file), "utf8");
      return !source.startsWith("// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n");
    });
    expect(wrong.map((file) => relative(ROOT, file))).to.deep.equal([]);
  });
});
