import type { AddressId } from '../../../shared/model/address'

/** Words of one slot: the lower end's address, the higher end's address, both ports, the flow plus 1 (0 = empty). */
const SLOT = 4
const FIRST_SLOTS = 2048
/** How much larger it becomes when it is full: every flow then finds its new place, at the cost of a cache miss, so it shall happen rarely. Thrice leads to what 2^16 flows need. */
const GROWTH = 4

/**
 * 4-tuple to flow number, the same for both directions. Open addressing with linear probing in one typed array: a lookup touches one cache line,
 * and removing shifts the cluster back, so that nothing is left behind however many flows come and go. At most five eighths full: 2^16 flows that have ended, and some that
 * go on, then fit into 2 MB, of which the processor's nearest caches hold a good part; one more doubling costs more than the longer clusters.
 */
export class FlowTable {
  private slots = new Int32Array(FIRST_SLOTS * SLOT)
  private mask = FIRST_SLOTS - 1
  private used = 0
  /** The slot found last: segments of one flow often follow each other. It is compared like any other, so it may be out of date. */
  private last = 0
  // The flow in question, brought into its one order.
  private lower = 0
  private higher = 0
  private ports = 0

  get size(): number {
    return this.used
  }

  /** @returns the flow's number, or -1 */
  find(address: AddressId, port: number, otherAddress: AddressId, otherPort: number): number {
    this.order(address, port, otherAddress, otherPort)
    const { slots, lower, higher, ports, last } = this
    if (slots[last + 2] !== ports || slots[last] !== lower || slots[last + 1] !== higher || slots[last + 3] === 0) this.last = this.probe()
    return (slots[this.last + 3] ?? 0) - 1
  }

  /** Sets or replaces. @param flow a number >= 0 */
  set(address: AddressId, port: number, otherAddress: AddressId, otherPort: number, flow: number): void {
    this.order(address, port, otherAddress, otherPort)
    const at = this.probe()
    if (this.slots[at + 3] === 0) {
      this.used++
      if (this.used * 8 > (this.mask + 1) * 5) {
        this.grow()
        return this.set(address, port, otherAddress, otherPort, flow)
      }
    }
    this.write(at, flow + 1)
  }

  /** Forgets a flow; unknown ones are none. */
  remove(address: AddressId, port: number, otherAddress: AddressId, otherPort: number): void {
    this.order(address, port, otherAddress, otherPort)
    let hole = this.probe()
    const { slots } = this
    if (slots[hole + 3] === 0) return
    this.used--
    for (let at = this.after(hole); slots[at + 3] !== 0; at = this.after(at)) {
      const home = this.home(slots[at] ?? 0, slots[at + 1] ?? 0, slots[at + 2] ?? 0)
      // An entry may move into the hole unless its home lies between the hole and itself.
      const stays = hole < at ? home > hole && home <= at : home > hole || home <= at
      if (stays) continue
      slots[hole] = slots[at] ?? 0
      slots[hole + 1] = slots[at + 1] ?? 0
      slots[hole + 2] = slots[at + 2] ?? 0
      slots[hole + 3] = slots[at + 3] ?? 0
      hole = at
    }
    slots[hole + 3] = 0
  }

  private order(address: number, port: number, otherAddress: number, otherPort: number): void {
    const swap = address > otherAddress || (address === otherAddress && port > otherPort)
    this.lower = swap ? otherAddress : address
    this.higher = swap ? address : otherAddress
    this.ports = swap ? (otherPort << 16) | port : (port << 16) | otherPort
  }

  /** @returns index of the slot that holds the flow, or of the empty one where it belongs */
  private probe(): number {
    const { slots, lower, higher, ports } = this
    let at = this.home(lower, higher, ports)
    while (slots[at + 3] !== 0 && (slots[at + 2] !== ports || slots[at] !== lower || slots[at + 1] !== higher)) {
      at = this.after(at)
    }
    return at
  }

  private after(at: number): number {
    return (at + SLOT) & (this.slots.length - 1)
  }

  private home(lower: number, higher: number, ports: number): number {
    let hash = Math.imul(lower, 0x85ebca6b) ^ Math.imul(higher, 0xc2b2ae35) ^ Math.imul(ports, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return ((hash ^ (hash >>> 13)) & this.mask) * SLOT
  }

  private write(at: number, value: number): void {
    const { slots } = this
    slots[at] = this.lower
    slots[at + 1] = this.higher
    slots[at + 2] = this.ports
    slots[at + 3] = value
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Int32Array(old.length * GROWTH)
    this.mask = this.slots.length / SLOT - 1
    this.used = 0
    for (let at = 0; at < old.length; at += SLOT) {
      const value = old[at + 3] ?? 0
      if (value === 0) continue
      this.lower = old[at] ?? 0
      this.higher = old[at + 1] ?? 0
      this.ports = old[at + 2] ?? 0
      this.write(this.probe(), value)
      this.used++
    }
  }
}
