import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { network } from "hardhat";
import { Signature, TypedDataEncoder, recoverAddress } from "ethers";
import { OBSERVATION_TYPES, packScores } from "../fixtures/anObservation.ts";
import { deployOracle } from "../fixtures/deployOracle.ts";
import { observationVectors } from "../vectors/observation.ts";
import type { ObservationVector } from "../vectors/observation.ts";

const { ethers } = await network.create();

const vectors = JSON.parse(
  await readFile(new URL("../vectors/observation.json", import.meta.url), "utf8"),
) as ObservationVector[];

describe("test/vectors/observation.json", () => {
  it("is what its generator makes", () => {
    expect(vectors).to.deep.equal(JSON.parse(JSON.stringify(observationVectors())));
  });

  for (const vector of vectors) {
    it(`R2 holds the EIP-712 digest and the signer's EIP-2098 signature: ${vector.name}`, () => {
      const { domain, message, digest, signer, r, vs, entries } = vector;
      expect(packScores(entries)).to.equal(message.scores);
      expect(TypedDataEncoder.hash(domain, OBSERVATION_TYPES, message)).to.equal(digest);
      expect(recoverAddress(digest, Signature.from({ r, yParityAndS: vs }))).to.equal(signer);
    });

    it(`R2 agrees with the contract in all but the domain: ${vector.name}`, async () => {
      const { oracle } = await deployOracle(ethers);
      const { chainId } = await ethers.provider.getNetwork();
      const domain = { ...vector.domain, chainId, verifyingContract: await oracle.getAddress() };
      const expected = TypedDataEncoder.hash(domain, OBSERVATION_TYPES, vector.message);
      expect(await oracle.observationDigest(vector.message)).to.equal(expected);
    });
  }
});
