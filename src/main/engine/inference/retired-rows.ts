import type { AddressId } from '../../../shared/model/address'
import { ns } from '../../../shared/base/brand'
import { seq } from '../../../shared/tcp/sequence'
import { stateNumber, TCP_STATES } from '../../../shared/tcp/state'
import type { Connection, ConnectionEnd } from './connection'
import type { Lookup } from './lookup'

/** Whole numbers of a row: the connection's number (0: nobody is here), its 4-tuple, what both ends share, then each end. */
const CLIENT = 1
const CLIENT_PORT = 2
const SERVER = 3
const SERVER_PORT = 4
const FLOW = 5
const SYN_PACKET = 6
const ENDS = 7
const END_NUMBERS = 10
const ROW = ENDS + 2 * END_NUMBERS
/** Instants of a row: the SYN's, then of each end's last transition. */
const INSTANTS = 3

/** Rows that are made room for at a time: 2^10. */
const BLOCK_BITS = 10
const ROWS_A_BLOCK = 1 << BLOCK_BITS

/** An end's truths stand in one number with its two states, of four bits each. */
const STATE_BITS = 4
const STATE = 0xf
const BEGUN = 0x100
const TOLD = 0x200
const PASSIVE = 0x400
const SND_KNOWN = 0x800
const ISS_KNOWN = 0x1000
const BASED = 0x2000
const FIN_SENT = 0x4000
const RCV_KNOWN = 0x8000
const STAMPED = 0x1_0000

interface Block {
  readonly numbers: Int32Array
  readonly instants: Float64Array
}

/**
 * Connections that have ended, as rows of numbers, the oldest of which make room for the newest. Objects that live as long as these must be moved and marked by every
 * garbage collection; of rows it knows nothing. What an ended connection has no more is not kept: transitions that wait, a receive queue, the kernel's word.
 */
export class RetiredRows {
  private readonly blocks: Block[] = []
  private next = 0

  /** @param capacity rows kept at most */
  constructor(private readonly capacity: number) {}

  /** Where the next one will go, 0 .. capacity - 1. Whoever is kept there is forgotten then. */
  get place(): number {
    return this.next
  }

  /** Keeps one, at `place`. */
  add(connection: Connection): void {
    const place = this.next
    const { numbers, instants } = this.blockOf(place) ?? this.addBlock()
    this.next = place + 1 === this.capacity ? 0 : place + 1
    const row = rowOf(place)
    const { number, flow, client, server, synAt, synPacket } = connection
    numbers[row] = number
    numbers[row + FLOW] = flow
    numbers[row + CLIENT] = client.local
    numbers[row + CLIENT_PORT] = client.localPort
    numbers[row + SERVER] = server.local
    numbers[row + SERVER_PORT] = server.localPort
    numbers[row + SYN_PACKET] = synPacket
    writeEnd(numbers, row + ENDS, client)
    writeEnd(numbers, row + ENDS + END_NUMBERS, server)
    const instant = instantsOf(place)
    instants[instant] = synAt
    instants[instant + 1] = client.shownAt
    instants[instant + 2] = server.shownAt
  }

  /** Who is kept there, if anybody. */
  at(place: number): Pick<Connection, 'number' | 'flow'> & { readonly client: Lookup } | undefined {
    const numbers = this.blockOf(place)?.numbers
    const row = rowOf(place)
    const number = numbers?.[row] ?? 0
    if (numbers === undefined || number === 0) return undefined
    return {
      number, flow: numbers[row + FLOW] ?? 0,
      client: {
        local: (numbers[row + CLIENT] ?? 0) as AddressId, localPort: numbers[row + CLIENT_PORT] ?? 0, remote: (numbers[row + SERVER] ?? 0) as AddressId,
        remotePort: numbers[row + SERVER_PORT] ?? 0
      }
    }
  }

