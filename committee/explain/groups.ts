import { FEATURE_COUNT, FEATURES, featureIndex } from "../features/schema.ts";

/** Features that mean one thing to a person, attributed together. */
export interface FeatureGroup {
  readonly name: string;
  readonly features: readonly string[];
}

export const GROUPS: readonly FeatureGroup[] = [
  { name: "gaps in the data", features: ["missing"] },
  { name: "price moves", features: ["return1", "return6", "return24", "return168"] },
  { name: "volatility today", features: ["volRatio6", "volRatio24", "volRatio72"] },
  { name: "volatility level", features: ["volRatio168", "logVol720"] },
  {
    name: "jumps and falls",
    features: ["downShare24", "downShare168", "jump24", "bipower24", "kurtosis168", "kurtosis720"],
  },
  { name: "drawdown", features: ["drawdown24", "drawdown168", "drawdown720"] },
  {
    name: "market",
    features: [
      "marketReturn6",
      "marketReturn24",
      "marketReturn168",
      "marketDrawdown168",
      "marketVolRatio24",
      "marketVolRatio168",
    ],
  },
  { name: "against the market", features: ["relativeReturn24", "relativeVol168"] },
  { name: "time of week", features: ["weekendAhead24", "weekendAhead72", "weekendBehind24"] },
];

/** Column -> index of its group. */
export const GROUP_OF_COLUMN: readonly number[] = groupOfColumn();

function groupOfColumn(): number[] {
  const groups = new Array<number>(FEATURE_COUNT).fill(-1);
  GROUPS.forEach((group, g) => {
    for (const feature of group.features) groups[featureIndex(feature)] = g;
  });
  const left = groups.indexOf(-1);
  if (left >= 0) throw new RangeError(`Feature ${FEATURES[left]?.name ?? left} is in no explanation group.`);
  return groups;
}
