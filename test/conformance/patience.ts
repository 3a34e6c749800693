/** ms for what comes by itself, on a machine that is busy with everything else that is tested. A wait ends with its event. */
export const PATIENCE_MS = 60_000
