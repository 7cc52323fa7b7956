import { ExplainError } from "./errors.ts";

/** Field numbers of onnx.proto that lead to a stored tensor. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_DIMS = 1;
const TENSOR_TYPE = 2;
const TENSOR_NAME = 8;
const TENSOR_RAW_DATA = 9;
const FLOAT = 1;

/** A stored float tensor: where its bytes lie in the file. */
export interface WeightTensor {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

interface Field {
  readonly number: number;
  /** Of a varint its value, of a length-delimited field its length. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** The float tensors of an ONNX file that are stored raw, as exporters write them. Throws ExplainError when none is. */
export function weightTensors(bytes: Uint8Array): WeightTensor[] {
  const graphs = fieldsOf(bytes, 0, bytes.length).filter(({ number }) => number === MODEL_GRAPH);
  const tensors = graphs
    .flatMap(({ start, end }) => fieldsOf(bytes, start, end))
    .filter(({ number }) => number === GRAPH_INITIALIZER)
    .flatMap(({ start, end }) => floatTensor(bytes, fieldsOf(bytes, start, end)));
  if (tensors.length > 0) return tensors;
  const message =
    "The model file stores no raw float tensors: its weights cannot be drawn anew; export it again.";
  throw new ExplainError("EXPLAIN_WEIGHTS_UNREADABLE", message);
}

function floatTensor(bytes: Uint8Array, fields: readonly Field[]): WeightTensor[] {
  const raw = fields.find(({ number }) => number === TENSOR_RAW_DATA);
  const type = fields.find(({ number }) => number === TENSOR_TYPE)?.value;
  const scalar = !fields.some(({ number }) => number === TENSOR_DIMS);
  if (raw === undefined || type !== FLOAT || scalar) return [];
  const name = fields.find(({ number }) => number === TENSOR_NAME);
  const text = name === undefined ? "" : Buffer.from(bytes.subarray(name.start, name.end)).toString();
  return [{ name: text, offset: raw.start, length: (raw.end - raw.start) / 4 }];
}

/** The fields of one protobuf message, not descended into. */
function fieldsOf(bytes: Uint8Array, start: number, end: number): Field[] {
  const fields: Field[] = [];
  let at = start;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw broken();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (at < end) {
    const key = varint();
    const wire = key & 7;
    const from = at;
    const value = wire === 0 || wire === 2 ? varint() : 0;
    const body = wire === 2 ? at : from;
    if (wire === 2) at += value;
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire !== 0) throw broken();
    if (at > end) throw broken();
    fields.push({ number: key >>> 3, value, start: body, end: at });
  }
  return fields;
}

const broken = (): ExplainError =>
  new ExplainError("EXPLAIN_WEIGHTS_UNREADABLE", "The model file is no whole ONNX file: restore it.");
