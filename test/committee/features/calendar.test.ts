import { expect } from "chai";
import { weekendShare } from "../../../committee/features/calendar.ts";

const at = (iso: string): number => Date.parse(iso) / 1000;

describe("weekendShare", () => {
  it("is one on a Saturday and none on a Monday", () => {
    expect(weekendShare(at("2024-06-29T00:00:00Z"), 24)).to.equal(1);
    expect(weekendShare(at("2024-06-29T00:00:00Z"), 48)).to.equal(1);
    expect(weekendShare(at("2024-07-01T00:00:00Z"), 72)).to.equal(0);
  });

  it("counts the hours that begin inside the weekend", () => {
    expect(weekendShare(at("2024-06-28T18:00:00Z"), 24)).to.equal(18 / 24);
    expect(weekendShare(at("2024-06-30T22:00:00Z"), 24)).to.equal(2 / 24);
    expect(weekendShare(at("2024-06-28T00:00:00Z"), 72)).to.equal(48 / 72);
  });
});
