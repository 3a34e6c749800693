/** ms: of a frame, from its beginning to that of the next, and of it what Chromium counts as script and as layout with all that follows it; 0 where both were short. */
export interface LongFrame {
  /** Since the epoch. */
  readonly at: number
  readonly length: number
  readonly script: number
  readonly layout: number
}
