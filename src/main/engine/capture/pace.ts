/** Above so many packets a ms, on average, they are let gather before the next look: a tenth of the processor time, some ms later. */
const CROWD_PER_MS = 5
/** Above so many a ms it is a flood: more than can be judged as they come. Looks become rarer then, because the processor is wanted by who sends. */
const FLOOD_PER_MS = 50
/** ms between two looks in a crowd, and in a flood at most: 5,000 packets at 160 a ms, a thirtieth of the kernel's ring. */
const REST_MS = 4
const LONGEST_REST_MS = 32
/** How much the last look counts in the average. */
const WEIGHT = 0.1
/** ms: two looks are never taken to be nearer, whatever the clock's resolution. */
const NEAREST_MS = 0.05

/** How densely packets come, and so how long they are let gather. */
export class Pace {
  /** Packets a ms, averaged over looks. */
  private average = 0
  private rest = 0

  /** @param last when packets were last looked for, ms of a steady clock */
  constructor(private last: number) {}

  /** ms that packets are let gather at present; 0: they are looked for as soon as there is one. */
  get restMs(): number {
    return this.rest
  }

  /** What a look brought. @returns restMs from now on */
  seen(packets: number, nowMs: number): number {
    const density = packets / Math.max(NEAREST_MS, nowMs - this.last)
    this.last = nowMs
    // After a burst nothing is let gather for what it was.
    this.average = packets === 0 ? 0 : this.average + WEIGHT * (density - this.average)
    if (density > FLOOD_PER_MS) this.rest = Math.min(LONGEST_REST_MS, Math.max(REST_MS, 2 * this.rest))
    else if (this.rest > REST_MS) this.rest /= 2
    else this.rest = this.average > CROWD_PER_MS ? REST_MS : 0
    return this.rest
  }
}
