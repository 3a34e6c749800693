import { ConnectionTracker } from '../../../../src/main/engine/inference/connection-tracker'
import type { Lookup } from '../../../../src/main/engine/inference/connection-tracker'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import type { AddressId } from '../../../../src/shared/model/address'
import type { SessionEvent, TransitionObserved } from '../../../../src/shared/model/events'
import { emptySegment } from '../../../../src/shared/model/segment'
import type { PacketNumber } from '../../../../src/shared/model/segment'
import type { SocketSample, SocketSnapshot } from '../../../../src/shared/model/socket-sample'
import { seq } from '../../../../src/shared/tcp/sequence'
import type { End, TcpState } from '../../../../src/shared/tcp/state'
import { otherEnd } from '../../../../src/shared/tcp/state'
import { ReferenceEnd } from './reference-tcp'
import type { Sent } from './reference-tcp'
import { ASKING, snapshotOf, socketSample } from './snapshot'

/** What may happen next in a random life. Numbers choose among what is possible. */
export type Action =
  | { readonly do: 'connect' | 'close' | 'shutdown' | 'abort' | 'timeout'; readonly end: End }
  | { readonly do: 'write'; readonly end: End; readonly length: number }
  | { readonly do: 'deliver' | 'lose' | 'copy'; readonly which: number }
  | { readonly do: 'forge'; readonly from: End; readonly flags: number; readonly seq: number; readonly length: number }
  | { readonly do: 'wait' }
  /** The next life of the 4-tuple, where nothing is in its way but TIME-WAIT. */
  | { readonly do: 'again' }

export interface LabOptions {
  readonly kernel: boolean
  /**
   * `loopback`: what is sent arrives at once, in order. `wire`: it arrives in order when an action says so. `network`: in any order, or never.
   * Captured it is when it is sent.
   */
  readonly net: 'loopback' | 'wire' | 'network'
  /** When the driver asks the kernel: after every action until nothing is open; only what is wanted at once; never. */
  readonly sampling: 'thorough' | 'hasty' | 'none'
  /** Every so many-th segment is missing in the capture; 0 for none. */
  readonly blindEvery?: number
  /** Settles and takes after every single segment and answer. */
  readonly eager?: boolean
  readonly clientIsn?: number
  readonly serverIsn?: number
}

/** ns between actions (a wire is quick), and between a segment and what it causes. */
const STEP = { loopback: 30_000_000, wire: 500_000, network: 30_000_000 } as const
const HOP = 15_000
const PORT: Record<End, number> = { client: 41_000, server: 80 }

/** Two reference ends, a network between them, a capture of it, and a driver that shows all that to a tracker. */
export class ReferenceLab {
  /** The ends of the present life. */
  ends: Record<End, ReferenceEnd>
  readonly lives: Record<End, ReferenceEnd>[] = []
  readonly events: SessionEvent[] = []
  readonly tracker: ConnectionTracker
  now = 1_000_000_000
  private readonly book = new AddressBook()
  private readonly address: AddressId
  private readonly wire: Sent[] = []
  private readonly captured: { readonly segment: Sent; readonly at: number }[] = []
  private readonly segment = emptySegment()
  private packets = 0
  private sent = 0

  constructor(private readonly options: LabOptions) {
    this.address = this.book.ipv4(0x7f000001)
    this.tracker = new ConnectionTracker({ book: this.book, kernel: options.kernel, hz: 250 })
    this.ends = this.bear(options.clientIsn ?? 10_000, options.serverIsn ?? 90_000)
    this.drive()
  }

  private bear(clientIsn: number, serverIsn: number): Record<End, ReferenceEnd> {
    const make = (name: End, iss: number): ReferenceEnd => new ReferenceEnd(name, iss, () => this.now, (segment) => this.onSent(segment))
    this.ends = { client: make('client', clientIsn), server: make('server', serverIsn) }
    this.lives.push(this.ends)
    return this.ends
  }

  private again(): void {
    const { client, server } = this.ends
    if (![client, server].every(({ state }) => state === 'CLOSED' || state === 'LISTEN' || state === 'TIME-WAIT')) return
    client.leaveTimeWait()
    server.leaveTimeWait()
    const life = this.lives.length
    this.bear(10_000 + 10_000_000 * life, 90_000 + 10_000_000 * life).client.connect()
  }

  run(actions: readonly Action[]): this {
    for (const action of actions) this.act(action)
    return this
  }

  act(action: Action): void {
    this.now += STEP[this.options.net]
    this.perform(action)
    if (this.options.net === 'loopback') while (this.wire.length > 0) this.deliver(0)
    this.drive()
  }

  finish(): this {
    if (this.options.net === 'wire') while (this.wire.length > 0) this.deliver(0)
    this.now += STEP[this.options.net]
    this.drive()
    this.tracker.finish(ns(this.now))
    this.events.push(...this.tracker.take())
    return this
  }

