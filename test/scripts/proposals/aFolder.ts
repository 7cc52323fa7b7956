import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { address } from "../../committee/proposals/aProposal.ts";

export const FIRST = 1_620_000_000;
export const DAY = 86_400;
/** Blocks a day in the made-up data. */
const BLOCKS = 6_500;

const GOVERNORS = ["compound_alpha", "aave_v2", "lido", "uniswap_alpha"] as const;
export const PROPOSALS_EACH = 40;

const PROPOSAL_HEAD =
  "dao,contract,proposal_id,created_ts,proposer,title,start_block,end_block,n_actions,signatures,desc_chars,outcome";

/** Votes are drawn from a seed: what matters is that they differ. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** A data folder in the format of the real one: four governors, a proposal every five days, a dozen voters each. */
export function aGovernanceFolder(
  edit: (file: string, text: string) => string = (_file, text) => text,
): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-proposals-"));
  const draw = random(11);
  const proposals: string[] = [PROPOSAL_HEAD];
  const votes: string[] = ["dao,proposal_id,ts,voter,support,votes"];
  GOVERNORS.forEach((governor, g) => {
    for (let n = 1; n <= PROPOSALS_EACH; n++) {
      const created = FIRST + (n * 5 + g) * DAY;
      const block = 12_000_000 + (n * 5 + g) * BLOCKS;
      const lido = governor === "lido";
      const signatures = lido
        ? ""
        : `"['_setReserveFactor(uint256)', '${n % 9 === 0 ? "_setPriceOracle(address)" : ""}']"`;
      const blocks = lido ? "," : `${block},${block + 3 * BLOCKS}`;
      proposals.push(
        `${governor},${address(g)},${n},${created},${address(0x200 + (n % 4))},"Title, with a comma ${n}",${blocks},2,${signatures},50,executed`,
      );
      const scale = { compound_alpha: 1e5, aave_v2: 1e5, lido: 1e7, uniswap_alpha: 1e7 }[governor];
      for (let v = 0; v < 9 + (n % 5); v++) {
        const support = draw() < 0.15 ? 0 : 1;
        const ts = created + Math.round(draw() * 2.8 * DAY);
        votes.push(`${governor},${n},${ts},${address(0x300 + v)},${support},${(draw() * scale).toFixed(4)}`);
      }
    }
  });
  for (const [file, lines] of [
    ["governance_proposals.csv.gz", proposals],
    ["governance_votes.csv.gz", votes],
  ] as const)
    writeFileSync(join(folder, file), gzipSync(edit(file, `${lines.join("\n")}\n`)));
  return folder;
}
