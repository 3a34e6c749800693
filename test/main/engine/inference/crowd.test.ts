import { describe, expect, it } from 'vitest'
import { ConnectionTracker } from '../../../../src/main/engine/inference/connection-tracker'
import { SamplingPlan } from '../../../../src/main/engine/inference/sampling-plan'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import type { SessionEvent } from '../../../../src/shared/model/events'
import { emptySegment } from '../../../../src/shared/model/segment'
import type { PacketNumber } from '../../../../src/shared/model/segment'
import type { SocketSample } from '../../../../src/shared/model/socket-sample'
import { ACK, FIN, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { ASKING, snapshotOf, socketSample } from './snapshot'

const FIRST_PORT = 20_000
/** The timer wheel fires every 2.048 s: all that are due then go at once. */
const WHEEL = 2_048_000_000

/** Many short connections whose clients wait, a kernel that holds their TIME-WAITs, and a driver that keeps to the plan. */
class Crowd {
  readonly events: SessionEvent[] = []
  readonly goneAt = new Map<number, number>()
  lookups = 0
  dumps = 0
  now = 1_000_000_000
  private readonly book = new AddressBook()
  private readonly lo = this.book.ipv4(0x7f000001)
  private readonly tracker = new ConnectionTracker({ book: this.book, kernel: true, hz: 250 })
  private readonly plan = new SamplingPlan()
  private readonly segment = emptySegment()
  private readonly expires = new Map<number, number>()

  constructor(readonly size: number) {}

  openAndClose(): this {
    for (let i = 0; i < this.size; i++) {
      const port = FIRST_PORT + i
      const send = (client: boolean, first: number, flags: number, ack: number): void => this.send(port, client, first, flags, ack)
      send(true, 100, SYN, 0)
      send(false, 500, SYN | ACK, 101)
      send(true, 101, ACK, 501)
      send(true, 101, FIN | ACK, 501)
      send(false, 501, FIN | ACK, 102)
      send(true, 102, ACK, 502)
      this.expires.set(port, this.now + 60e9)
      if (i % 50 === 0) this.drive()
    }
    return this
  }

  /** @param everyMs how often the driver wakes up at most */
  pass(seconds: number, everyMs = 10): this {
    for (const until = this.now + seconds * 1e9; this.now < until;) {
      this.now += everyMs * 1e6
      for (const [port, at] of this.expires) if (at < this.now && Math.floor(this.now / WHEEL) > Math.floor(at / WHEEL)) this.vanish(port)
      this.drive()
    }
    return this
  }

  private vanish(port: number): void {
    this.expires.delete(port)
    this.goneAt.set(port, this.now)
  }

  private send(port: number, client: boolean, first: number, flags: number, ack: number): void {
    this.now += 10_000
    Object.assign(this.segment, {
      n: (this.segment.n + 1) as PacketNumber, at: ns(this.now), source: this.lo, sourcePort: client ? port : 80, destination: this.lo,
      destinationPort: client ? 80 : port, seq: seq(first), ack: seq(ack), flags
    })
    this.tracker.onSegment(this.segment)
  }

  private drive(): void {
    const { tracker, plan } = this
    for (const lookup of tracker.lookups(ns(this.now), 64)) {
      this.lookups++
      const client = lookup.remotePort === 80
      const sample = client ? this.sample(lookup.localPort) : undefined
      if (sample === undefined) tracker.onMissing(lookup, ns(this.now), ns(this.now + ASKING))
      else tracker.onSample(sample, undefined)
    }
    if (plan.due(ns(this.now), tracker)) {
      this.dumps++
      const timeWait = plan.includesTimeWait(ns(this.now), tracker)
      const samples = [...this.expires.keys()].map((port) => this.sample(port)).filter((sample) => sample !== undefined)
      tracker.onSnapshot(snapshotOf(samples, this.now, [80], !timeWait))
      plan.taken(ns(this.now), ns(2_000_000), timeWait)
    }
    tracker.settle(ns(this.now))
    this.events.push(...tracker.take())
  }

  private sample(port: number): SocketSample | undefined {
    const expires = this.expires.get(port)
    if (expires === undefined) return undefined
    return socketSample(this.now, {
      local: this.lo, localPort: port, remote: this.lo, remotePort: 80, state: 'TIME-WAIT', timer: 'time-wait', cookie: BigInt(port),
      remainingMs: Math.max(0, Math.floor((expires - this.now) / 4e6) * 4)
    })
  }
}

describe('a crowd of TIME-WAITs', () => {
  it('that is small is asked about one by one when it is due, and each end is seen within 50 ms', () => {
    const crowd = new Crowd(100).openAndClose().pass(65)
    const ends = crowd.events.filter((event) => event.type === 'transition').filter((event) => event.from === 'TIME-WAIT')
    expect(ends).toHaveLength(100)
    for (const { local, at, cause } of ends) {
      expect(at - (crowd.goneAt.get(Number(local.split(':')[1])) ?? 0)).toBeLessThan(50e6)
      expect(cause).toBe('timer')
    }
  })
  it('that is large is watched by dumps, and its ends are seen about as soon', () => {
    const crowd = new Crowd(3000).openAndClose().pass(58)
    const { lookups, dumps } = crowd
    crowd.pass(7)
    const ends = crowd.events.filter((event) => event.type === 'transition').filter((event) => event.from === 'TIME-WAIT')
    expect(ends).toHaveLength(3000)
    for (const { local, at } of ends) expect(at - (crowd.goneAt.get(Number(local.split(':')[1])) ?? 0)).toBeLessThan(70e6)
    expect(crowd.lookups - lookups).toBeLessThan(6000)
    expect(crowd.dumps - dumps).toBeLessThan(150)
  })
  it('tells a sample of each once, and of sixty every second', () => {
    const crowd = new Crowd(1000).openAndClose().pass(3)
    const before = crowd.events.length
    crowd.pass(10)
    const samples = crowd.events.slice(before).filter((event) => event.type === 'sample')
    expect(samples.length).toBeGreaterThan(500)
    expect(samples.length).toBeLessThan(660)
    expect(crowd.events.slice(before).filter((event) => event.type !== 'sample')).toEqual([])
  })
})
