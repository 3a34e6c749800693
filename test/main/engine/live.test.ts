import { describe, expect, it } from 'vitest'
import { ns } from '../../../src/shared/base/brand'
import { AddressBook } from '../../../src/shared/model/address'
import type { SessionEvent } from '../../../src/shared/model/events'
import { ACK, FIN, RST, SYN } from '../../../src/shared/tcp/flags'
import { seq } from '../../../src/shared/tcp/sequence'
import { BatchColumns, BATCH_CAPACITY } from '../../../src/main/engine/capture/batch-columns'
import type { CaptureSource, PacketBatch } from '../../../src/main/engine/capture/source'
import { ConnectionTracker } from '../../../src/main/engine/inference/connection-tracker'
import { SocketTable } from '../../../src/main/engine/kernel/socket-table'
import { type Interference, Live } from '../../../src/main/engine/live'
import { EventStream } from '../../../src/main/engine/stream'
import { snapshotOf, socketSample } from './inference/snapshot'
import { frameOf, ipPacket } from './wire/frames'

/** Packets without end, more in each turn of the event loop than are judged in one. */
function floodWithoutEnd(): CaptureSource & { readonly closed: () => boolean } {
  const batch = new BatchColumns(1)
  batch.count = BATCH_CAPACITY
  let closed = false
  return {
    name: 'libpcap', stamps: 'kernel', linkType: 1, snapLength: 256, restMs: 0,
    start: (onBatch) => {
      const pump = (): void => {
        if (closed) return
        onBatch(batch)
        setImmediate(pump)
      }
      pump()
    },
    drain: () => 0, stats: () => ({ received: 0, dropped: 0, droppedByInterface: 0 }),
    close: () => { closed = true },
    closed: () => closed
  }
}

const UNTOUCHED: Interference = { active: false, fateOf: () => ({ verdict: 'passed', fault: undefined, sent: true, received: true }), note: () => undefined }

it('a session ends also while packets come faster than they can be judged', async () => {
  const book = new AddressBook()
  const source = floodWithoutEnd()
  const live = new Live({
    clock: { now: () => ns(Math.round(performance.now() * 1e6)), fromStamp: () => ns(0) }, book, tracker: new ConnectionTracker({ book, kernel: true, packets: true, hz: 250 }),
    stream: new EventStream(undefined, () => undefined), source, sockets: { dump: () => new SocketTable(book), lookup: () => undefined }, owners: { pidOf: () => undefined },
    interference: UNTOUCHED, onTrouble: () => undefined
  }, 50)
  live.start()
  await live.stop()
  expect(source.closed()).toBe(true)
})

const [CLIENT, SERVER] = [41_234, 12_345]
const fromClient = (flags: number, first: number, ack: number): Uint8Array => frameOf(ipPacket({ sourcePort: CLIENT, destinationPort: SERVER, flags, seq: seq(first), ack: seq(ack) }))
const fromServer = (flags: number, first: number, ack: number): Uint8Array => frameOf(ipPacket({ sourcePort: SERVER, destinationPort: CLIENT, flags, seq: seq(first), ack: seq(ack) }))
/** Up to the client's TIME-WAIT. */
const CLOSED_BY_CLIENT = [
  fromClient(SYN, 0, 0), fromServer(SYN | ACK, 0, 1), fromClient(ACK, 1, 1), fromClient(FIN | ACK, 1, 1), fromServer(ACK, 1, 2), fromServer(FIN | ACK, 1, 2), fromClient(ACK, 2, 2)
]

/** A laboratory whose time is moved by the test: frames lie in the ring until they are fetched, and the processor can be taken away between two steps of the driver. */
class Slow {
  now = 0
  readonly ring: { readonly frame: Uint8Array; readonly at: number }[] = []
  readonly events: SessionEvent[] = []
  /** What happens while the kernel answers, one for each question. */
  readonly meanwhile: (() => void)[] = []
  readonly live: Live
  private readonly book = new AddressBook()
  private deliver: ((batch: PacketBatch) => void) | undefined

