import { correlation } from "../metrics/correlation.ts";
import { logit } from "../metrics/probability.ts";
import { placesWhere, said } from "../pick.ts";
import type { Sample } from "../sample.ts";
import type { Subject, SubjectKind } from "../subjects.ts";

/** The prior that members correct, by its baseline's id. */
const PRIOR = "har-logit";
const THRESHOLD_BPS = 500;
const EVERY_HOURS = 6;

export interface CorrectionFigures {
  readonly prior: string | null;
  readonly members: readonly string[];
  /** After the members in the matrix; only where challengers are judged. */
  readonly challengers?: readonly string[];
  /** Correlation of the members' log odds at 5 % less the prior's. */
  readonly matrix: readonly (readonly (number | null)[])[];
}

/** How alike the members' corrections to the HAR prior are, and the challengers': clones are no committee. */
export function correlateCorrections({ moments }: Sample, subjects: readonly Subject[]): CorrectionFigures {
  const of = (wanted: SubjectKind): Subject[] => subjects.filter(({ kind }) => kind === wanted);
  const [members, challengers] = [of("member"), of("challenger")];
  const ids = {
    members: members.map(({ id }) => id),
    ...(challengers.length > 0 ? { challengers: challengers.map(({ id }) => id) } : {}),
  };
  const prior = subjects.find(({ id }) => id === PRIOR);
  if (prior === undefined) return { prior: null, ...ids, matrix: [] };
  const places = placesWhere(moments.length, (i) => ((moments[i] ?? 0) / 3600) % EVERY_HOURS === 0);
  const odds = ({ at }: Subject): Float64Array => {
    const p = at(THRESHOLD_BPS);
    return Float64Array.from(places, (place) => logit(p[place] ?? NaN));
  };
  const base = odds(prior);
  const columns = [...members, ...challengers].map((one) =>
    odds(one).map((value, i) => value - (base[i] ?? NaN)),
  );
  return {
    prior: prior.id,
    ...ids,
    matrix: columns.map((a) => columns.map((b) => said(correlation(a, b)))),
  };
}
