import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import { EventLog } from '../../../../src/main/engine/inference/event-log'
import { packetEvent, type SegmentFate } from '../../../../src/main/engine/inference/packet-event'
import type { TrackedPacket } from '../../../../src/main/engine/inference/tracked-packet'
import { Outbox } from '../../../../src/main/engine/outbox'
import { ColumnTelling } from '../../../../src/main/engine/telling/column-telling'
import { BatchReader } from '../../../../src/shared/batch/batch-reader'
import { BatchWriter } from '../../../../src/shared/batch/batch-writer'
import { MOST_ROWS } from '../../../../src/shared/batch/layout'
import { NS_PER_S, ns } from '../../../../src/shared/base/brand'
import { AddressBook, type AddressId } from '../../../../src/shared/model/address'
import { eventText } from '../../../../src/shared/model/event-text'
import { CAUSES, EVIDENCE, TIMER_EVENTS, VERDICTS, type SessionEvent } from '../../../../src/shared/model/events'
import { emptySegment, type PacketNumber, type Segment } from '../../../../src/shared/model/segment'
import { TIMER_KINDS } from '../../../../src/shared/model/socket-sample'
import { ACK } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { ENDS, TCP_STATES } from '../../../../src/shared/tcp/state'
import { keptByBatches, keptByEvents } from '../../../shared/batch/kept'
import { HEADER } from '../recording/a-recording'

const BOOK = new AddressBook()
const ADDRESSES = ['127.0.0.1', '2001:db8::1', '192.0.2.7'].map((text) => BOOK.fromText(text))

/** What a replay tells: packets as they were decoded, everything else as events. */
type Told = { readonly segment: Segment; readonly tracked: TrackedPacket; readonly fate: SegmentFate | undefined } | { readonly event: SessionEvent }

const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const at = fc.oneof(fc.integer({ min: -5, max: 300_000 }), fc.integer({ min: 0, max: 100_000 * NS_PER_S }))
const conn = fc.constantFrom('c1', 'c2', 'c3', 'c70000', 'c99999999999999')
const end = fc.constantFrom(...ENDS)
const state = fc.constantFrom(...TCP_STATES)
/** The two ends of a connection, as nearly all of its events name them; and as some recording may say all the same. */
const endsOf = (name: string): readonly [string, string] => [`127.0.0.1:${40_000 + name.length}`, '[2001:db8::1]:80']
const endpoint = fc.constantFrom('127.0.0.1:41000', '[::1]:65535', 'here', '', 'two\nlines', '\ud800')

const packet = fc.record({ at, conn, fromEnd: end, n: fc.integer({ min: 1, max: 0xffff_ffff }), seq: u32, ack: u32, flags: fc.integer({ min: 0, max: 255 }), window: fc.integer({ min: 0, max: 65_535 }), len: u32, length: u32 })
const segment = fc.tuple(packet, fc.option(fc.record({ verdict: fc.constantFrom(...VERDICTS), fault: fc.option(fc.constantFrom('drop the FIN', '"'), { nil: undefined }) }), { nil: undefined, freq: 8 }),
  fc.option(fc.constantFrom(...ADDRESSES), { nil: undefined, freq: 12 }))
  .map(([one, fate, stranger]): Told => {
    const [here, there] = [ADDRESSES[0] as AddressId, ADDRESSES[1] as AddressId]
    const ends = { client: [stranger ?? here, 40_000 + one.conn.length], server: [there, 80] } as const
    const [[source, sourcePort], [destination, destinationPort]] = one.fromEnd === 'client' ? [ends.client, ends.server] : [ends.server, ends.client]
    return {
      segment: {
        ...emptySegment(), n: one.n as PacketNumber, at: ns(one.at), source, sourcePort, destination, destinationPort, seq: seq(one.seq), ack: seq(one.ack), flags: one.flags, window: one.window,
        payloadLength: one.len, length: one.length, capturedLength: 60
      },
      tracked: { connection: one.conn, number: Number(one.conn.slice(1)), fromEnd: one.fromEnd, relativeSeq: one.ack, relativeAck: one.seq, begins: false }, fate
    }
  })
const transition = fc.record({
  at, conn, end, from: state, to: state, evidence: fc.constantFrom(...EVIDENCE), cause: fc.constantFrom(...CAUSES),
  packet: fc.option(fc.oneof(u32, fc.constantFrom(2 ** 40, 0)), { nil: undefined }), odd: fc.option(fc.tuple(endpoint, endpoint), { nil: undefined, freq: 6 })
}).map(({ odd, packet: n, ...some }): Told => {
  const [client, server] = odd ?? endsOf(some.conn)
  return { event: { ...some, type: 'transition', local: some.end === 'client' ? client : server, remote: some.end === 'client' ? server : client, ...(n === undefined ? {} : { packet: n }) } }
})
const other = fc.oneof(
  fc.record({ at, conn, end, timer: fc.constantFrom(...TIMER_KINDS), event: fc.constantFrom(...TIMER_EVENTS), expectedMs: fc.oneof(u32, fc.constant(2 ** 33)) }).map((some): SessionEvent => ({ ...some, type: 'timer' })),
  fc.record({ at, conn, end, state, remainingMs: fc.nat(60_000) }).map(({ remainingMs, ...some }): SessionEvent =>
    ({ ...some, type: 'sample', cookie: '1', inode: 0, pid: null, timer: some.state === 'TIME-WAIT' ? { kind: 'time-wait', remainingMs, retransmits: 0 } : null })),
  fc.record({ at, title: fc.constantFrom('한 걸음', 'a\nb', '') }).map((some): SessionEvent => ({ ...some, type: 'step', id: 's' }))
).map((event): Told => ({ event }))
const told = fc.array(fc.oneof({ weight: 4, arbitrary: segment }, { weight: 4, arbitrary: transition }, { weight: 2, arbitrary: other }), { maxLength: 60 })

