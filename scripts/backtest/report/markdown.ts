/** Per cent; beyond it a ratio to next to nothing says no more than that. */
export const MOST_SHOWN = 999;

/** Cells and rows of a Markdown table. */
export const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
export const head = (cells: readonly string[]): string[] => [row(cells), row(cells.map(() => "---"))];

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
export const usd = (value: number): string => Math.round(value).toLocaleString("en-US");
