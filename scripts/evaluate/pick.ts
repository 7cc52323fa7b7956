/** The values at the given places. */
export function pick(values: ArrayLike<number>, places: Uint32Array): Float64Array {
  return Float64Array.from(places, (place) => values[place] ?? NaN);
}

export function pickBits(values: Uint8Array, places: Uint32Array): Uint8Array {
  return Uint8Array.from(places, (place) => values[place] ?? 0);
}

/** Places in 0..length where a condition holds. */
export function placesWhere(length: number, holds: (place: number) => boolean): Uint32Array {
  const places: number[] = [];
  for (let place = 0; place < length; place++) if (holds(place)) places.push(place);
  return Uint32Array.from(places);
}

/** A number as JSON can carry it: six decimals; null where it is none. */
export function said(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? Number(value.toFixed(6)) : null;
}
