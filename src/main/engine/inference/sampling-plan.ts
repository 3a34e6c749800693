import type { Nanoseconds } from '../../../shared/base/brand'
import { ns, NS_PER_S } from '../../../shared/base/brand'

/** What the tracker has to do with dumps. */
export interface SamplingLoad {
  /** Whether segments tell what happens; else only dumps do. */
  readonly packets: boolean
  /** Transitions since the last dump. */
  readonly changed: number
  /** Too many countdowns have reached 0 to be asked about one by one. */
  readonly crowded: boolean
}

/** So many transitions since the last dump, and one dump is cheaper than looking each up again. */
const MANY = 128
/** ns between dumps. `idle`: little happens. `alone`: no packets, dumps are all there is. `busy`: much changed. `crowded`: countdowns end. */
const EVERY = { idle: NS_PER_S, alone: 50_000_000, busy: 20_000_000, crowded: 50_000_000 } as const
/** How many times its cost a dump stays away: 100 is 1 % of one CPU. */
const SHARE = { idle: 100, alone: 100, busy: 20, crowded: 4 } as const
type Pace = keyof typeof EVERY

/** What the last dump of a kind was. */
interface Taken {
  readonly at: Nanoseconds
  readonly cost: number
}
const NEVER: Taken = { at: ns(-Infinity), cost: 0 }

/** When the driver takes a whole dump of the socket table, and whether TIME-WAIT is worth its cost in it. Pure. */
export class SamplingPlan {
  private last: Taken = NEVER
  private lastWhole: Taken = NEVER

  /** A dump was taken. @param at its end; @param cost ns it took, joining included; @param timeWait whether TIME-WAIT was in it */
  taken(at: Nanoseconds, cost: Nanoseconds, timeWait: boolean): void {
    this.last = { at, cost }
    if (timeWait) this.lastWhole = this.last
  }

  /** When the next dump is due, ns; at once before the first. */
  next(load: SamplingLoad): Nanoseconds {
    const pace = paceOf(load)
    return ns(this.last.at + Math.max(EVERY[pace], SHARE[pace] * this.last.cost))
  }

  due(now: Nanoseconds, load: SamplingLoad): boolean {
    return now >= this.next(load)
  }

  /** Whether the dump due now is to list TIME-WAIT: always where that is cheap or their ends are awaited, else as often as its cost allows. */
  includesTimeWait(now: Nanoseconds, load: SamplingLoad): boolean {
    const pace = paceOf(load)
    return pace === 'crowded' || now - this.lastWhole.at >= Math.max(EVERY[pace], SHARE.idle * this.lastWhole.cost)
  }
}

function paceOf({ packets, changed, crowded }: SamplingLoad): Pace {
  if (crowded) return 'crowded'
  if (changed >= MANY) return 'busy'
  return packets ? 'idle' : 'alone'
}
