import { Counters } from './kernel/counters'
import type { SessionClock } from './native/clock'
import type { EventStream } from './stream'

/** ms between two looks at the counters. */
const EVERY = 1_000

/** Counters that move with ordinary traffic: they would be told every second and tell nothing. */
const EVERYDAY = /^Tcp(?:In|Out)Segs$|AutoCorking|PureAcks|HPHits|HPAcks|OrigDataSent|Delivered$|RcvCoalesce/

/** TCP's own counters that say something happened. */
const worthTelling = (name: string): boolean => name.startsWith('Tcp') && !EVERYDAY.test(name)

/** Tells how far the kernel's counters moved, every second and when it is asked to. */
export class CounterWatch {
  private readonly counters = new Counters()
  private readonly timer: NodeJS.Timeout

  constructor(private readonly clock: SessionClock, private readonly stream: EventStream) {
    this.timer = setInterval(() => this.count(), EVERY)
  }

  /** What moved since the last time. */
  count(): void {
    const { clock, stream } = this
    const at = clock.now()
    for (const { name, delta } of this.counters.deltas()) if (worthTelling(name)) stream.emit({ type: 'counter', at, name, delta })
    stream.sync()
  }

  /** The last look. */
  stop(): void {
    clearInterval(this.timer)
    this.count()
  }
}
