import { ConnectionTracker } from '../../../../src/main/engine/inference/connection-tracker'
import { packetEvent } from '../../../../src/main/engine/inference/packet-event'
import type { Lookup } from '../../../../src/main/engine/inference/connection-tracker'
import type { Nanoseconds } from '../../../../src/shared/base/brand'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import type { AddressId } from '../../../../src/shared/model/address'
import { formatEndpoint } from '../../../../src/shared/model/endpoint'
import type { SessionEvent, TransitionObserved } from '../../../../src/shared/model/events'
import { emptySegment } from '../../../../src/shared/model/segment'
import type { PacketNumber, Segment } from '../../../../src/shared/model/segment'
import type { SocketSample, TimerKind } from '../../../../src/shared/model/socket-sample'
import { Timeline } from '../../../../src/shared/model/timeline'
import { ACK, FIN, PSH, RST, SYN, URG } from '../../../../src/shared/tcp/flags'
import { seq, seqAdd } from '../../../../src/shared/tcp/sequence'
import { ENDS, otherEnd, TCP_STATES } from '../../../../src/shared/tcp/state'
import type { End, TcpState } from '../../../../src/shared/tcp/state'
import { ASKING, snapshotOf, socketSample } from './snapshot'

/**
 * Exchanges as text, after packetdrill: one line, one thing that happens.
 *
 *   > S 0:0(0)                the client sends; numbers are relative to each side's ISN; S F R P U and . for ACK
 *   < S. 0:0(0) ack 1         the server sends
 *   > F. 1:1(0) ack 1 ts 5    with a timestamp option
 *   +250                      250 ms pass (fractions allowed); the driver asks the kernel whatever the tracker wants to know
 *   = client TIME-WAIT 60000  from now on the kernel holds this socket in this state, with a countdown of so many ms; `= client gone`
 *   ! client close            a system call of that end
 *   ~25                       the driver is kept from its work: the next packet, and what the kernel says of it, are taken in 25 ms late
 *   dump                      the driver takes a whole dump; `dump short` leaves TIME-WAIT out
 *   # words                   nothing
 */
export interface StoryOptions {
  /** Whether the kernel is asked; its table is what the `=` lines say. */
  readonly kernel?: boolean
  readonly packets?: boolean
  readonly hz?: number
  readonly clientIsn?: number
  readonly serverIsn?: number
  readonly client?: string
  readonly clientPort?: number
  readonly server?: string
  readonly serverPort?: number
}

interface KernelSocket {
  readonly state: TcpState
  readonly timer: TimerKind | undefined
  /** ns at which its countdown reaches 0. */
  readonly expires: number
  readonly cookie: bigint
}

const BITS: Readonly<Record<string, number>> = { S: SYN, F: FIN, R: RST, P: PSH, U: URG, '.': ACK }
const PACKET = /^([<>]) ([SFRPU.]+) (-?\d+):(-?\d+)\((\d+)\)(?: ack (-?\d+))?(?: ts (\d+))?(?: ecr (\d+))?$/
/** ns between two packets of a story. */
const BETWEEN = 20_000

export class Story {
  readonly events: SessionEvent[] = []
  readonly timeline = new Timeline()
  readonly book = new AddressBook()
  readonly tracker: ConnectionTracker
  /** Names of the connections the packets went to, in order. */
  readonly placed: string[] = []
  readonly relative: string[] = []
  readonly kernel: boolean
  asked = 0
  now = 1_000_000
  private packets = 0
  /** ns by which the next packet is taken in late. */
  private late = 0
  private readonly sockets = new Map<End, KernelSocket>()
  private readonly isn: Record<End, number>
  private readonly ends: Record<End, { readonly address: AddressId; readonly port: number }>
  private readonly segment: Segment = emptySegment()

