// One source that holds all its mutants: each changed place is written once for every mutant, and a number in the
// bytecode chooses which one runs. So a contract is compiled once, not once a mutant.
import type { Holder } from "./holders.ts";
import type { Mutant } from "./mutants.ts";

/** The number by which the bytecode knows a mutant. */
export type Numbers = ReadonlyMap<string, number>;

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly ids: readonly string[];
}

export interface Merged {
  readonly text: string;
  /** Where in `text` which mutants stand, in bytes, outer spans before inner ones. */
  readonly spans: readonly Span[];
}

interface Place {
  readonly holder: Holder;
  readonly mutants: readonly Mutant[];
}

export const SWITCH = "mutate/isMutant.sol";

/** Outermost first; mutants with the same holder together. */
function placesOf(mutants: readonly Mutant[]): readonly Place[] {
  const groups = new Map<string, { holder: Holder; mutants: Mutant[] }>();
  for (const mutant of mutants) {
    const { holder } = mutant;
    if (!holder) continue;
    const key = `${holder.start}-${holder.end}`;
    const group = groups.get(key) ?? { holder, mutants: [] };
    group.mutants.push(mutant);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted(
    (a, b) => a.holder.start - b.holder.start || b.holder.end - a.holder.end,
  );
}

class Writer {
  readonly #source: Buffer;
  readonly #numbers: Numbers;
  readonly #parts: Buffer[] = [];
  readonly spans: { start: number; end: number; ids: readonly string[] }[] = [];
  #length = 0;

  constructor(source: Buffer, numbers: Numbers) {
    this.#source = source;
    this.#numbers = numbers;
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString();
  }

  add(text: string | Buffer): void {
    const bytes = Buffer.from(text);
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** The source from `start` to `end`, with those of `places` that lie within. */
  range(start: number, end: number, places: readonly Place[]): void {
    let at = start;
    for (const [index, place] of places.entries()) {
      const { holder } = place;
      // Written already, inside the place before.
      if (holder.start < at) continue;
      const within = places.slice(index + 1).filter((inner) => inner.holder.start < holder.end);
      this.add(this.#source.subarray(at, holder.start));
      this.#place(place, within);
      at = holder.end;
    }
    this.add(this.#source.subarray(at, end));
  }

  #place({ holder, mutants }: Place, within: readonly Place[]): void {
    this.#span(
      mutants.map(({ id }) => id),
      () => {
        if (holder.form === "expression") this.#expression(holder, mutants, within);
        else this.#statement(holder, mutants, within);
      },
    );
  }

  #expression(holder: Holder, mutants: readonly Mutant[], within: readonly Place[]): void {
    this.add("(");
    for (const mutant of mutants) {
      this.add(`isMutant(${this.#numbers.get(mutant.id)}) ? ${holder.type}(`);
      this.#variant(holder, mutant);
      this.add(") : ");
    }
    this.add(`${holder.type}(`);
    this.range(holder.start, holder.end, within);
    this.add("))");
  }

  #statement(holder: Holder, mutants: readonly Mutant[], within: readonly Place[]): void {
    this.add("{ ");
    for (const mutant of mutants) {
      this.add(`if (isMutant(${this.#numbers.get(mutant.id)})) { `);
      this.#variant(holder, mutant);
      this.add(" } else ");
    }
    this.add("{ ");
    this.range(holder.start, holder.end, within);
    this.add(" } }");
  }

  #variant(holder: Holder, mutant: Mutant): void {
    const { edit } = mutant;
    this.#span([mutant.id], () => {
      this.add(this.#source.subarray(holder.start, edit.start));
      this.add(edit.text);
      this.add(this.#source.subarray(edit.end, holder.end));
    });
  }

  #span(ids: readonly string[], write: () => void): void {
    const span = { start: this.#length, end: 0, ids };
    this.spans.push(span);
    write();
    span.end = this.#length;
  }
}

/** The source with those of its mutants that have a number and a holder. */
export function mergeMutants(source: string, mutants: readonly Mutant[], numbers: Numbers): Merged {
  const bytes = Buffer.from(source);
  const places = placesOf(mutants.filter(({ id }) => numbers.has(id)));
  const writer = new Writer(bytes, numbers);
  writer.range(0, bytes.length, places);
  if (places.length > 0) writer.add(`\nimport {isMutant} from "${SWITCH}";\n`);
  return { text: writer.text, spans: writer.spans };
}
