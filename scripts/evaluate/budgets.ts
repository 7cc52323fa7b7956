/** False alarm episodes a month that a threshold may cost on the dates of the choice; one threshold is fixed for each. */
export const BUDGETS = [0.5, 1, 2, 4] as const;

/** The budget of the figures that stand outside `alarms` in the JSON. */
export const HEADLINE_BUDGET = 2;

/**
 * Share of hours in alarm that no budget may exceed. It only rules out the alarm that never ends, which merges into one
 * episode and is never false.
 */
export const MAX_SHARE: number = 1 / 3;
