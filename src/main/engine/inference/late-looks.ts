import type { Nanoseconds } from '../../../shared/base/brand'
import type { GapSeen } from '../../../shared/model/events'

/** Looks come some milliseconds late on any machine; from here on it matters to how long a state is said to have lasted. ns */
export const LATE = 250_000_000

/** Notices that the kernel was not asked when it should have been: the machine was too busy, or asleep. Pure. */
export class LateLooks {
  private wanted: Nanoseconds | undefined

  /** The next look is wanted then; undefined while something else decides when it comes. */
  want(at: Nanoseconds | undefined): void {
    this.wanted = at
  }

  /** A look begins. @returns the time for which nobody looked, when that was long */
  look(now: Nanoseconds): GapSeen | undefined {
    const { wanted } = this
    this.wanted = undefined
    return wanted === undefined || now - wanted < LATE ? undefined : { type: 'gap', at: wanted, until: now, reason: 'missed-sample', packets: 0 }
  }
}