/** A telling that has begun, and what has gone over the pipe so far. */
function begun(recorded: boolean): { readonly batches: Uint8Array[]; readonly outbox: Outbox; readonly telling: ColumnTelling } {
  const batches: Uint8Array[] = []
  const batch = new BatchWriter()
  const outbox = new Outbox((bytes, written) => {
    batches.push(bytes.slice())
    written()
  }, batch)
  const telling = new ColumnTelling(outbox, batch)
  telling.begin(HEADER, recorded)
  return { batches, outbox, telling }
}

/** What goes over the pipe. @param every a batch is sent after so many events, whether or not it is full */
function batchesOf(stream: readonly Told[], every: number, recorded = true): Uint8Array[] {
  const { batches, outbox, telling } = begun(recorded)
  stream.forEach((one, i) => {
    if ('event' in one) telling.event(one.event)
    else telling.segment(one.segment, one.tracked, BOOK, one.fate)
    if ((i + 1) % every === 0) outbox.flush()
    outbox.acknowledge(1)
  })
  outbox.flush()
  return batches
}

const eventsOf = (stream: readonly Told[]): SessionEvent[] =>
  [HEADER, ...stream.map((one): SessionEvent => ('event' in one ? one.event : packetEvent(one.segment, one.tracked, BOOK, one.fate)))]
    .map((event) => JSON.parse(Buffer.from(eventText(event)).toString()) as SessionEvent)

/** A segment of c1. */
const one = (): { readonly segment: Segment; readonly tracked: TrackedPacket; readonly fate: undefined } => ({
  segment: { ...emptySegment(), n: 1 as PacketNumber, source: ADDRESSES[0] as AddressId, sourcePort: 40_002, destination: ADDRESSES[1] as AddressId, destinationPort: 80, flags: ACK },
  tracked: { connection: 'c1', number: 1, fromEnd: 'client', relativeSeq: 1, relativeAck: 1, begins: true }, fate: undefined
})

describe('a recording told in columns', () => {
  it('leaves in a window what its events leave there, whatever the recording says', () => {
    fc.assert(fc.property(told, fc.integer({ min: 1, max: 20 }), (stream, every) => {
      expect(keptByBatches(batchesOf(stream, every)).facts()).toEqual(keptByEvents(eventsOf(stream)).facts())
    }), { numRuns: 300 })
  })
  it('has its rows as rows: only what is none is a line', () => {
    const [local, remote] = endsOf('c1')
    const entered: SessionEvent = { type: 'transition', at: 7, conn: 'c1', end: 'client', local, remote, from: 'FIN-WAIT-2', to: 'TIME-WAIT', evidence: 'inferred', cause: 'received FIN', packet: 1 }
    const [first, ...rest] = batchesOf([one(), { event: entered }, { event: { type: 'timer', at: 8, conn: 'c1', end: 'client', timer: 'time-wait', event: 'started', expectedMs: 60_000 } }, one()], 100)
    const batch = new BatchReader().read(first ?? new Uint8Array(0))
    expect(rest).toEqual([])
    expect(batch).toMatchObject({ ok: true, value: { named: [{ conn: 'c1', client: local, server: remote }], lines: [JSON.stringify(HEADER)], packets: { count: 2 }, transitions: { count: 1 }, timers: { count: 1 } } })
  })
  it('takes over what was decided as it stands, more of it than one batch holds; of a connection without a name it is told as an event', () => {
    const log = new EventLog(BOOK)
    const connections = [1, 2].map((number) => new Connection({ number, flow: 0, client: ADDRESSES[0] as AddressId, clientPort: 40_002, server: ADDRESSES[1] as AddressId, serverPort: 80, kernel: false }))
    const timer: SessionEvent = { type: 'timer', at: 9, conn: 'c1', end: 'server', timer: 'fin-wait-2', event: 'ended', expectedMs: 0 }
    const decide = (): void => {
      for (let i = 0; i < MOST_ROWS + 10; i++) {
        if (i === 5) log.add(timer)
        if (i % 1_000 === 6) for (const { server } of connections) log.timer(server, ns(i), 'time-wait', 'started', 60_000 - i)
        for (const { client } of connections.slice(i === 7 ? 0 : 1)) log.transition(client, ns(i), 'CLOSED', 'SYN-SENT', i % 2 === 0 ? 'inferred' : 'sampled', 'sent SYN', i === 9 ? 2 ** 33 : i)
      }
    }
    decide()
    const events = log.take()
    decide()
    const { batches, outbox, telling } = begun(false)
    const { segment, tracked } = one()
    const first = { ...segment, at: ns(0) }
    telling.segment(first, tracked, BOOK, undefined)
    log.handTo(telling)
    outbox.flush()
    const stream: readonly Told[] = [{ segment: first, tracked, fate: undefined }, ...events.map((event): Told => ({ event }))]
    expect(batches.length).toBeGreaterThan(1)
    expect(keptByBatches(batches).facts()).toEqual(keptByEvents(eventsOf(stream)).facts())
  })
  it('of an experiment is told in lines altogether: the window judges it event by event', () => {
    const batches: Uint8Array[] = []
    const batch = new BatchWriter()
    const outbox = new Outbox((bytes) => batches.push(bytes.slice()), batch)
    const telling = new ColumnTelling(outbox, batch)
    telling.begin({ ...HEADER, experiment: 'active-close' }, true)
    const { segment: first, tracked } = one()
    telling.segment(first, tracked, BOOK, undefined)
    outbox.flush()
    expect(Buffer.from(batches[0] ?? []).toString()).toContain('"type":"packet"')
  })
})