  /** The states an end really had; without those that one segment brought and took, if asked so. */
  truth(end: End, lasting = false, which = 0): TcpState[] {
    const life = this.lives[which]?.[end].life ?? []
    return life.filter(({ at }, i) => !lasting || (life[i + 1]?.at ?? Infinity) - at >= HOP).map(({ state }) => state)
  }

  told(end: End, life = 0): TransitionObserved[] {
    return this.events.filter((event) => event.type === 'transition').filter((event) => event.end === end && event.conn === `c${life + 1}`)
  }

  private perform(action: Action): void {
    switch (action.do) {
      case 'connect': return this.ends[action.end].connect()
      case 'write': return this.ends[action.end].write(action.length)
      case 'close': return this.ends[action.end].close(false)
      case 'shutdown': return this.ends[action.end].close(true)
      case 'abort': return this.ends[action.end].abort()
      case 'timeout': return this.ends[action.end].timeout()
      case 'deliver': return this.deliver(this.options.net === 'wire' ? this.firstOf(action.which) : action.which)
      case 'lose': return void this.wire.splice(action.which % Math.max(1, this.wire.length), 1)
      case 'copy': return this.copy(action.which)
      case 'forge': return this.onSent({ from: action.from, seq: action.seq, ack: 0, flags: action.flags, length: action.length })
      case 'again': return this.again()
      case 'wait': this.now += 61_000_000_000
        this.ends.client.wake()
        return this.ends.server.wake()
    }
  }

  /** The oldest segment on its way from one of the ends. */
  private firstOf(which: number): number {
    const from = this.wire[which % Math.max(1, this.wire.length)]?.from
    return Math.max(0, this.wire.findIndex((segment) => segment.from === from))
  }

  private deliver(which: number): void {
    const [segment] = this.wire.splice(which % Math.max(1, this.wire.length), 1)
    if (segment === undefined) return
    this.now += HOP
    this.ends[otherEnd(segment.from)].receive(segment)
  }

  private copy(which: number): void {
    const segment = this.wire[which % Math.max(1, this.wire.length)]
    if (segment !== undefined) this.wire.push(segment)
  }

  private onSent(segment: Sent): void {
    this.wire.push(segment)
    const { blindEvery = 0 } = this.options
    if (blindEvery === 0 || ++this.sent % blindEvery !== 0) this.captured.push({ segment, at: this.now })
    this.now += 1_000
  }

  /** What the driver does at one wake-up; thoroughly, it goes on until nothing is open, while the world stands still. */
  private drive(): void {
    const { sampling } = this.options
    this.drain()
    if (sampling !== 'none') this.ask(64)
    if (sampling === 'thorough') {
      for (let i = 0; i < 12; i++) {
        this.now += 1_100_000
        if (i % 4 === 0) this.tracker.onSnapshot(this.snapshot())
        this.ask(64)
      }
    }
    this.take()
  }

  private take(): void {
    this.tracker.settle(ns(this.now))
    this.events.push(...this.tracker.take())
  }

  private drain(): void {
    for (const { segment, at } of this.captured.splice(0)) {
      const [from, to] = [segment.from, otherEnd(segment.from)]
      Object.assign(this.segment, {
        n: ++this.packets as PacketNumber, at: ns(at),
        source: this.address, sourcePort: PORT[from], destination: this.address, destinationPort: PORT[to],
        seq: seq(segment.seq), ack: seq(segment.ack), flags: segment.flags, payloadLength: segment.length
      })
      this.tracker.onSegment(this.segment)
      if (this.options.eager) this.take()
    }
  }

  private ask(limit: number): void {
    for (let turn = 0; turn < 3; turn++) {
      const lookups = this.tracker.lookups(ns(this.now), limit)
      if (lookups.length === 0) return
      for (const lookup of lookups) this.answer(lookup)
      this.now += 10_000
    }
  }

  private answer(lookup: Lookup): void {
    const end: End = lookup.localPort === PORT.client ? 'client' : 'server'
    const sample = this.sample(end)
    if (sample === undefined) this.tracker.onMissing(lookup, ns(this.now), ns(this.now + ASKING))
    else this.tracker.onSample(sample, undefined)
    if (this.options.eager) this.take()
  }

  private sample(end: End): SocketSample | undefined {
    const { state, timeWaitUntil, orphan } = this.ends[end]
    if (state === 'CLOSED' || state === 'LISTEN') return undefined
    const timer = state === 'TIME-WAIT' ? 'time-wait' : state === 'FIN-WAIT-2' && orphan ? 'fin-wait-2' : undefined
    const remainingMs = state === 'TIME-WAIT' ? Math.max(0, Math.floor((timeWaitUntil - this.now) / 1e6)) : timer === undefined ? 0 : 59_000
    return socketSample(this.now, {
      local: this.address, localPort: PORT[end], remote: this.address, remotePort: PORT[otherEnd(end)], state, timer, remainingMs,
      cookie: BigInt(2 * this.lives.length + (end === 'client' ? 0 : 1))
    })
  }

  private snapshot(): SocketSnapshot {
    return snapshotOf([this.sample('client'), this.sample('server')].filter((sample) => sample !== undefined), this.now, [PORT.server])
  }
}
