/** A fault of the set-up that one sentence explains. */
export class SetupError extends Error {}
