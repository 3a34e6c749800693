import { countWhile } from '../../../shared/base/count-while'

/** Stretches of a block: of those whose longest is over, none is looked at. */
const BLOCK = 256

/**
 * Stretches of time, each from its beginning to its end, the end excluded: which of them last at an instant is found without looking at all of them. Two numbers for each,
 * in the order of their beginnings; for each block of them when the last one ends.
 */
export class Stretches {
  private readonly ids: Uint32Array
  private readonly from: Float64Array
  private readonly to: Float64Array
  /** When the last one of a block ends. */
  private readonly over: Float64Array
  /** All ends, in order. */
  private readonly ends: Float64Array

  /** @param from, to of each stretch, whose id is its index, ns; one that never ends: Infinity */
  constructor(from: Float64Array, to: Float64Array) {
    const count = from.length
    this.ids = inOrderOf(from)
    this.from = new Float64Array(count)
    this.to = new Float64Array(count)
    this.ends = to.slice().sort()
    this.over = new Float64Array(Math.ceil(count / BLOCK)).fill(Number.NEGATIVE_INFINITY)
    for (let i = 0; i < count; i++) {
      const id = this.ids[i] ?? 0
      this.from[i] = from[id] ?? 0
      const end = this.to[i] = to[id] ?? 0
      const block = Math.floor(i / BLOCK)
      if (end > (this.over[block] ?? end)) this.over[block] = end
    }
  }

  /** How many last at the instant. */
  countAt(at: number): number {
    return countUntil(this.from, at) - countUntil(this.ends, at)
  }

  /** Those that last at the instant, by their ids, in the order of their beginnings. */
  eachAt(at: number, use: (id: number) => void): void {
    const begun = countUntil(this.from, at)
    for (let block = 0; block * BLOCK < begun; block++) {
      if ((this.over[block] ?? at) <= at) continue
      for (let i = block * BLOCK; i < Math.min(begun, (block + 1) * BLOCK); i++) if ((this.to[i] ?? at) > at) use(this.ids[i] ?? 0)
    }
  }

  /** Of those that last at the instant the one that began last. @returns -1 when there is none */
  newestAt(at: number): number {
    const begun = countUntil(this.from, at)
    for (let block = Math.ceil(begun / BLOCK) - 1; block >= 0; block--) {
      if ((this.over[block] ?? at) <= at) continue
      for (let i = Math.min(begun, (block + 1) * BLOCK) - 1; i >= block * BLOCK; i--) if ((this.to[i] ?? at) > at) return this.ids[i] ?? 0
    }
    return -1
  }

  /** The one that began last by then, over or not. @returns -1 when none had */
  lastBegunBy(at: number): number {
    return this.ids[countUntil(this.from, at) - 1] ?? -1
  }
}

function inOrderOf(from: Float64Array): Uint32Array {
  const ids = new Uint32Array(from.length)
  let ordered = true
  for (let id = 0; id < ids.length; id++) {
    ids[id] = id
    if (id > 0 && (from[id - 1] ?? 0) > (from[id] ?? 0)) ordered = false
  }
  // Nearly in order: an array's sort makes use of that, a typed array's does not.
  return ordered ? ids : Uint32Array.from([...ids].sort((a, b) => (from[a] ?? 0) - (from[b] ?? 0) || a - b))
}

/** Number of values up to this one, itself included. */
function countUntil(values: Float64Array, at: number): number {
  return countWhile(values.length, (index) => (values[index] ?? 0) <= at)
}
