import type { SequenceSpec } from '../../../../shared/experiment/sequence-spec'
import { passes, segmentTest } from '../../../../shared/experiment/match'
import type { Match } from '../../../../shared/experiment/match'
import type { Segment } from '../../../../shared/model/segment'
import { FIN, SYN } from '../../../../shared/tcp/flags'
import { seq, seqAdd, seqAfter } from '../../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../../shared/tcp/sequence'
import type { End } from '../../../../shared/tcp/state'

/** An address in text and a port. */
export interface Place {
  readonly address: string
  readonly port: number
}

/** What was sent by one end of a connection, in raw numbers. */
export interface SentNumbers {
  /** Sequence number of the SYN; of a connection whose SYN was not seen, one less than the first number seen. */
  start: SeqNumber
  next: SeqNumber
  fin: SeqNumber | undefined
  window: number
  /** TSval of its latest segment, or -1. */
  tsVal: number
}

export interface KnownConnection {
  readonly id: string
  readonly ends: Readonly<Record<End, { readonly place: Place; sent: SentNumbers | undefined }>>
  /** IP packets as they were captured, oldest first, with whose they were and what they were. */
  readonly packets: { readonly from: End; readonly flags: number; readonly payload: number; readonly bytes: Uint8Array }[]
}

/** Connections remembered, segments of each, and bytes of each segment. What an experiment speaks of is in the first of them. */
const MOST = { connections: 64, segments: 512, bytes: 2048 } as const

/** Remembers what the connections of an experiment have sent: sequence numbers to count from, segments to send again. */
export class SegmentBook {
  private readonly known = new Map<string, KnownConnection>()

  /** @param bytes the segment's IP packet as far as captured; copied here */
  note(id: string, from: End, segment: Segment, source: Place, destination: Place, bytes: Uint8Array): KnownConnection | undefined {
    const connection = this.known.get(id) ?? this.begin(id, from, source, destination)
    if (connection === undefined) return undefined
    const end = connection.ends[from]
    const after = seqAdd(segment.seq, segment.payloadLength + ((segment.flags & SYN) !== 0 ? 1 : 0) + ((segment.flags & FIN) !== 0 ? 1 : 0))
    const first = (segment.flags & SYN) !== 0 ? segment.seq : seqAdd(segment.seq, -1)
    end.sent ??= { start: first, next: after, fin: undefined, window: segment.window, tsVal: -1 }
    if (seqAfter(after, end.sent.next)) end.sent.next = after
    if ((segment.flags & FIN) !== 0) end.sent.fin = seqAdd(segment.seq, segment.payloadLength)
    end.sent.tsVal = segment.tsVal
    end.sent.window = segment.window
    if (connection.packets.length < MOST.segments && bytes.length <= MOST.bytes) {
      connection.packets.push({ from, flags: segment.flags, payload: segment.payloadLength, bytes: bytes.slice() })
    }
    return connection
  }

  /** @param ordinal 1 for the connection seen first */
  connection(ordinal: number): KnownConnection | undefined {
    return [...this.known.values()][ordinal - 1]
  }

  /** The n-th captured segment of this kind, as an IP packet. */
  packet(match: Match, nth: number): Uint8Array | undefined {
    const test = segmentTest(match)
    return this.connection(match.connection)?.packets.filter(({ from, flags, payload }) => from === match.from && passes(test, flags, payload))[nth - 1]?.bytes
  }

  private begin(id: string, from: End, source: Place, destination: Place): KnownConnection | undefined {
    if (this.known.size >= MOST.connections) return undefined
    const [client, server] = from === 'client' ? [source, destination] : [destination, source]
    const connection: KnownConnection = { id, ends: { client: { place: client, sent: undefined }, server: { place: server, sent: undefined } }, packets: [] }
    this.known.set(id, connection)
    return connection
  }
}

/** The raw number a spec means. @returns undefined when the end has not sent what it counts from */
export function resolveSequence({ origin, plus }: SequenceSpec, sent: SentNumbers | undefined): SeqNumber | undefined {
  if (sent === undefined) return undefined
  const from = origin === 'start' ? sent.start : origin === 'first' ? seqAdd(sent.start, 1) : origin === 'next' ? sent.next : sent.fin
  return from === undefined ? undefined : seq(from + plus)
}