  constructor(options: StoryOptions = {}) {
    const { kernel = false, packets = true, hz = 250, clientIsn = 1_000_000, serverIsn = 3_000_000_000 } = options
    this.kernel = kernel
    this.tracker = new ConnectionTracker({ book: this.book, kernel, packets, hz })
    this.isn = { client: clientIsn, server: serverIsn }
    this.ends = {
      client: { address: this.book.fromText(options.client ?? '127.0.0.1'), port: options.clientPort ?? 41_000 },
      server: { address: this.book.fromText(options.server ?? '127.0.0.1'), port: options.serverPort ?? 12_345 }
    }
  }

  play(script: string): this {
    for (const line of script.split('\n')) {
      const text = line.replace(/#.*/, '').trim()
      if (text !== '') this.playLine(text)
    }
    return this
  }

  /** New ISNs: the next incarnation. */
  reincarnate(clientIsn: number, serverIsn: number): this {
    Object.assign(this.isn, { client: clientIsn, server: serverIsn })
    return this
  }

  finish(): this {
    this.tracker.finish(ns(this.now))
    this.collect()
    return this
  }

  transitions(end?: End, conn?: string): TransitionObserved[] {
    return this.of('transition').filter((event) => (end === undefined || event.end === end) && (conn === undefined || event.conn === conn))
  }

  /** The states an end went through, in words; a small letter tells the evidence when asked for: i, s, c. */
  path(end: End, { conn = 'c1', evidence = false } = {}): string {
    const told = this.transitions(end, conn)
    const first = told[0]
    return first === undefined ? '' : [first.from, ...told.map((t) => (evidence ? `${t.to}(${t.evidence.slice(0, 1)})` : t.to))].join(' ')
  }

  causes(end: End, conn = 'c1'): string[] {
    return this.transitions(end, conn).map((t) => (t.packet === undefined ? t.cause : `${t.cause} #${t.packet}`))
  }

  of<T extends SessionEvent['type']>(type: T): Extract<SessionEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type)
  }

  private playLine(text: string): void {
    const [word = '', end = '', what = '', ms] = text.split(' ')
    if (word.startsWith('+')) return this.pass(Number(word.slice(1)))
    if (word.startsWith('~')) {
      this.late = Number(word.slice(1)) * 1e6
      return
    }
    if (word === '=') return this.hold(end as End, what, ms === undefined ? undefined : Number(ms))
    if (word === '!') return this.call(end as End, what)
    if (word === 'dump') return this.dump(end === 'short')
    const match = PACKET.exec(text)
    if (match === null) throw new Error(`not a line of a story: ${text}`)
    this.send(match[1] === '>' ? 'client' : 'server', match)
  }

  private send(from: End, [, , flags = '', first = '', , length = '', ack, ts, ecr]: RegExpExecArray): void {
    const to = from === 'client' ? 'server' : 'client'
    const [source, destination] = [this.ends[from], this.ends[to]]
    this.now += BETWEEN
    Object.assign(this.segment, {
      n: ++this.packets as PacketNumber, at: ns(this.now), source: source.address, sourcePort: source.port, destination: destination.address,
      destinationPort: destination.port, seq: seqAdd(seq(this.isn[from]), Number(first)),
      ack: ack === undefined ? seq(0) : seqAdd(seq(this.isn[to]), Number(ack)),
      flags: [...flags].reduce((bits, letter) => bits | (BITS[letter] ?? 0), 0), window: 65_535, payloadLength: Number(length),
      tsVal: ts === undefined ? -1 : Number(ts), tsEcr: ecr === undefined ? -1 : Number(ecr), length: 66 + Number(length), capturedLength: 66
    })
    this.now += this.late
    this.late = 0
    const tracked = this.tracker.onSegment(this.segment)
    this.placed.push(tracked.connection)
    this.relative.push(`${tracked.fromEnd} ${tracked.relativeSeq} ${tracked.relativeAck}${tracked.begins ? ' begins' : ''}`)
    this.timeline.apply(packetEvent(this.segment, tracked, this.book))
    this.round()
  }

  private text(end: End): string {
    return formatEndpoint(this.book.text(this.ends[end].address), this.ends[end].port)
  }

  /** Time passes as for a driver that sleeps until the tracker wants to know something, and settles every 5 ms. */
  private pass(milliseconds: number): void {
    const until = this.now + milliseconds * 1e6
    while (this.now < until) {
      const wanted = this.kernel ? this.tracker.nextLookup() ?? Infinity : Infinity
      this.now = Math.min(until, Math.max(this.now + 10_000, Math.min(wanted, this.now + 5_000_000)))
      this.round()
    }
  }

  private hold(end: End, state: string, ms: number | undefined): void {
    if (state === 'gone') {
      this.sockets.delete(end)
      return
    }
    if (!(TCP_STATES as readonly string[]).includes(state)) throw new Error(`no state: ${state}`)
    const timer = ms === undefined ? undefined : state === 'TIME-WAIT' ? 'time-wait' : state === 'FIN-WAIT-2' ? 'fin-wait-2' : 'retransmit'
    const known = this.sockets.get(end)
    const cookie = known?.cookie ?? BigInt(this.now)
    this.sockets.set(end, { state: state as TcpState, timer, expires: this.now + (ms ?? 0) * 1e6, cookie })
  }

  private call(end: End, call: string): void {
    this.now += 1_000
    const [local, remote] = [this.text(end), this.text(end === 'client' ? 'server' : 'client')]
    this.tracker.onApiCall({ at: ns(this.now), call, local, remote, result: 0, errno: null })
  }

  private dump(withoutTimeWait: boolean): void {
    this.now += 1_000_000
    const samples = ENDS.map((end) => this.sampleAt(end)).filter((sample) => sample !== undefined)
    this.tracker.onSnapshot(snapshotOf(samples, this.now, [this.ends.server.port], withoutTimeWait))
    this.round()
  }

  private sampleAt(end: End): SocketSample | undefined {
    const [local, remote] = [this.ends[end], this.ends[otherEnd(end)]]
    return this.sampleOf({ local: local.address, localPort: local.port, remote: remote.address, remotePort: remote.port }, ns(this.now))
  }

  private round(): void {
    if (this.kernel) for (let turn = 0; turn < 4 && this.ask(); turn++);
    this.tracker.settle(ns(this.now))
    this.collect()
  }

  private ask(): boolean {
    const lookups = this.tracker.lookups(ns(this.now), 64)
    for (const lookup of lookups) this.answer(lookup)
    return lookups.length > 0
  }

  private answer(lookup: Lookup): void {
    this.asked++
    const since = ns(this.now)
    const sample = this.sampleOf(lookup, since)
    const at = ns(this.now + ASKING)
    if (sample === undefined) this.tracker.onMissing(lookup, since, at)
    else this.tracker.onSample(sample, undefined)
  }

  private sampleOf({ local, localPort, remote, remotePort }: Lookup, since: Nanoseconds): SocketSample | undefined {
    const end: End = localPort === this.ends.client.port && local === this.ends.client.address ? 'client' : 'server'
    const socket = this.sockets.get(end)
    if (socket === undefined) return undefined
    const { state, timer, expires, cookie } = socket
    const remainingMs = timer === undefined ? 0 : Math.max(0, Math.floor((expires - this.now) / 1e6))
    return socketSample(since, { local, localPort, remote, remotePort, state, timer, remainingMs, cookie })
  }

  private collect(): void {
    for (const event of this.tracker.take()) {
      this.events.push(event)
      this.timeline.apply(event)
    }
  }
}

/** Three segments: both ends ESTABLISHED. */
export const HANDSHAKE = `
  > S 0:0(0)
  < S. 0:0(0) ack 1
  > . 1:1(0) ack 1`
/** The same, and the kernel is asked in time and says so. */
export const OPENED = `
  = client SYN-SENT
  > S 0:0(0)
  = server SYN-RECEIVED
  < S. 0:0(0) ack 1
  = client ESTABLISHED
  = server ESTABLISHED
  > . 1:1(0) ack 1
  +30`
/** Eight bytes each way. */
export const EXCHANGE = `${HANDSHAKE}
  > P. 1:9(8) ack 1
  < . 1:1(0) ack 9
  < P. 1:9(8) ack 9
  > . 9:9(0) ack 9`
