/** Ink of whatever has no colour of its own. */
export const INK = "#1f2933";
export const FAINT = "#d5dbe1";

/** The outer element, on white, in the font that the PNG is rendered with. */
export function svg(width: number, height: number, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

export function line(x1: number, y1: number, x2: number, y2: number, color: string, more = ""): string {
  const at = (value: number): string => value.toFixed(1);
  return `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${color}" ${more}/>`;
}

export function text(
  x: number,
  y: number,
  content: string,
  size: number,
  weight = "400",
  anchor = "start",
  color = INK,
): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}"`;
  return `<text ${place} text-anchor="${anchor}" fill="${color}">${escape(content)}</text>`;
}

const escape = (content: string): string =>
  content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
