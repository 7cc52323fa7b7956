/** Hourly closes of one asset; NaN where there is none. */
export type Closes = ArrayLike<number>;

/** Hours that every score looks ahead. */
export const HORIZON_HOURS = 24;
