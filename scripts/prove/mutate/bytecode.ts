import { errorsOf, tryCompile } from "../solc.ts";
import type { SolcOutput } from "../solc.ts";

/** Of a contract, in the compiler's words. */
export interface Code {
  readonly object: string;
  readonly linkReferences: Readonly<Record<string, unknown>>;
}

export interface Compiled {
  readonly abi: readonly unknown[];
  readonly evm: { readonly bytecode: Code; readonly deployedBytecode: Code };
}

/** The quickest that the compiler offers: what a mutant does is the same. Some contracts need the IR for their stack. */
const SETTINGS = [
  { optimizer: { enabled: false } },
  {
    viaIR: true,
    optimizer: {
      enabled: true,
      runs: 1,
      details: {
        cse: false,
        constantOptimizer: false,
        deduplicate: false,
        yul: true,
        yulDetails: { stackAllocation: true, optimizerSteps: ":" },
      },
    },
  },
];

const OUTPUTS = [
  "abi",
  ...["bytecode", "deployedBytecode"].flatMap((code) => [`evm.${code}.object`, `evm.${code}.linkReferences`]),
];

const needsIr = new Set<string>();

/** Without its source locations an internal error of the compiler means that the stack is too deep. */
const stackTooDeep = (output: SolcOutput): boolean =>
  errorsOf(output).some(({ formattedMessage }) => formattedMessage.includes("too deep"));

type Read = (path: string) => string | undefined;

/** Whether a source passes the compiler's checks: no bytecode is made. */
export function analyses(file: string, read: Read): boolean {
  const sources = { [file]: { content: read(file) ?? "" } };
  const settings = { evmVersion: "cancun", outputSelection: { [file]: { "*": ["abi"], "": ["ast"] } } };
  return errorsOf(tryCompile({ language: "Solidity", sources, settings }, read)).length === 0;
}

/** Compiles one contract of `file`; undefined if it does not compile. */
export function compileContract(file: string, name: string, read: Read): Compiled | undefined {
  const [quick, ir] = SETTINGS;
  const input = (settings: object | undefined) => ({
    language: "Solidity",
    sources: { [file]: { content: read(file) ?? "" } },
    settings: {
      ...settings,
      evmVersion: "cancun",
      metadata: { appendCBOR: false },
      outputSelection: { [file]: { [name]: OUTPUTS } },
    },
  });
  let output = needsIr.has(`${file}:${name}`) ? undefined : tryCompile(input(quick), read);
  if (!output || stackTooDeep(output)) {
    output = tryCompile(input(ir), read);
    needsIr.add(`${file}:${name}`);
  }
  return errorsOf(output).length > 0 ? undefined : (output.contracts?.[file]?.[name] as Compiled);
}
