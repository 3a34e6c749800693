import { assert as holds, boolean, constantFrom, integer, nat, property, record, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import { ConnectionTracker } from '../../../../src/main/engine/inference/connection-tracker'
import { ReceiveQueue } from '../../../../src/main/engine/inference/receive-queue'
import { RetiredRows } from '../../../../src/main/engine/inference/retired-rows'
import { ns } from '../../../../src/shared/base/brand'
import type { Nanoseconds } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import { emptySegment } from '../../../../src/shared/model/segment'
import type { PacketNumber, Segment } from '../../../../src/shared/model/segment'
import { ACK, FIN, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'
import { TCP_STATES } from '../../../../src/shared/tcp/state'

const book = new AddressBook()
const client = book.ipv4(0x0a000001)
const server = book.ipv4(0x0a000002)
const number = integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(seq)
const instant = integer({ min: -(2 ** 40), max: 2 ** 53 - 1 }).map(ns)
const end = record({
  state: constantFrom(...TCP_STATES), shown: constantFrom(...TCP_STATES), shownAt: instant, begun: boolean(), told: boolean(), passive: boolean(), sndKnown: boolean(),
  issKnown: boolean(), based: boolean(), finSent: boolean(), rcvKnown: boolean(), iss: number, sndUna: number, sndNxt: number, finSeq: number, finPacket: nat(),
  finAck: number, rcvNxt: number, tsRecent: integer({ min: -1, max: 2 ** 32 - 1 }), resent: nat()
})
const fresh = (place: number): Connection =>
  new Connection({ number: place + 1, flow: place, client, clientPort: 1000 + place, server, serverPort: 80, kernel: false })

describe('a connection whose objects serve again', () => {
  it('is as a new one in everything', () => {
    holds(property(tuple(end, end), instant, nat(), boolean(), (ends, synAt, synPacket, self) => {
      const used = Object.assign(fresh(0), { synAt, synPacket, packetSeen: true, retired: true, previous: fresh(1), candidate: { from: fresh(1).client, seq: seq(1), tsVal: 1, at: ns(1), packet: 1 } })
      Object.assign(used.client, ends[0], { held: [{ to: 'CLOSED', at: ns(1), cause: 'timer', packet: 0, since: ns(1) }], call: 'close()', callAt: ns(1), queue: new ReceiveQueue() })
      Object.assign(used.server, ends[1])
      const parts = { number: 9, flow: 3, client: server, clientPort: 80, server: self ? server : client, serverPort: self ? 80 : 1000, kernel: false }
      used.renew(parts)
      expect(used).toEqual(new Connection(parts))
      expect(used.client.peer).toBe(self ? used.client : used.server)
    }))
  })
})

describe('RetiredRows', () => {
  it('gives back what it was given, every number of it', () => {
    holds(property(tuple(end, end), instant, nat(), (ends, synAt, synPacket) => {
      const rows = new RetiredRows(4)
      const kept = Object.assign(fresh(0), { synAt, synPacket, packetSeen: true })
      Object.assign(kept.client, ends[0])
      Object.assign(kept.server, ends[1])
      rows.add(kept)
      const restored = fresh(0)
      rows.restore(0, restored)
      expect(restored).toEqual(kept)
      expect(rows.at(0)).toEqual({ number: 1, flow: 0, client: { local: client, localPort: 1000, remote: server, remotePort: 80 } })
    }))
  })

  it('keeps so many: the next one takes the place of the oldest', () => {
    const rows = new RetiredRows(3)
    for (let i = 0; i < 4; i++) rows.add(fresh(i))
    expect([0, 1, 2].map((place) => rows.at(place)?.number)).toEqual([4, 2, 3])
    rows.remove(1)
    expect(rows.at(1)).toBeUndefined()
  })
})

/** One short connection, the client first: five segments. */
function* life(port: number, isn: number, at: Nanoseconds): Generator<Partial<Segment>> {
  const there = { source: client, sourcePort: port, destination: server, destinationPort: 80 }
  const back = { source: server, sourcePort: 80, destination: client, destinationPort: port }
  yield { ...there, at, seq: seq(isn), ack: seq(0), flags: SYN }
  yield { ...back, at, seq: seq(isn + 1000), ack: seq(isn + 1), flags: SYN | ACK }
  yield { ...there, at, seq: seq(isn + 1), ack: seq(isn + 1001), flags: FIN | ACK }
  yield { ...back, at, seq: seq(isn + 1001), ack: seq(isn + 2), flags: FIN | ACK }
  yield { ...there, at, seq: seq(isn + 2), ack: seq(isn + 1002), flags: ACK }
}

describe('a connection that has become a row', () => {
  const tracker = new ConnectionTracker({ book, kernel: false, hz: 250 })
  const segment = emptySegment()
  const take = (parts: Partial<Segment>): string => tracker.onSegment(Object.assign(segment, { n: (segment.n + 1) as PacketNumber }, parts)).connection
  const ids = Array.from({ length: 2000 }, (_, i) => [...life(2000 + i, 100, ns(i * 1_000_000))].map(take)[0])
  tracker.take()

  it('still takes a late segment of its own', () => {
    const again = [...life(2005, 100, ns(3e9))][3]
    expect(take({ ...again, at: ns(3e9) })).toBe(ids[5])
    expect(tracker.take()).toMatchObject([{ type: 'timer', conn: ids[5], end: 'client', event: 'restarted' }])
  })

  it('ends with the SYN that takes its 4-tuple over', () => {
    const [syn] = [...life(2007, 50_000_000, ns(4e9))]
    expect(take({ ...syn })).toBe('c2001')
    expect(tracker.take()).toMatchObject([{ conn: ids[7], from: 'TIME-WAIT', to: 'CLOSED', cause: 'reused by connect()' }, { conn: 'c2001', to: 'SYN-SENT' }])
  })
})
