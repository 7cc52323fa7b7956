import { isNode, rangeOf } from "../solc.ts";
import type { AstNode } from "../solc.ts";

/** One change: the bytes from `start` to `end` become `text`. */
export interface Edit {
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Operator = (node: AstNode, parents: readonly AstNode[], source: Buffer) => readonly Edit[];

const BINARY: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "<": ["comparison", "<=", ">="],
  "<=": ["comparison", "<", ">"],
  ">": ["comparison", ">=", "<="],
  ">=": ["comparison", ">", "<"],
  "==": ["comparison", "!="],
  "!=": ["comparison", "=="],
  "&&": ["boolean", "||"],
  "||": ["boolean", "&&"],
  "+": ["arithmetic", "-"],
  "-": ["arithmetic", "+"],
  "*": ["arithmetic", "/"],
  "/": ["arithmetic", "*"],
  "%": ["arithmetic", "*"],
  "&": ["bitwise", "|"],
  "|": ["bitwise", "&"],
  "<<": ["bitwise", ">>"],
  ">>": ["bitwise", "<<"],
};

const ASSIGNMENT: Readonly<Record<string, string>> = {
  "+=": "-=",
  "-=": "+=",
  "|=": "&=",
  "&=": "|=",
  ">>=": "<<=",
};

const YUL_CALL: Readonly<Record<string, readonly [string, string]>> = {
  add: ["arithmetic", "sub"],
  sub: ["arithmetic", "add"],
  mul: ["arithmetic", "div"],
  lt: ["comparison", "gt"],
  gt: ["comparison", "lt"],
  eq: ["comparison", "lt"],
  and: ["bitwise", "or"],
  or: ["bitwise", "and"],
  shl: ["bitwise", "shr"],
  shr: ["bitwise", "shl"],
};

const whole = (operator: string, node: AstNode, text: string): Edit => {
  const [start, end] = rangeOf(node);
  return { operator, start, end, text };
};

const textOf = (node: AstNode, source: Buffer): string => source.subarray(...rangeOf(node)).toString();

/** Replaces an operator that stands between two nodes. */
function between(left: unknown, right: unknown, source: Buffer, old: string, edit: [string, string]): Edit[] {
  if (!isNode(left) || !isNode(right)) return [];
  const from = rangeOf(left)[1];
  const at = source.indexOf(old, from);
  if (at < 0 || at >= rangeOf(right)[0]) return [];
  return [{ operator: edit[0], start: at, end: at + old.length, text: edit[1] }];
}

const binary: Operator = (node, _, source) => {
  const old = String(node["operator"]);
  const [kind, ...replacements] = BINARY[old] ?? [""];
  return replacements.flatMap((text) =>
    between(node["leftExpression"], node["rightExpression"], source, old, [kind, text]),
  );
};

const assignment: Operator = (node, _, source) => {
  const old = String(node["operator"]);
  const text = ASSIGNMENT[old];
  if (text === undefined) return [];
  return between(node["leftHandSide"], node["rightHandSide"], source, old, ["assignment", text]);
};

const unary: Operator = (node, _, source) => {
  const sub = node["subExpression"];
  const old = String(node["operator"]);
  if (!isNode(sub) || old === "-" || old === "delete") return [];
  const inner = textOf(sub, source);
  if (old === "!" || old === "~") return [whole("boolean", node, inner)];
  const swapped = old === "++" ? "--" : "++";
  return [whole("arithmetic", node, node["prefix"] === true ? swapped + inner : inner + swapped)];
};

const literal: Operator = (node, parents, source) => {
  // The length of an array type is no number that a contract computes with.
  if (parents.some(({ nodeType }) => nodeType === "ArrayTypeName" || nodeType === "PragmaDirective"))
    return [];
  const text = textOf(node, source);
  if (node["kind"] === "bool") return [whole("constant", node, text === "true" ? "false" : "true")];
  if (node["kind"] !== "number" || /\s/.test(text)) return [];
  return [whole("constant", node, `(${text} + 1)`)];
};

/** A condition that always holds, and one that never does: of `if (bad) revert`, the check removed. */
const condition: Operator = (node) => {
  const test = node["condition"];
  return isNode(test) ? [whole("condition", test, "true"), whole("condition", test, "false")] : [];
};

const conditional: Operator = (node, _, source) => {
  const test = node["condition"];
  return isNode(test) ? [whole("condition", test, `!(${textOf(test, source)})`)] : [];
};

/** The statement's semicolon belongs to it in some node types and follows it in others. */
const deletion: Operator = (node, parents, source) => {
  // The head of a loop stays: without it most never end.
  if (parents.at(-1)?.["loopExpression"] === node) return [];
  const [start, end] = rangeOf(node);
  const semicolon = source[end - 1] === 0x3b ? end : source.indexOf(";", end) + 1;
  return [{ operator: "deletion", start, end: semicolon, text: "{}" }];
};

/** Takes a modifier with arguments off a function: who may call it. */
const modifier: Operator = (node, parents) =>
  parents.at(-1)?.["kind"] === "function" ? [whole("modifier", node, "")] : [];

const yulCall: Operator = (node) => {
  const name = node["functionName"];
  if (!isNode(name)) return [];
  const swap = YUL_CALL[String(name["name"])];
  return swap ? [whole(swap[0], name, swap[1])] : [];
};

const yulLiteral: Operator = (node) => {
  const value = String(node["value"]);
  return node["kind"] === "number" ? [whole("constant", node, `0x${(BigInt(value) + 1n).toString(16)}`)] : [];
};

const yulDeletion: Operator = (node) => [whole("deletion", node, "{}")];

export const OPERATORS: Readonly<Record<string, Operator>> = {
  BinaryOperation: binary,
  Assignment: assignment,
  UnaryOperation: unary,
  Literal: literal,
  IfStatement: condition,
  Conditional: conditional,
  ExpressionStatement: deletion,
  EmitStatement: deletion,
  Continue: deletion,
  ModifierInvocation: modifier,
  YulFunctionCall: yulCall,
  YulLiteral: yulLiteral,
  YulAssignment: yulDeletion,
};
