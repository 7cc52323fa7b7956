import { isNode, rangeOf } from "../solc.ts";
import type { AstNode } from "../solc.ts";
import type { Edit } from "./operators.ts";

/** The part of a source that is written once for each of its mutants, behind a condition that chooses one at run time. */
export interface Holder {
  readonly form: "expression" | "statement" | "assembly";
  readonly start: number;
  readonly end: number;
  /** The type that a constant has where it stands: alone it would take the smallest that holds it. */
  readonly type: string;
}

const STATEMENTS: readonly string[] = ["ExpressionStatement", "EmitStatement", "Continue"];

const typeOf = (value: unknown): string => {
  const descriptions = (value as { typeString?: unknown } | undefined)?.typeString;
  return typeof descriptions === "string" ? descriptions : "";
};

const nodeTypeOf = (node: AstNode): string => typeOf(node["typeDescriptions"]);

const isConstant = (node: AstNode): boolean => /^(?:int|rational)_const/.test(nodeTypeOf(node));

/** What the compiler makes of a constant that stands in `parent`; empty where any type that holds it will do. */
function typeIn(parent: AstNode, node: AstNode): string {
  if (parent.nodeType !== "BinaryOperation") return "";
  if (!["<<", ">>", "**"].includes(String(parent["operator"]))) return typeOf(parent["commonType"]);
  return parent["leftExpression"] === node ? nodeTypeOf(parent) : "";
}

/** The largest expression around `node` that the compiler computes itself, since a part of it has no type of its own. */
function aroundConstant(node: AstNode, parents: readonly AstNode[]): readonly [AstNode, readonly AstNode[]] {
  const depth = parents.findLastIndex((parent) => !isConstant(parent)) + 1;
  const top = parents[depth] ?? node;
  const parent = parents[depth - 1];
  if (parent?.["kind"] === "typeConversion") return [parent, parents.slice(0, depth - 1)];
  return [top, parents.slice(0, depth)];
}

const holderAt = (node: AstNode, form: Holder["form"], type = ""): Holder => {
  const [start, end] = rangeOf(node);
  return { form, start, end, type };
};

function expressionHolder(node: AstNode, parents: readonly AstNode[]): Holder | undefined {
  const [top, above] = isConstant(node) ? aroundConstant(node, parents) : [node, parents];
  const parent = above.at(-1);
  if (!parent || !isConstant(top)) return holderAt(top, "expression");
  // An index that is out of a fixed array's bounds is refused at compile time, if it is a constant.
  const base = parent["baseExpression"];
  if (isNode(base) && /\[\d+\]/.test(nodeTypeOf(base))) return undefined;
  return holderAt(top, "expression", typeIn(parent, top));
}

/** What holds the change of `node`; undefined where it must be compiled alone: in constants and in heads of functions. */
export function holderOf(node: AstNode, parents: readonly AstNode[], edit: Edit): Holder | undefined {
  const assembly = parents.findLast(({ nodeType }) => nodeType === "InlineAssembly");
  if (assembly) return holderAt(assembly, "assembly");
  if (node.nodeType === "ModifierInvocation") return undefined;
  if (parents.some((parent) => parent.nodeType === "VariableDeclaration" && parent["constant"] === true)) {
    return undefined;
  }
  if (STATEMENTS.includes(node.nodeType))
    return { form: "statement", start: edit.start, end: edit.end, type: "" };
  const test = node["condition"];
  return isNode(test) ? holderAt(test, "expression") : expressionHolder(node, parents);
}
