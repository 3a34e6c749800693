import { NS_PER_MS } from '../../../shared/base/brand'

/**
 * The session's clock in the window: ns since the session's start, extrapolated from the events that arrive.
 * An event can only arrive after it happened, so the smallest distance seen between arrival and instant is the best one; `now` never runs backwards.
 */
export class SessionClock {
  /** ms of the page's clock at the session's instant 0; Infinity until an event told. */
  private origin = Number.POSITIVE_INFINITY
  private shown = 0
  private stopped: number | null = null

  constructor(private readonly pageClock: () => number = () => performance.now()) {}

  /** @param at ns, of an event that has just arrived */
  observe(at: number): void {
    this.origin = Math.min(this.origin, this.pageClock() - at / NS_PER_MS)
  }

  /** ns since the session's start. */
  now(): number {
    if (this.stopped !== null) return this.stopped
    if (this.origin === Number.POSITIVE_INFINITY) return 0
    this.shown = Math.max(this.shown, (this.pageClock() - this.origin) * NS_PER_MS)
    return this.shown
  }

  /** The session is over, or was recorded long ago: time stands at its last instant. */
  stop(at: number): void {
    this.stopped = at
  }

  reset(): void {
    this.origin = Number.POSITIVE_INFINITY
    this.shown = 0
    this.stopped = null
  }
}
