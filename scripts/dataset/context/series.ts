/** A value and the moment (unix s) from which anyone could have known it. */
export interface Observation {
  readonly knownAt: number;
  readonly value: number;
}

/** What labels are made from: null where something stood and was taken out, which is a hole and never bridged. */
export interface SettledObservation {
  readonly knownAt: number;
  readonly value: number | null;
}

/** One input through time, in order of `knownAt`. */
export interface Series {
  /** What a reader had at each moment: no observation is kept or dropped because of a later one. */
  readonly live: readonly Observation[];
  /** For labels: repaired with hindsight, so that a jump that lasted is in and a lone tick is out. */
  readonly settled: readonly SettledObservation[];
  /** An observation stands for at most this many seconds; after that the input is missing. */
  readonly staleSeconds: number;
}

/** Something wrong in a file, how often, and what was done about it. */
export interface ContextFault {
  readonly fault: string;
  readonly count: number;
}

/** What a file gave: its rows, its span and its faults. `absent` where the folder does not have it. */
export interface SourceReport {
  readonly file: string;
  readonly absent: boolean;
  readonly rows: number;
  /** First and last moment (unix s) in the file; null where it has no row. */
  readonly from: number | null;
  readonly to: number | null;
  readonly delay: string;
  readonly faults: readonly ContextFault[];
}

/** A file's series by name, and its report. */
export interface LoadedSource {
  readonly series: ReadonlyMap<string, Series>;
  readonly report: SourceReport;
}

/** A loader of one file; `folder` is the data folder. Throws DatasetError with a sentence. */
export interface ContextSource {
  readonly file: string;
  /** When a row can be known, in words. */
  readonly delay: string;
  load(folder: string): LoadedSource;
}

/** A series that needs no repair beyond what its loader did; `holes` are the moments it took something out. */
export function plainSeries(
  observations: readonly Observation[],
  staleSeconds: number,
  holes: readonly number[] = [],
): Series {
  const live = observations.toSorted((a, b) => a.knownAt - b.knownAt);
  return { live, settled: withHoles(live, holes), staleSeconds };
}

/** Puts a null at each moment that was taken out; an observation of the same moment comes after it and stands. */
export function withHoles(
  observations: readonly SettledObservation[],
  holes: readonly number[],
): SettledObservation[] {
  const nulls = holes.map((knownAt): SettledObservation => ({ knownAt, value: null }));
  return [...nulls, ...observations].sort((a, b) => a.knownAt - b.knownAt);
}