  /** Gives back everything else of whoever is kept there. */
  restore(place: number, connection: Connection): void {
    const block = this.blockOf(place)
    if (block === undefined) return
    const { numbers, instants } = block
    const row = rowOf(place)
    const instant = instantsOf(place)
    const { client, server } = connection
    connection.packetSeen = true
    connection.synPacket = numbers[row + SYN_PACKET] ?? 0
    connection.synAt = ns(instants[instant] ?? 0)
    readEnd(numbers, row + ENDS, client)
    readEnd(numbers, row + ENDS + END_NUMBERS, server)
    client.shownAt = ns(instants[instant + 1] ?? 0)
    server.shownAt = ns(instants[instant + 2] ?? 0)
  }

  remove(place: number): void {
    const numbers = this.blockOf(place)?.numbers
    if (numbers !== undefined) numbers[rowOf(place)] = 0
  }

  private blockOf(place: number): Block | undefined {
    return this.blocks[place >> BLOCK_BITS]
  }

  private addBlock(): Block {
    const block = { numbers: new Int32Array(ROWS_A_BLOCK * ROW), instants: new Float64Array(ROWS_A_BLOCK * INSTANTS) }
    this.blocks.push(block)
    return block
  }
}

const rowOf = (place: number): number => (place & (ROWS_A_BLOCK - 1)) * ROW
const instantsOf = (place: number): number => (place & (ROWS_A_BLOCK - 1)) * INSTANTS

function writeEnd(numbers: Int32Array, at: number, end: ConnectionEnd): void {
  const truths = (end.begun ? BEGUN : 0) | (end.told ? TOLD : 0) | (end.passive ? PASSIVE : 0) | (end.sndKnown ? SND_KNOWN : 0) | (end.issKnown ? ISS_KNOWN : 0) |
    (end.based ? BASED : 0) | (end.finSent ? FIN_SENT : 0) | (end.rcvKnown ? RCV_KNOWN : 0) | (end.tsRecent >= 0 ? STAMPED : 0)
  numbers[at] = stateNumber(end.state) | (stateNumber(end.shown) << STATE_BITS) | truths
  numbers[at + 1] = end.iss
  numbers[at + 2] = end.sndUna
  numbers[at + 3] = end.sndNxt
  numbers[at + 4] = end.finSeq
  numbers[at + 5] = end.finPacket
  numbers[at + 6] = end.finAck
  numbers[at + 7] = end.rcvNxt
  numbers[at + 8] = end.tsRecent
  numbers[at + 9] = end.resent
}

function readEnd(numbers: Int32Array, at: number, end: ConnectionEnd): void {
  const truths = numbers[at] ?? 0
  end.state = TCP_STATES[truths & STATE] ?? 'CLOSED'
  end.shown = TCP_STATES[(truths >> STATE_BITS) & STATE] ?? 'CLOSED'
  end.begun = (truths & BEGUN) !== 0
  end.told = (truths & TOLD) !== 0
  end.passive = (truths & PASSIVE) !== 0
  end.sndKnown = (truths & SND_KNOWN) !== 0
  end.issKnown = (truths & ISS_KNOWN) !== 0
  end.based = (truths & BASED) !== 0
  end.finSent = (truths & FIN_SENT) !== 0
  end.rcvKnown = (truths & RCV_KNOWN) !== 0
  end.iss = seq(numbers[at + 1] ?? 0)
  end.sndUna = seq(numbers[at + 2] ?? 0)
  end.sndNxt = seq(numbers[at + 3] ?? 0)
  end.finSeq = seq(numbers[at + 4] ?? 0)
  end.finPacket = numbers[at + 5] ?? 0
  end.finAck = seq(numbers[at + 6] ?? 0)
  end.rcvNxt = seq(numbers[at + 7] ?? 0)
  end.tsRecent = (truths & STAMPED) === 0 ? -1 : (numbers[at + 8] ?? 0) >>> 0
  end.resent = numbers[at + 9] ?? 0
}
