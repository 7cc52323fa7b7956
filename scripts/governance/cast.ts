import { parseEther } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { Connection } from "../demo/chain/local-chain.ts";

/** All votes there are: 10,000 for each percent of a million. */
export const SUPPLY = parseEther("1000000");

/**
 * Who votes or lends, and what share of all votes is theirs, in bps. Nobody else votes: holders rarely do. The contributor's
 * and the borrower's own are enough to propose; the syndicate's are its own 352,191 and its friends' 100,000 at Compound, by ten.
 */
export const SHARES_BPS = {
  ada: 5_00,
  ben: 3_00,
  cora: 2_50,
  contributor: 20,
  raider: 6_50,
  borrower: 15,
  lender: 9_00,
  syndicate: 4_52,
} as const;

/** What the borrower borrows of the lender's votes: above the governor's own quorum of 4 %, below twice of it. */
export const BORROWED_BPS = 7_00;

/** What the buyer buys for the syndicate: with its own, more than one and a half times the governor's quorum. */
export const BOUGHT_BPS = 2_30;

export type Person = keyof typeof SHARES_BPS | "buyer" | "holders";
export type Cast = Readonly<Record<Person, HardhatEthersSigner>>;

/** As the screen names them. */
export const NAMES: Readonly<Record<Person, string>> = {
  ada: "Ada",
  ben: "Ben",
  cora: "Cora",
  contributor: "the contributor",
  raider: "the raider",
  borrower: "the borrower",
  lender: "the lender",
  syndicate: "the syndicate",
  buyer: "the buyer",
  holders: "the holders",
};

/** Of the chain's accounts; the first deploys, the second calls what anyone may call. */
const FIRST_ACCOUNT = 2;

export async function gatherCast({ ethers }: Pick<Connection, "ethers">): Promise<Cast> {
  const signers = await ethers.getSigners();
  const people = Object.keys(NAMES) as Person[];
  const entries = people.map((person, i) => {
    const signer = signers[FIRST_ACCOUNT + i];
    if (signer === undefined) throw new Error(`The chain has no account for ${NAMES[person]}.`);
    return [person, signer] as const;
  });
  return Object.fromEntries(entries) as unknown as Cast;
}

export const votesOf = (bps: number): bigint => (SUPPLY * BigInt(bps)) / 10_000n;
