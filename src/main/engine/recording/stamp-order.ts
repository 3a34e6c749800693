import { BODY } from '../pcapng/block'
import { BLOCK } from '../pcapng/constants'
import { decodeInterface } from '../pcapng/decode-blocks'
import { EPB } from '../pcapng/encode-packet'
import { StampClock } from '../pcapng/ticks'

const MICROSECONDS_A_SECOND = 1_000_000
/** How an entry of ours begins; its digits follow. */
const STAMP_NAME = new TextEncoder().encode('__REALTIME_TIMESTAMP=')
const ZERO = 0x30

/** Whether the blocks of a file stand in the order of their stamps. One look for each block until one stands behind a later one: then it is known. */
export class StampOrder {
  sorted = true
  private clocks: StampClock[] = []
  private seconds = 0
  private nanoseconds = 0

  /** @param block whole @param counts whether its stamp is looked at, or it is in front of what matters */
  take(type: number, block: Uint8Array, littleEndian: boolean, counts: boolean): void {
    switch (type) {
      case BLOCK.sectionHeader:
        this.clocks = []
        return
      case BLOCK.interfaceDescription: {
        const view = viewOf(block)
        const { item } = decodeInterface({ bytes: block, view, start: BODY, end: block.length - 4, littleEndian }, this.clocks.length)
        this.clocks.push(new StampClock(item.resolution, item.offsetSeconds))
        return
      }
      case BLOCK.enhancedPacket: {
        if (!counts || block.length < EPB.data) return
        const view = viewOf(block)
        const clock = this.clocks[view.getUint32(EPB.interfaceId, littleEndian)]
        if (clock === undefined) return
        clock.set(view.getUint32(EPB.stampHigh, littleEndian), view.getUint32(EPB.stampLow, littleEndian))
        return this.at(clock.seconds, clock.nanoseconds)
      }
      case BLOCK.journal: {
        const microseconds = counts ? stampOfEntry(block) : undefined
        if (microseconds !== undefined) this.at(Math.floor(microseconds / MICROSECONDS_A_SECOND), (microseconds % MICROSECONDS_A_SECOND) * 1000)
      }
    }
  }

  private at(seconds: number, nanoseconds: number): void {
    if (seconds < this.seconds || (seconds === this.seconds && nanoseconds < this.nanoseconds)) this.sorted = false
    this.seconds = seconds
    this.nanoseconds = nanoseconds
  }
}

const viewOf = (block: Uint8Array): DataView => new DataView(block.buffer, block.byteOffset, block.length)

/** us since 1970 of an entry of ours; undefined for one that begins otherwise. */
function stampOfEntry(block: Uint8Array): number | undefined {
  if (!STAMP_NAME.every((byte, i) => block[BODY + i] === byte)) return undefined
  let value = 0
  for (let i = BODY + STAMP_NAME.length; i < block.length; i++) {
    const digit = (block[i] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  return value
}
