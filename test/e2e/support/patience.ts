/** ms for what takes a round through window, shell, engine and kernel. A wait ends with its event: on a machine that is busy, or half as fast, it only takes longer. */
export const PATIENCE_MS = 40_000
/** ms for a browser or the desktop program to come up, beside everything else that is tested. */
export const LAUNCH_MS = 90_000
