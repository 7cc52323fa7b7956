import { expect } from "chai";
import { ZeroHash, id } from "ethers";
import { merkleLeaf, merkleProof, merkleRoot, verifyMerkleProof } from "../../../committee/lib/merkle.ts";
import type { Hex } from "../../../committee/lib/hex.ts";

const leaves = (count: number) => Array.from({ length: count }, (_, i) => id(`leaf ${i}`) as Hex);

describe("Merkle trees", () => {
  for (const count of [1, 2, 3, 5, 8, 13]) {
    it(`proves each of ${count} leaves and nothing else`, () => {
      const all = leaves(count);
      const root = merkleRoot(all);
      all.forEach((leaf, index) => {
        const proof = merkleProof(all, index);
        expect(verifyMerkleProof(leaf, proof, root)).to.equal(true);
        expect(verifyMerkleProof(id("another") as Hex, proof, root)).to.equal(false);
      });
    });
  }

  it("has the zero root for no leaves", () => {
    expect(merkleRoot([])).to.equal(ZeroHash);
  });

  it("changes the leaf with any value", () => {
    const types = ["address", "uint256"];
    const address = `0x${"12".repeat(20)}`;
    expect(merkleLeaf(types, [address, 1n])).to.not.equal(merkleLeaf(types, [address, 2n]));
  });
});
