import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProveError } from "../errors.ts";
import { ROOT, compileSources } from "../sources.ts";

interface StorageLayout {
  readonly storage: readonly {
    readonly label: string;
    readonly slot: string;
    readonly offset: number;
    readonly type: string;
  }[];
  readonly types: Readonly<Record<string, { readonly label: string; readonly numberOfBytes: string }>> | null;
}

/** What is deployed: a file at the contracts' root, a facade, an adapter, a vault, a library that is linked. */
const DEPLOYED =
  /^contracts\/(?:feeds\/|adapters\/|liquidity\/|governance\/(?!GovernorRisk)|libraries\/(?=Steward(?:Loosening|Setup|Tightening|Views)\.sol))?([A-Z]\w+)\.sol$/;

/** Storage of each deployed contract, a line a variable: `slot.offset type name`. */
export function layouts(): Readonly<Record<string, readonly string[]>> {
  const output = compileSources("contracts/**/*.sol", ["storageLayout"]);
  const found: Record<string, readonly string[]> = {};
  for (const [file, contracts] of Object.entries(output.contracts ?? {})) {
    const name = DEPLOYED.exec(file)?.[1];
    const contract = name === undefined ? undefined : contracts[name];
    if (name === undefined || contract === undefined) continue;
    const { storage, types } = (contract as { storageLayout: StorageLayout }).storageLayout;
    found[name] = storage.map(({ slot, offset, type, label }) => {
      const { label: typeName = type, numberOfBytes = "?" } = types?.[type] ?? {};
      return `${slot}.${offset} ${typeName} (${numberOfBytes} bytes) ${label}`;
    });
  }
  return found;
}

/** Bytes of deployed code of each contract in the layouts, as it is built. */
export function sizes(names: readonly string[]): Readonly<Record<string, number>> {
  const folders = ["", "feeds/", "adapters/", "liquidity/", "governance/", "libraries/"];
  return Object.fromEntries(
    names.map((name) => {
      for (const folder of folders) {
        try {
          const path = join(ROOT, "artifacts", "contracts", `${folder}${name}.sol`, `${name}.json`);
          const { deployedBytecode } = JSON.parse(readFileSync(path, "utf8")) as { deployedBytecode: string };
          return [name, (deployedBytecode.length - 2) / 2];
        } catch (cause) {
          if ((cause as { code?: string }).code !== "ENOENT") throw cause;
        }
      }
      throw new ProveError(`${name} is not built: run \`npm run build\` first.`);
    }),
  );
}