  /** @param listening ports; @param before frames that came between the capture's beginning and the first look at the kernel's table */
  constructor(listening: readonly number[] = [], before: readonly Uint8Array[] = []) {
    const { book } = this
    this.ring.push(...before.map((frame) => ({ frame, at: this.now })))
    const stream = new EventStream(undefined, () => undefined)
    stream.listen((event) => this.events.push(event))
    this.live = new Live({
      clock: { now: () => ns(this.now), fromStamp: (seconds, nanoseconds) => ns(seconds * 1e9 + nanoseconds) }, book, tracker: new ConnectionTracker({ book, kernel: true, packets: true, hz: 250 }),
      stream, source: this.source(), owners: { pidOf: () => undefined }, interference: UNTOUCHED, onTrouble: () => undefined,
      sockets: {
        dump: () => snapshotOf([], this.now, listening),
        lookup: (local, localPort, remote, remotePort) => {
          const since = this.now
          this.now += 10_000
          const sample = localPort === CLIENT ? socketSample(since, { local, localPort, remote, remotePort, state: 'TIME-WAIT', timer: 'time-wait', remainingMs: 59_000, cookie: 1n }) : undefined
          this.meanwhile.shift()?.()
          return sample
        }
      }
    })
    this.live.start()
  }

  /** The machine goes on for so long, and the driver has its turn whenever it would look. @param ms */
  async pass(ms: number): Promise<void> {
    for (const until = this.now + ms * 1e6; this.now < until; this.now += 1e6) await this.live.catchUp()
  }

  private source(): CaptureSource {
    const batch = new BatchColumns(1)
    return {
      name: 'libpcap', stamps: 'kernel', linkType: 1, snapLength: 256, restMs: 0, stats: () => ({ received: 0, dropped: 0, droppedByInterface: 0 }), close: () => undefined,
      start: (onBatch) => { this.deliver = onBatch },
      drain: () => {
        const frames = this.ring.splice(0)
        batch.bytes = Buffer.concat(frames.map(({ frame }) => frame))
        batch.count = frames.length
        let offset = 0
        for (const [i, { frame, at }] of frames.entries()) {
          batch.offsets[i] = offset
          batch.capturedLengths[i] = batch.lengths[i] = frame.length
          batch.seconds[i] = 0
          batch.nanoseconds[i] = at
          offset += frame.length
        }
        if (frames.length > 0) this.deliver?.(batch)
        return frames.length
      }
    }
  }
}

/** Every second a TIME-WAIT is looked at: between that question and the capture a RST comes. @param stalls ms for which the processor is away while the kernel answers, question by question */
async function withRst(stalls: readonly number[]): Promise<readonly SessionEvent[]> {
  const slow = new Slow()
  for (const [i, frame] of CLOSED_BY_CLIENT.entries()) slow.ring.push({ frame, at: 1_000_000 + i * 20_000 })
  slow.now = 2_000_000
  await slow.pass(100)
  slow.meanwhile.push(...stalls.map((ms, i) => (): void => {
    if (i === 0) slow.ring.push({ frame: fromServer(RST, 2, 0), at: slow.now })
    slow.now += ms * 1e6
  }))
  await slow.pass(1_500)
  expect(slow.meanwhile).toEqual([])
  await slow.live.stop()
  return slow.events
}

describe('a driver that loses the processor tells of a RST that TIME-WAIT ignores (tcp_rfc1337) what the kernel says', () => {
  it.each([[[0]], [[1]], [[30]], [[0, 30]], [[0, 30, 30]], [[30, 30, 30]]])('when it is away for %j ms while it asks', async (stalls) => {
    const events = await withRst(stalls)
    expect(events.flatMap((event) => (event.type === 'packet' && event.flags.includes('RST') ? [event.n] : []))).toEqual([8])
    expect(events.flatMap((event) => (event.type === 'transition' && event.end === 'client' ? [event.to] : []))).toEqual(['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'])
    expect(events.filter(({ type }) => type === 'discrepancy')).toEqual([])
  })
})

it('of a connection seen from its middle on, the end whose port listens is the server, also where the segment came before the first look at the table', async () => {
  const [higher, lower] = [CLIENT, SERVER]
  const slow = new Slow([higher], [fromServer(ACK, 1, 1)])
  await slow.live.stop()
  const ends = slow.events.flatMap((event) => (event.type === 'transition' ? [`${event.end} ${event.local}`] : []))
  expect(ends).toEqual([`client 127.0.0.1:${lower}`, `server 127.0.0.1:${higher}`])
})
