import type { StepReached, TransitionObserved } from '../model/events'
import { ENDS } from '../tcp/state'
import type { End, TcpState } from '../tcp/state'

type Counts = ReadonlyMap<string, number>

const key = (end: End | 'either', state: TcpState): string => `${end} ${state}`

const sumOf = (counts: Counts, end: End | undefined, state: TcpState): number =>
  ENDS.filter((side) => end === undefined || side === end).reduce((sum, side) => sum + (counts.get(key(side, state)) ?? 0), 0)

/** How many ends are in each state: now, when each step ended, and at most at one time. O(1) for each transition, however many connections there are. */
export class Population {
  private readonly now = new Map<string, number>()
  private readonly peaks = new Map<string, number>()
  private readonly atEndOf = new Map<string, Counts>()
  private step: string | undefined

  onTransition({ end, from, to }: Pick<TransitionObserved, 'end' | 'from' | 'to'>): void {
    this.add(end, from, -1)
    this.add(end, to, 1)
  }

  onStep({ id }: Pick<StepReached, 'id'>): void {
    if (this.step !== undefined) this.atEndOf.set(this.step, new Map(this.now))
    this.step = id
  }

  /** @param end undefined for both ends. @param step when it had ended; undefined: the most at any one time */
  count(end: End | undefined, state: TcpState, step: string | undefined): number | undefined {
    // The two ends may have been most at different times: of both together a peak is kept of its own.
    if (step === undefined) return this.peaks.get(key(end ?? 'either', state)) ?? 0
    const counts = step === this.step ? this.now : this.atEndOf.get(step)
    return counts === undefined ? undefined : sumOf(counts, end, state)
  }

  /** Ends in the state now. */
  present(end: End | undefined, state: TcpState): number {
    return sumOf(this.now, end, state)
  }

  private add(end: End, state: TcpState, by: number): void {
    const name = key(end, state)
    const count = Math.max(0, (this.now.get(name) ?? 0) + by)
    this.now.set(name, count)
    this.peak(name, count)
    this.peak(key('either', state), sumOf(this.now, undefined, state))
  }

  private peak(name: string, count: number): void {
    if (count > (this.peaks.get(name) ?? 0)) this.peaks.set(name, count)
  }
}
