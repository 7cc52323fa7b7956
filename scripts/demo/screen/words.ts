/** `12.3 %` of basis points. */
export function percent(bps: number): string {
  return `${(bps / 100).toFixed(1)} %`;
}

/** `USD 1,234,567` of a number. */
export function usd(value: number): string {
  return `USD ${Math.round(value).toLocaleString("en-US")}`;
}

/** `1.23m`, `45k` or `678` of a number, for narrow columns. */
export function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}m`;
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`;
  return String(Math.round(value));
}
