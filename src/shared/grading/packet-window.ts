import type { PacketCaptured } from '../model/events'

/** Packets that are remembered: a transition is told after its segment by as many at most as a flood puts between them. 2^18, 5.5 MB. */
const REMEMBERED = 1 << 18
const FLAGS = ['SYN', 'FIN', 'RST', 'ACK'] as const
const DATA = 1 << FLAGS.length

/** What of a packet decides whether it is the cause of a transition. */
export interface RememberedPacket {
  readonly at: number
  /** Number of its connection: 7 of `c7`. */
  readonly conn: number
  readonly fromClient: boolean
  readonly hasData: boolean
  has(flag: string): boolean
}

/** The latest packets of a session, in columns: memory stays the same however many there are. */
export class PacketWindow {
  private readonly numbers = new Float64Array(REMEMBERED)
  private readonly instants = new Float64Array(REMEMBERED)
  private readonly connections = new Float64Array(REMEMBERED)
  private readonly bits = new Uint8Array(REMEMBERED)
  private highest = 0

  put(packet: PacketCaptured, fromClient: boolean): void {
    const slot = packet.n % REMEMBERED
    this.numbers[slot] = packet.n
    this.instants[slot] = packet.at
    this.connections[slot] = connectionNumber(packet.conn)
    this.bits[slot] = FLAGS.reduce((bits, flag, bit) => (packet.flags.includes(flag) ? bits | (1 << bit) : bits), packet.len > 0 ? DATA : 0) | (fromClient ? DATA << 1 : 0)
    if (packet.n > this.highest) this.highest = packet.n
  }

  get(n: number): RememberedPacket | undefined {
    const slot = n % REMEMBERED
    if (n === 0 || this.numbers[slot] !== n) return undefined
    const bits = this.bits[slot] ?? 0
    return {
      at: this.instants[slot] ?? 0, conn: this.connections[slot] ?? 0, fromClient: (bits & (DATA << 1)) !== 0, hasData: (bits & DATA) !== 0,
      has: (flag) => FLAGS.some((one, bit) => one === flag && (bits & (1 << bit)) !== 0)
    }
  }

  /** Whether a packet of this number may have been there and is not remembered any more. */
  isPast(n: number): boolean {
    return n + REMEMBERED <= this.highest
  }
}

export const connectionNumber = (conn: string): number => Number(conn.slice(1))
