/** Local chains mine at once: Ignition's defaults would wait seconds between batches. */
export const IGNITION_CONFIG = {
  blockPollingInterval: 10,
  requiredConfirmations: 1,
  disableFeeBumping: true,
} as const;
