import { countWhile } from '../base/count-while'
import { NS_PER_S } from '../base/brand'

/** A change of state or of a timer this near to another event shares its room: it is that segment's effect, or its cause. ns */
const SHARED_NS = 120_000
/** Two segments closer than this share their room. ns */
const SAME_NS = 1_000
/** Microsecond, below which room does not shrink further. ns */
const SMALLEST_NS = 1_000

/**
 * Room, in units, for the time between two neighbouring events: one unit at least, growing with the logarithm of the time, so that
 * 20 us and 40 ms both get room; from one second on it grows faster, because within a wait the time itself is what people watch.
 */
export function roomFor(durationNs: number): number {
  const micros = Math.max(durationNs, SMALLEST_NS) / SMALLEST_NS
  const room = 1 + 0.35 * Math.log10(micros)
  return durationNs <= NS_PER_S ? room : room + 3 * Math.log10(durationNs / NS_PER_S)
}

/**
 * The instants at which something happened, in order, and the event scale over them: each gap between neighbours gets `roomFor` units and is linear within.
 * Instants mostly arrive in order; a late one is put in its place.
 */
export class EventScale {
  private at = new Float64Array(256)
  private units = new Float64Array(256)
  private segments = new Uint8Array(256)
  private size = 0
  /** Events whose units are known. */
  private measured = 0

  get count(): number {
    return this.size
  }

  /** ns; NaN when there is no such event. */
  instant(index: number): number {
    return index >= 0 && index < this.size ? (this.at[index] ?? Number.NaN) : Number.NaN
  }

  /** @param segment whether it is a segment: those always get room of their own, and take that of lesser events beside them */
  add(at: number, segment: boolean): void {
    // A file's changes of state are told behind the batch of segments that caused them: thousands of instants late.
    let index = this.size === 0 || (this.at[this.size - 1] ?? 0) <= at ? this.size : this.countUntil(at)
    if (this.isNear(index - 1, at, segment ? SAME_NS : SHARED_NS) || this.isNear(index, at, segment ? SAME_NS : SHARED_NS)) return
    if (segment) index = this.takeOver(index, at)
    if (this.size === this.at.length) this.grow()
    this.at.copyWithin(index + 1, index, this.size)
    this.segments.copyWithin(index + 1, index, this.size)
    this.at[index] = at
    this.segments[index] = segment ? 1 : 0
    this.size++
    this.measured = Math.min(this.measured, index)
  }

  /** Finds the room of what came since the last time. Whoever adds very many calls it now and then: else the first who asks where something is waits for all of it. */
  measure(): void {
    for (let i = this.measured; i < this.size; i++) {
      this.units[i] = i === 0 ? 0 : (this.units[i - 1] ?? 0) + roomFor((this.at[i] ?? 0) - (this.at[i - 1] ?? 0))
    }
    this.measured = this.size
  }

  /** A lesser event is no hindrance to a segment. */
  private isNear(index: number, at: number, within: number): boolean {
    if (index < 0 || index >= this.size) return false
    return Math.abs((this.at[index] ?? 0) - at) < within && (within === SHARED_NS || this.segments[index] === 1)
  }

  /** Removes lesser events around a segment. @returns where the segment belongs */
  private takeOver(index: number, at: number): number {
    let from = index
    let to = index
    while (from > 0 && this.segments[from - 1] === 0 && at - (this.at[from - 1] ?? 0) < SHARED_NS) from--
    while (to < this.size && this.segments[to] === 0 && (this.at[to] ?? 0) - at < SHARED_NS) to++
    this.at.copyWithin(from, to, this.size)
    this.segments.copyWithin(from, to, this.size)
    this.size -= to - from
    return from
  }

  /** Number of events at or before the instant. */
  countUntil(at: number): number {
    return countWhile(this.size, (index) => (this.at[index] ?? 0) <= at)
  }

  /** @param horizon ns: end of the time shown, at or after the last event; the time up to it is one more gap */
  toUnit(at: number, horizon: number): number {
    this.measure()
    const after = this.countUntil(at)
    if (after === 0) return this.size === 0 ? at / NS_PER_S : -((this.at[0] ?? 0) - at) / NS_PER_S
    const from = this.at[after - 1] ?? 0
    const base = this.units[after - 1] ?? 0
    if (after < this.size) return base + ((at - from) / ((this.at[after] ?? 0) - from)) * ((this.units[after] ?? 0) - base)
    return base + ((at - from) / this.tail(horizon)) * roomFor(this.tail(horizon))
  }

  /** The reverse of toUnit. */
  toInstant(unit: number, horizon: number): number {
    this.measure()
    if (this.size === 0) return unit * NS_PER_S
    if (unit < 0) return (this.at[0] ?? 0) + unit * NS_PER_S
    const low = countWhile(this.size, (index) => (this.units[index] ?? 0) <= unit)
    const from = this.at[low - 1] ?? 0
    const base = this.units[low - 1] ?? 0
    if (low < this.size) return from + ((unit - base) / ((this.units[low] ?? 0) - base)) * ((this.at[low] ?? 0) - from)
    return from + ((unit - base) / roomFor(this.tail(horizon))) * this.tail(horizon)
  }

  private tail(horizon: number): number {
    return Math.max(horizon - (this.at[this.size - 1] ?? 0), SMALLEST_NS)
  }

  private grow(): void {
    const at = new Float64Array(this.at.length * 2)
    const units = new Float64Array(this.at.length * 2)
    at.set(this.at)
    units.set(this.units)
    const segments = new Uint8Array(this.at.length * 2)
    segments.set(this.segments)
    this.at = at
    this.units = units
    this.segments = segments
  }
}

/** The scale of a few connections alone, for a chart that shows no others. */
export function eventScaleOf(
  rows: readonly { readonly packets: readonly number[]; readonly transitions: readonly { readonly at: number }[]; readonly restarts: readonly { readonly at: number }[] }[],
  instantOf: (packet: number) => number
): EventScale {
  const scale = new EventScale()
  const segments = rows.flatMap(({ packets }) => packets.map(instantOf)).sort((a, b) => a - b)
  const lesser = rows.flatMap(({ transitions, restarts }) => [...transitions, ...restarts].map(({ at }) => at)).sort((a, b) => a - b)
  for (const at of segments) scale.add(at, true)
  for (const at of lesser) scale.add(at, false)
  return scale
}
