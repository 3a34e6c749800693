/** Events that may come at once and be looked at at once, and how many more may each second. */
const AT_ONCE = 500
const PER_SECOND = 500
/** ms between two looks while more of them come. */
export const FLOOD_LOOK_MS = 100

/**
 * How often a session that runs is looked at: with each batch while little happens. Where hundreds of packets come in a second nobody sees each of them, and drawing everything
 * anew sixty times a second leaves no time for anything else: then ten times a second.
 */
export class LookPace {
  private left = AT_ONCE
  private countedAt = 0

  /**
   * @param events that have just come
   * @param lookedAt when everything was looked at last
   * @param now ms, as `lookedAt`
   * @returns ms after which they may be looked at; 0: now
   */
  wait(events: number, lookedAt: number, now: number): number {
    this.left = Math.min(AT_ONCE, this.left + (now - this.countedAt) * (PER_SECOND / 1_000))
    this.countedAt = now
    const few = events <= this.left
    this.left = Math.max(0, this.left - events)
    return few ? 0 : Math.max(0, lookedAt + FLOOD_LOOK_MS - now)
  }
}
