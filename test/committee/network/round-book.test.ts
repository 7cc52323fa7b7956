import { expect } from "chai";
import type { Hex } from "../../../committee/lib/hex.ts";
import { RoundBook } from "../../../committee/network/round-book.ts";
import { commitmentOf, observationDigest } from "../../../committee/report/observation.ts";
import type { SignedObservation } from "../../../committee/report/observation.ts";
import { DOMAIN, HEADER, MEMBERS, scoresOf, signedBy } from "../../fixtures/committee/anObservation.ts";

const VERIFY = { domain: DOMAIN, header: HEADER, members: MEMBERS, markets: 2 };
const commitment = (signed: SignedObservation): Hex =>
  commitmentOf(observationDigest(DOMAIN, signed.observation), signed);

const openBook = () => {
  const book = new RoundBook(HEADER.round);
  book.open(VERIFY);
  return book;
};

describe("RoundBook", () => {
  it("refuses a reveal without a commitment, and one that does not match it", () => {
    const book = openBook();
    expect(book.addReveal(1, signedBy(1))).to.deep.equal({ kind: "refused", reason: "no-commit" });
    book.addCommitment(2, commitment(signedBy(2)));
    const other = signedBy(2, { scores: scoresOf(7, 7) });
    expect(book.addReveal(2, other)).to.deep.equal({ kind: "refused", reason: "commit-mismatch" });
    expect(book.accepted.size).to.equal(0);
  });

  it("refuses a member that commits twice to different things", () => {
    const book = openBook();
    expect(book.addCommitment(1, commitment(signedBy(1)))).to.equal(null);
    expect(book.addCommitment(1, commitment(signedBy(1)))).to.equal(null);
    expect(book.addCommitment(1, commitment(signedBy(2)))).to.equal("commit-changed");
  });

  it("refuses a copied observation: committed after reveals could be read, and saying the same", () => {
    const book = openBook();
    book.addCommitment(1, commitment(signedBy(1)));
    book.addReveal(1, signedBy(1));
    const copy = signedBy(2, { scores: signedBy(1).observation.scores });
    book.addCommitment(2, commitment(copy));
    expect(book.addReveal(2, copy)).to.deep.equal({ kind: "refused", reason: "copied" });
  });

  it("takes the same from a late member where honest members say the same, as rules do", () => {
    const book = new RoundBook(HEADER.round);
    book.open({ ...VERIFY, alike: true });
    book.addCommitment(1, commitment(signedBy(1)));
    book.addReveal(1, signedBy(1));
    const same = signedBy(2, { scores: signedBy(1).observation.scores });
    book.addCommitment(2, commitment(same));
    expect(book.addReveal(2, same).kind).to.equal("accepted");
    expect(book.accepted.get(2)!.late).to.equal(true);
  });

  it("takes the same scores from a member that committed in time", () => {
    const book = openBook();
    const twin = signedBy(2, { scores: signedBy(1).observation.scores });
    book.addCommitment(1, commitment(signedBy(1)));
    book.addCommitment(2, commitment(twin));
    book.addReveal(1, signedBy(1));
    expect(book.addReveal(2, twin).kind).to.equal("accepted");
    expect(book.accepted.get(2)!.late).to.equal(false);
  });

  it("marks who commits after the first reveal as late", () => {
    const book = openBook();
    book.markRevealed();
    book.addCommitment(3, commitment(signedBy(3)));
    book.addReveal(3, signedBy(3));
    expect(book.accepted.get(3)!.late).to.equal(true);
  });

  it("takes a commitment that comes after a reveal for one in time when the first to reveal had it", () => {
    const book = openBook();
    book.addCommitment(1, commitment(signedBy(1)));
    book.addReveal(1, signedBy(1), [{ member: 3, commitment: commitment(signedBy(3)) }]);
    book.addCommitment(2, commitment(signedBy(2)));
    book.addReveal(2, signedBy(2), [{ member: 4, commitment: commitment(signedBy(4)) }]);
    for (const member of [3, 4]) {
      book.addCommitment(member, commitment(signedBy(member)));
      book.addReveal(member, signedBy(member));
    }
    const late = [2, 3, 4].map((member) => book.accepted.get(member)!.late);
    expect(late, "only the first to reveal vouches").to.deep.equal([true, false, true]);
  });

  it("does not let a false word about a commitment shut its member out", () => {
    const book = openBook();
    book.addCommitment(1, commitment(signedBy(1)));
    book.addReveal(1, signedBy(1), [{ member: 3, commitment: HEADER.blockHash }]);
    expect(book.addCommitment(3, commitment(signedBy(3)))).to.equal(null);
    expect(book.addReveal(3, signedBy(3)).kind).to.equal("accepted");
  });

  it("R11 notices two observations that one member signed for one round", () => {
    const book = openBook();
    book.addCommitment(1, commitment(signedBy(1)));
    book.addReveal(1, signedBy(1));
    const second = signedBy(1, { scores: scoresOf(9, 9) });
    const digest = observationDigest(DOMAIN, second.observation);
    expect(book.addReveal(4, second)).to.deep.equal({ kind: "refused", reason: "equivocation", digest });
    const forged = signedBy(1, { scores: scoresOf(9, 9) }, 5);
    expect(book.addReveal(4, forged)).to.deep.equal({ kind: "refused", reason: "signature" });
    expect(book.accepted.get(1)!.signed).to.deep.equal(signedBy(1));
  });

  it("does not hold against a member what others say in its name", () => {
    const book = openBook();
    const forged = signedBy(1, {}, 5);
    expect(book.addReveal(5, forged).kind).to.equal("refused");
    book.addCommitment(1, commitment(signedBy(1)));
    expect(book.addReveal(1, signedBy(1)).kind).to.equal("accepted");
  });

  it("keeps reveals until the block is known, and judges them then", () => {
    const book = new RoundBook(HEADER.round);
    book.addCommitment(1, commitment(signedBy(1)));
    expect(book.addReveal(1, signedBy(1)).kind).to.equal("waiting");
    const wrongModel = signedBy(2, { modelHash: MEMBERS[1]!.modelHash });
    book.addCommitment(2, commitment(wrongModel));
    book.addReveal(2, wrongModel);
    const outcomes = book.open(VERIFY).map(({ outcome }) => outcome);
    expect(outcomes[0]!.kind).to.equal("accepted");
    expect(outcomes[1]).to.deep.equal({ kind: "refused", reason: "model" });
  });

  it("is void once the round has another block", () => {
    const book = openBook();
    expect(book.isOfOtherBlock(HEADER.blockHash)).to.equal(false);
    expect(book.isOfOtherBlock(HEADER.configDigest)).to.equal(true);
  });
});
