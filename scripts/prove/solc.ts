import { createRequire } from "node:module";
import { ProveError } from "./errors.ts";

interface Compiler {
  readonly compile: (input: string, callbacks?: { import: (path: string) => object }) => string;
}

export interface SourceLocation {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface SolcError {
  readonly severity: "error" | "warning" | "info";
  readonly formattedMessage: string;
  readonly sourceLocation?: SourceLocation;
  readonly secondarySourceLocations?: readonly SourceLocation[];
}

export interface SolcOutput {
  readonly errors?: readonly SolcError[];
  readonly sources: Readonly<Record<string, { readonly ast: AstNode }>>;
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** A node of the compiler's tree: what the tools here read of it. */
export interface AstNode {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

const require = createRequire(import.meta.url);
const compiler = require("solc") as Compiler;

/** Runs the compiler of the build on standard JSON input; `read` answers imports. The output tells of errors. */
export function tryCompile(input: object, read?: (path: string) => string | undefined): SolcOutput {
  const callbacks = read && {
    import: (path: string) => {
      const contents = read(path);
      return contents === undefined ? { error: `There is no file ${path}.` } : { contents };
    },
  };
  return JSON.parse(compiler.compile(JSON.stringify(input), callbacks)) as SolcOutput;
}

export const errorsOf = ({ errors }: SolcOutput): readonly SolcError[] =>
  (errors ?? []).filter(({ severity }) => severity === "error");

/** As `tryCompile`, for sources that must compile. */
export function compile(input: object, read?: (path: string) => string | undefined): SolcOutput {
  const output = tryCompile(input, read);
  const errors = errorsOf(output);
  if (errors.length > 0) {
    throw new ProveError(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  }
  return output;
}

/** The syntax tree of one source, without its imports. */
export function parseSource(source: string): AstNode {
  const output = compile({
    language: "Solidity",
    sources: { source: { content: source } },
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  });
  const ast = output.sources["source"]?.ast;
  if (ast === undefined) throw new ProveError("The compiler gave no syntax tree.");
  return ast;
}

/** Start and end of a node in its source, counted in UTF-8 bytes as the compiler does. */
export function rangeOf(node: AstNode): readonly [number, number] {
  const [start = 0, length = 0] = node.src.split(":").map(Number);
  return [start, start + length];
}

export function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

/** Every node below and including `node`, each with its parents, outermost first. */
export function* walk(
  node: AstNode,
  parents: readonly AstNode[] = [],
): Generator<readonly [AstNode, readonly AstNode[]]> {
  yield [node, parents];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) yield* walk(child, [...parents, node]);
    }
  }
}
