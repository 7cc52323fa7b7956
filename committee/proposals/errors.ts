import { BreakwaterError } from "../lib/errors.ts";

export type ProposalErrorCode = "PROPOSAL_INVALID" | "CALIBRATION_INVALID";

/** A proposal or a calibration that cannot be scored; the message names the field and the remedy. */
export class ProposalError extends BreakwaterError<ProposalErrorCode> {}
