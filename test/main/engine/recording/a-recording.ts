import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Outbox } from '../../../../src/main/engine/outbox'
import { openReplay } from '../../../../src/main/engine/open-replay'
import { Recorder } from '../../../../src/main/engine/recording/recorder'
import { EventStream } from '../../../../src/main/engine/stream'
import { eventText } from '../../../../src/shared/model/event-text'
import type { SessionEvent, SessionHeader, TransitionObserved } from '../../../../src/shared/model/events'
import { ACK, FIN, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { frameOf, ipPacket } from '../wire/frames'

/** A folder of one test file's own. */
export class Recordings {
  readonly folder = mkdtempSync(join(tmpdir(), 'twlab-recording-'))

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, bytes: Uint8Array): string {
    writeFileSync(this.path(name), bytes)
    return this.path(name)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

export const HEADER: SessionHeader = {
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode: 'sandbox', schema: 1, kernel: '6.18.44', hz: 250, source: 'libpcap',
  id: '11111111-2222-4333-8444-555555555555'
}
const CLIENT = '127.0.0.1:41234'
const SERVER = '127.0.0.1:12345'
const US = 1_000

export const transition = (at: number, to: TransitionObserved['to'], from: TransitionObserved['from'] = 'ESTABLISHED'): TransitionObserved => ({
  type: 'transition', at, conn: 'c1', end: 'client', local: CLIENT, remote: SERVER, from, to, evidence: 'confirmed', cause: 'sent FIN'
})

/** Frames of one connection, 1 us apart, none on a whole microsecond: a SYN, its answer, ACKs, a FIN. */
export const frames = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) =>
  frameOf(ipPacket({ seq: seq(1000 + i), flags: i === 0 ? SYN : i === 1 ? SYN | ACK : i === count - 1 ? FIN | ACK : ACK, ...(i === 1 ? { sourcePort: 12345, destinationPort: 41234 } : {}) })))

export interface RecordOptions {
  readonly packets?: number
  /** Between the packets, and behind them. */
  readonly events?: readonly SessionEvent[]
  /** Behind all that, each written at once, after a packet that comes 1 us before its first event. */
  readonly floods?: readonly (readonly SessionEvent[])[]
  /** Whether it comes to its end. @default true */
  readonly closed?: boolean
  readonly header?: SessionHeader
  /** ns: of its result. */
  readonly endsAt?: number
}

/** Writes a recording as a session does: one packet a round, an event behind each, notes among them. */
export function record(path: string, { packets = 6, events = [], floods = [], closed = true, header = HEADER, endsAt = (packets + 1) * US }: RecordOptions = {}): void {
  const made = Recorder.create({ path, header, linkType: 1, snapLength: 65_535, filter: 'tcp', program: 'timewait-lab test' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  const recorder = made.value
  const start = BigInt(header.startedAtNs)
  recorder.event(header, eventText(header))
  recorder.begin({ at: US + 300, conn: 'c1', client: CLIENT, server: SERVER })
  const capture = (frame: Uint8Array, at: number): void => {
    const held = recorder.hold({
      count: 1, bytes: frame, offsets: Uint32Array.of(0), capturedLengths: Uint32Array.of(frame.length), lengths: Uint32Array.of(frame.length),
      seconds: Float64Array.of(Number(start / 1_000_000_000n)), nanoseconds: Uint32Array.of(Number(start % 1_000_000_000n) + at)
    })
    recorder.packet(held, 0, true)
  }
  const all = frames(packets + floods.length)
  all.slice(0, packets).forEach((frame, i) => {
    const at = (i + 1) * US + 300
    capture(frame, at)
    const told = transition(at + 500, i % 2 === 0 ? 'FIN-WAIT-1' : 'FIN-WAIT-2')
    recorder.event(told, eventText(told))
    recorder.flush()
  })
  for (const event of events) recorder.event(event, eventText(event))
  for (const [i, flood] of floods.entries()) {
    capture(all[packets + i] ?? new Uint8Array(0), Math.min(...flood.map(({ at }) => at)) - US)
    for (const event of flood) recorder.event(event, eventText(event))
    recorder.flush()
  }
  if (!closed) return void recorder.flush()
  const result: SessionEvent = { type: 'result', at: endsAt, experiment: null, ok: true, checks: [], captured: packets, dropped: 0, gaps: 0 }
  recorder.statistics({ received: packets, dropped: 0, droppedByInterface: 0 }, result.at)
  recorder.event(result, eventText(result))
  const failure = recorder.close()
  if (failure !== undefined) throw new Error(JSON.stringify(failure))
}

/** What opening the file tells. @param session which one of several in it */
export async function told(path: string, session?: number): Promise<SessionEvent[]> {
  const outbox = new Outbox(() => undefined)
  const stream = new EventStream(outbox, (failure) => { throw new Error(JSON.stringify(failure)) })
  const events: SessionEvent[] = []
  stream.listen((event) => events.push(event))
  const replay = await openReplay({ file: path, session }, { stream, outbox, onProgress: () => undefined })
  if (!replay.ok) throw new Error(JSON.stringify(replay.error))
  const read = await replay.value.read()
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  outbox.flush()
  return replay.value.recording === undefined ? events : [...events, replay.value.recording]
}

/** The blocks of a little-endian file, as they are. */
export function blocksOf(path: string): Uint8Array[] {
  const bytes = readFileSync(path)
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 4)
    blocks.push(bytes.subarray(at, at + length))
    at += length
  }
  return blocks
}

export const textOf = (block: Uint8Array): string => Buffer.from(block).toString()
